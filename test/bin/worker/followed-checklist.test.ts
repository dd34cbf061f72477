import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allChecks } from '../../support/all-checks'
import { answer, type Receiver, startReceiver } from '../../support/receiver'
import { startRedis, type TestRedis } from '../../support/redis'
import { SERVICE } from '../../support/robopager'
import { type OpenStore, openStore } from '../../support/watch'

const START = 'y'.repeat(32)
const ETL = `[google_apps]
email = me@example.org
password = czNjcmV0IzE=
[robopager]
heartbeat_service = ${START}
[function_type]
type=email, batchy
[enable_redis]
enable=False
[batchy]
server = 127.0.0.1
port = PORT
[timezone]
timezone = UTC
`
const entry = (name: string, time = '00:00') =>
  `${name}:\n  type: batchy\n  wf_name: load\n  latency_min: 60\n  check_time: ${time}\n  poll_sec: 5\n  pd_service: ${SERVICE}\n`

let redis: TestRedis
let web: OpenStore
let batchy: Receiver
let worker: ChildProcess
let lines: string[]
const at = (name: string) => join(redis.home, name)
const save = (text: string) => writeFile(at('checklist.yaml'), text)

beforeEach(async () => {
  redis = await startRedis()
  web = await openStore(redis)
  batchy = await startReceiver()
  const batch_start = new Date(Date.now() - 60_000).toISOString().slice(0, -1)
  batchy.answerWith(answer(200, JSON.stringify({ global: { status: 'success', batch_start } })))
  await writeFile(at('etl.cfg'), ETL.replace('PORT', new URL(batchy.url).port))
  lines = []
})
afterEach(async () => {
  await end()
  await web.store.close()
  await batchy.close()
  await redis.close()
})

async function end(): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  worker.kill('SIGKILL')
  await once(worker, 'exit')
}

/** The compiled worker, with this list in its INI. */
async function startWorker(more = ''): Promise<void> {
  await writeFile(
    at('intvlm8r.ini'),
    `[Monitoring]\nheartbeatfrequency = Off\n[Checklist]\nfile = checklist.yaml\n${more}`,
  )
  const program = join(import.meta.dirname, '../../../dist/bin/worker.js')
  worker = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC' },
  })
  for (const stream of [worker.stdout, worker.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', line => lines.push(line))
}

async function intvlm8r(...args: string[]) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../dist/bin/intvlm8r.js'), ...args],
    {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: redis.home, TZ: 'UTC' },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
    })
  const [code] = await once(child, 'close')
  return { code, output }
}

const statuses = async () =>
  Object.fromEntries((await allChecks(web.store)).map(({ check, state }) => [check.name, state.status]))
const names = async () => Object.keys(await statuses()).sort()
const WITHIN = { interval: 100 }

