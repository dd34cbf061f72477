import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { folderWith } from '../support/folder'
import { startRedis } from '../support/redis'
import { MINUTE, openStore, plan, START } from '../support/watch'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

let home: string
beforeEach(async () => {
  home = await folderWith({
    'jobs/Ill.py': `import JobBase
class Ill(JobBase.JobBase):
    def executeEvery(self):
        return JobBase.JobFrequency.DAY
    def execute(self):
        return False
`,
  })
})

/** The built command with an INI of these checks; there is no Redis. */
async function runCheck(name: string, checks: string) {
  await writeFile(join(home, 'intvlm8r.ini'), `[Monitoring]\nheartbeatfrequency = Off\n${checks}`)
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home, SECRET: 'not for jobs' }
  const child = execFile(process.execPath, [PROGRAM, 'check', 'run', name], { env })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.on('data', text => (said[stream] += text))
  const [code] = await once(child, 'close')
  return { code, ...said }
}

it('looks once, and prints the answer, why, and the time', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const { code, stdout } = await runCheck('NAS', `[check.nas]\nprobe = tcp 127.0.0.1:${port}\n`)
  expect(stdout).toMatch(
    new RegExp(`^nas: success \\(\\d+ ms\\)\n  127\\.0\\.0\\.1:${port} accepts connections\n$`),
  )
  expect(code).toBe(0)
})

it('what is not well has the exit code 1, with the parts and the output', async () => {
  const line = `probe = command sh -c 'printf "a\\\\tfail\\\\tbroken\\\\n"; env; exit 4'`
  const { code, stdout } = await runCheck('jobs', `[check.jobs]\n${line}\n`)
  expect(stdout).toContain('jobs: failure\n  sh ended with exit code 4\n  failure  a: broken\n\n')
  expect(stdout).not.toContain('not for jobs')
  expect(code).toBe(1)
})

it('a heartbeat cannot be looked at while Redis is away, and that is the reason', async () => {
  const { code, stdout, stderr } = await runCheck('own', '[check.own]\nprobe = heartbeat\n')
  expect([code, stdout, stderr]).toEqual([3, 'own: blind\n  Redis did not answer within 1.8 s\n', ''])
})

it('runs the jobs of a Checker, whatever their frequency', async () => {
  const { code, stdout } = await runCheck('old', `[check.old]\nprobe = checker-job ${home}/jobs\n`)
  expect(stdout).toBe(`old: success\n  1 of 1 jobs in ${home}/jobs were due\n  failure  Ill: Ill failed\n`)
  expect(code).toBe(0)
})

it('a folder that is not there is not well', async () => {
  const { code, stdout } = await runCheck('own', '[check.own]\nprobe = files /srv/none-such\nnewest = 1h\n')
  expect(stdout).toBe('own: failure\n  there is no /srv/none-such\n')
  expect(code).toBe(1)
})

it('what cannot be looked at has the exit code 3', async () => {
  const { code, stdout } = await runCheck('odd', '[check.odd]\nprobe = command no-such-program\n')
  expect(stdout).toBe('odd: blind\n  no-such-program is not installed here\n')
  expect(code).toBe(3)
})

it('what only another machine can look at is not looked at here', async () => {
  const redis = await startRedis()
  const web = await openStore(redis)
  try {
    const probe = { kind: 'command', target: 'touch seen', every: MINUTE, settings: {} } as const
    await web.store.create(plan('theirs', { probe }), 'ini', START)
    home = redis.home
    const { code, stdout } = await runCheck('theirs', '')
    expect(stdout).toBe(
      'theirs: blind\n  the INI here does not provide it, so it is for the machine whose INI does: look there\n',
    )
    expect(code).toBe(3)
  } finally {
    await web.store.close()
    await redis.close()
  }
})

it('a check without a probe is wrong usage', async () => {
  const { code, stderr } = await runCheck('odd', '[check.odd]\nperiod = 1d\n')
  expect(stderr).toBe(
    'intvlm8r: "odd" has no probe: it waits for check-ins, and there is nothing to look at\n',
  )
  expect(code).toBe(2)
})
