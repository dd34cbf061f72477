/** The worker while a network folder that it looks at hangs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connectWorker } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { allChecks } from '../support/all-checks'
import { folderWith } from '../support/folder'
import { mayMount, whileHung } from '../support/hung-mount'
import { commandLine, descendants } from '../support/processes'
import { startRedis } from '../support/redis'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/worker.js')

it.skipIf(!mayMount)('ends in order when it is stopped', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.close())
  const home = await folderWith({
    'intvlm8r.ini': `[Monitoring]
heartbeatfrequency = Off
[Redis]
url = ${redis.place.socket}
prefix = intvlm8r
join = on
[check.photos]
probe = files /mnt/photos
timeout = 1s
every = 5s
[check.music]
probe = disk /mnt/music
timeout = 1s
every = 5s
`,
  })
  const line = '"$1" "$2" 3>&-; exit $?'
  const shell = spawn(...whileHung(line, process.execPath, PROGRAM), {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: home },
    stdio: 'ignore',
  })
  const worker = () =>
    descendants(shell.pid ?? 0).find(pid => commandLine(pid).startsWith(`${process.execPath}\0${PROGRAM}`))
  onTestFinished(() => {
    const pid = worker()
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  })
  const connection = connectWorker(redis.target)
  const checks = openCheckStore(connection, openSchedules())
  onTestFinished(() => checks.close())
  const unseen = async () =>
    (await allChecks(checks)).map(({ check, state }) => [check.name, state.unseen?.why]).sort()
  await expect.poll(unseen, { timeout: 30_000 }).toEqual([
    ['music', expect.any(String)],
    ['photos', expect.any(String)],
  ])
  process.kill(worker() ?? 0, 'SIGTERM')
  const [code] = await once(shell, 'exit')
  expect(code, 'the exit code for SIGTERM').toBe(128 + 15)
})