describe('a checklist that is followed', () => {
  it('R17: a save is taken up without a restart, and a fault leaves the list as it was, and is shown', async () => {
    await save(entry('job1'))
    await startWorker()
    await expect.poll(statuses, WITHIN).toEqual({ job1: 'up' })
    const [watched] = await allChecks(web.store)
    expect(watched?.check).toMatchObject({
      origin: 'file',
      probe: { kind: 'batchy', every: 5_000, settings: { since: 'start' } },
      channels: [expect.stringMatching(/^pd-[\da-f]{8}$/)],
    })

    await save(entry('job1') + entry('job2'))
    await expect.poll(statuses, WITHIN).toEqual({ job1: 'up', job2: 'up' })

    await save(`${entry('job1')}${entry('job2')}job3: [\n`)
    await expect.poll(() => lines.join('\n'), WITHIN).toContain('is where it stops being YAML')
    expect(await statuses()).toEqual({ job1: 'up', job2: 'up' })
    const checked = await intvlm8r('config', 'check')
    expect([checked.code, checked.output]).toEqual([
      1,
      expect.stringMatching(/checklist\.yaml: line 1[56]: is where it stops being YAML/),
    ])
    const { output } = await intvlm8r('status')
    expect(output).toMatch(/The checklist has faults\.[\s\S]*checklist\.yaml: line 1[56]:/)

    // An entry with a fault stays as it was; the others are taken up.
    await save(entry('job1', '25:00') + entry('job2').replace('min: 60', 'min: 61') + entry('job4'))
    await expect.poll(statuses, WITHIN).toEqual({ job1: 'up', job2: 'up', job4: 'up' })
    await expect.poll(() => lines.join('\n'), WITHIN).toContain('check_time has to be a time')

    await save(entry('job2'))
    await expect.poll(statuses, WITHIN).toEqual({ job2: 'up' })
    expect((await intvlm8r('config', 'check')).code).toBe(0)
    for (const secret of [SERVICE, START, 's3cret']) expect(lines.join('\n') + output).not.toContain(secret)
  })

  it('R15, R17: after a restart with a broken list the last good one holds, with its channels; the start is a FAILURE', async () => {
    const pagerduty = await startReceiver()
    const own = `[channel.start]\nkind = pagerduty\nversion = 1\nroutingkey = ${START}\nurl = ${pagerduty.url}\ndefault = off\n[Watch]\nstartchannel = start\n`
    await save(entry('job1') + entry('job2'))
    await startWorker(own)
    await expect.poll(names, WITHIN).toEqual(['job1', 'job2'])
    const ok = JSON.parse((await pagerduty.nextRequest()).body)
    expect([ok.description, ok.service_key]).toEqual(['OK: the watch has started', START])
    expect(ok.details.text).toBe('0 checks of the INI and 2 of the files that it names are watched.')
    expect((await stat(at('checklist-kept.json'))).mode & 0o777).toBe(0o600)
    await end()

    await save(`${entry('job1')}${entry('job2').replace(SERVICE, `{a: ${SERVICE}}`)}`)
    await startWorker(own)
    const event = JSON.parse((await pagerduty.nextRequest()).body)
    expect(event.description).toBe('FAILURE: the watch has started')
    expect(event.details.text).toMatch(/checklist\.yaml: line 14: "job2" pd_service has to be a text/)
    expect(JSON.stringify({ ...event, service_key: '' })).not.toMatch(/\b[A-Za-z\d]{32}\b/)
    await expect.poll(() => lines.join('\n'), WITHIN).toContain('pd_service has to be a text')
    expect(await names()).toEqual(['job1', 'job2'])

    // Its channel is there still, and nobody is told that it is not.
    expect(lines.join('\n')).not.toContain('there is no channel')
    await rm(at('checklist.yaml'))
    await expect.poll(() => lines.join('\n'), WITHIN).toContain('checklist.yaml does not exist')
    expect(await names()).toEqual(['job1', 'job2'])
    await pagerduty.close()
  })

  it('ends with its section: the checks go, and so does the copy with its keys', async () => {
    await save(entry('job1'))
    await startWorker()
    await expect.poll(names, WITHIN).toEqual(['job1'])
    await expect.poll(() => readFile(at('checklist-kept.json'), 'utf8'), WITHIN).toContain(SERVICE)
    await writeFile(at('intvlm8r.ini'), '[Monitoring]\nheartbeatfrequency = Off\n')
    await expect.poll(names, WITHIN).toEqual([])
    await expect.poll(() => stat(at('checklist-kept.json')).catch(error => error.code), WITHIN).toBe('ENOENT')
  })
})

describe('a check of a list that is followed', () => {
  it('R19: is looked at by its name, also without a worker, and a faulty one could not be', async () => {
    await save(entry('job1') + entry('job2', '25:00'))
    await startWorker()
    await end()
    const well = await intvlm8r('check', 'run', 'job1')
    expect([well.code, well.output]).toEqual([
      0,
      expect.stringMatching(/^job1: success .*\n {2}load began 1m/),
    ])
    const faulty = await intvlm8r('check', 'run', 'job2')
    expect([faulty.code, faulty.output]).toEqual([
      3,
      expect.stringMatching(
        /^job2: blind\n {2}.*checklist\.yaml: line 12: "job2" check_time has to be a time/,
      ),
    ])
    expect((await intvlm8r('check', 'run', 'job9')).code).toBe(2)
    batchy.answerWith(answer(200, '{}'))
    expect((await intvlm8r('check', 'run', 'job1')).code).toBe(1)
  })
})
