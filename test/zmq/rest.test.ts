/** The programs while nothing is due, and an appliance on a machine without the library of 0MQ. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../support/port'
import { PATIENCE, processorTime, startReceiver } from './receiver'

const TREE = join(import.meta.dirname, '../..')
const TOMORROW = { kind: 'cron', expression: '0 4 1 1 *', zone: 'UTC' } as const

test('Q14: while nothing is expected before tomorrow, no check is looked at, and 0MQ is at rest', async () => {
  const receiver = await startReceiver()
  onTestFinished(() => receiver.close())
  await receiver.store.listen()
  await receiver.startWorker()
  await receiver.make('client/nightly', { schedule: TOMORROW, awaited: true, grace: 3_600_000 })
  const looks: string[] = []
  // The client takes a command of another program for an answer where that comes together with MONITOR's own.
  const monitor = connect(receiver.connection.options.path ?? '')
  onTestFinished(() => void monitor.destroy())
  monitor.write('MONITOR\r\n')
  createInterface({ input: monitor }).on('line', line => {
    if (/watch:(deadlines|plans|states)/.test(line)) looks.push(line.slice(0, 150))
  })
  // What belongs to the start and to the new check; the watch's own look comes once a minute.
  await pause(10_000)
  looks.length = 0
  const { pid } = receiver.process()
  const before = processorTime(pid)
  await pause(30_000)
  const used = processorTime(pid) - before
  console.log(`the program for 0MQ took ${used.toFixed(1)} ms of processor time in 30 s`)
  expect(looks).toEqual([])
  expect(used).toBeLessThan(300)
  await receiver.make('client/soon', { schedule: { kind: 'period', period: 1_000 }, awaited: true, grace: 0 })
  await vi.waitFor(() => expect(looks.join('\n')).toContain('watch:deadlines'), PATIENCE)
})

test('Q13: without the library everything else works, and the status names what is missing', async () => {
  const place = await mkdtemp(join(tmpdir(), 'intvlm8r-without-'))
  const home = join(place, 'home')
  await mkdir(home)
  for (const part of ['dist', 'views', 'public', 'package.json'])
    await cp(join(TREE, part), join(place, part), { recursive: true })
  const port = await freePort()
  const id = '6d1c2e0a-0d0b-4c55-8c1f-3b9a4f0e7d21'
  const lines = [
    '[Monitoring]\nheartbeatfrequency = Off',
    `[Web]\nhost = 127.0.0.1\nport = ${port}`,
    `[Zmq]\nbind = tcp://127.0.0.1:${await freePort()}`,
    `[check.backup]\nname = backup\nid = ${id}\nperiod = 1h`,
  ]
  await writeFile(join(home, 'intvlm8r.ini'), `${lines.join('\n')}\n`, { mode: 0o600 })
  const env = { ...process.env, INTVLM8R_HOME: home }
  const start = spawn(process.execPath, [join(place, 'dist/bin/start.js')], { env, cwd: place })
  onTestFinished(async () => {
    const ended = once(start, 'exit')
    start.kill('SIGTERM')
    await ended
    await rm(place, { recursive: true })
  })
  let log = ''
  for (const stream of [start.stdout, start.stderr]) stream.on('data', data => (log += data))
  const command = async (...words: string[]) =>
    await promisify(execFile)(process.execPath, [join(place, 'dist/bin/intvlm8r.js'), ...words], {
      env,
    }).then(
      ({ stdout }) => stdout,
      ({ stdout }) => String(stdout),
    )

  await vi.waitFor(
    async () => expect((await fetch(`http://127.0.0.1:${port}/ping/${id}`)).status).toBe(200),
    {
      ...PATIENCE,
      timeout: 40_000,
    },
  )
  await vi.waitFor(async () => expect(await command('status')).toMatch(/Worker +running/), PATIENCE)
  expect(await command('status')).toMatch(
    /Messages by 0MQ are not received\.\nThe reason: 0MQ is not installed: install the package intvlm8r-heartbeat-zmq/,
  )
  expect(JSON.parse(await command('checks', '--json'))).toMatchObject({
    checks: [{ name: 'backup', status: 'up' }],
  })
  expect(log.match(/0MQ is not installed/g)).toHaveLength(1)
})
