import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { heartbeatOfSlot } from '../../src/domain/heartbeat/heartbeat'
import { planOf } from '../../src/domain/watch/check-plan'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { openHeartbeatQueue } from '../../src/io/heartbeat/queue'
import { connectProducer, connectWorker, untilReady } from '../../src/io/redis/client'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { drawVapidKeys } from '../../src/notifiers/web-push'
import { freePort } from '../support/port'
import { hang, startReceiver } from '../support/receiver'
import { startRedis } from '../support/redis'

let home: string
let children: ChildProcess[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-worker-'))
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(home, { recursive: true, force: true })
})

/** The compiled worker against that server; `lines` grows as it prints. */
async function startWorker(
  redisUrl: string,
  more = '',
  { frequency, url } = { frequency: 'Off', url: '' },
): Promise<{ child: ChildProcess; lines: string[] }> {
  await writeFile(
    join(home, 'intvlm8r.ini'),
    `[Monitoring]\nheartbeatfrequency = ${frequency}\nheartbeaturl = ${url}\n[Redis]\nurl = ${redisUrl}\nprefix = intvlm8r\njoin = on\n${more}`,
    { mode: 0o600 },
  )
  const program = join(import.meta.dirname, '../../dist/bin/worker.js')
  const child = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, INTVLM8R_HOME: home } })
  children.push(child)
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', line => lines.push(line))
  return { child, lines }
}

/** A server that takes connections and hangs up, as a proxy does whose server is away. */
async function startHangUp(at = 0): Promise<{ server: Server; port: number; connections(): number }> {
  let connections = 0
  const server = createServer(socket => {
    connections++
    socket.destroy()
  })
  await new Promise<void>(resolve => server.listen(at, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port, connections: () => connections }
}

it('is a member of its watch again soon after the server has lost its data', async () => {
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  children.push(spawn(findRedisServer(process.env.PATH ?? '') ?? '', options, { cwd: home }))
  const url = `redis://127.0.0.1:${port}`
  await startWorker(url)
  const admin = connectWorker({ url })
  onTestFinished(() => admin.disconnect())
  const isCopied = async () => (await readdir(home)).some(name => /^backup-\w+\.json$/.test(name))
  await expect.poll(isCopied).toBe(true)
  const [member = ''] = Object.entries(await admin.hgetall('{intvlm8r}:members'))
  expect(JSON.parse(member[1] ?? '')).toEqual({ name: hostname(), seen: expect.any(Number) })
  await admin.flushall()
  await expect.poll(async () => Object.entries(await admin.hgetall('{intvlm8r}:members'))).toEqual([member])
})

it('gives the first channel, once it is made, to a check that was made before', async () => {
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  children.push(spawn(findRedisServer(process.env.PATH ?? '') ?? '', options, { cwd: home }))
  const url = `redis://127.0.0.1:${port}`
  const { lines } = await startWorker(url)
  const connection = connectWorker({ url })
  const checks = openCheckStore(connection, openSchedules())
  const pages = openChannelStore(connection, drawVapidKeys)
  const plan = planOf({ name: 'tag', tags: ['no-channel-yet'] })
  await untilReady(connection)
  const { check } = await checks.create(plan, 'checkin', Date.now())
  await expect.poll(() => lines.join('\n')).toContain('waiting for heartbeats')
  await pages.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'cellar-4711' } })
  const now = async () => (await checks.get(check.id))?.check
  await expect.poll(now).toMatchObject({ channels: ['phone'], tags: [] })
  await checks.close()
})

it('takes no further heartbeat when it ends, although an alert in its hands still has its time', async () => {
  const redis = await startRedis()
  const receiver = await startReceiver()
  receiver.answerWith(hang)
  const channel = `[channel.hook]\nkind = webhook\nurl = ${receiver.url}/alert\n`
  const monitoring = { frequency: '5', url: `${receiver.url}/heartbeat` }
  const { child } = await startWorker(redis.place.socket, channel, monitoring)
  const connection = connectWorker(redis.target)
  const checks = openCheckStore(connection, openSchedules())
  const queue = openHeartbeatQueue(connectProducer(redis.target), Date.now)
  try {
    await Promise.all([untilReady(connection), queue.connected()])
    const served = Buffer.from('alerts-hook').toString('base64')
    await expect.poll(() => connection.client('LIST')).toContain(served)
    const { check } = await checks.create(
      planOf({ name: 'backup', channels: ['hook'] }),
      'checkin',
      Date.now(),
    )
    await checks.record({ id: check.id }, { kind: 'success', at: Date.now() - 1_000, detail: {} })
    await checks.record({ id: check.id }, { kind: 'fail', at: Date.now(), detail: {} })
    expect((await receiver.nextRequest()).path).toBe('/alert')

    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await expect.poll(async () => (await queue.pulse()).workers).toBe(0)
    expect([child.exitCode, child.signalCode]).toEqual([null, null])
    const { job } = await queue.addForSlot(heartbeatOfSlot(Date.now(), 'due'))
    await exit
    expect((await queue.find(job))?.state).toBe('queued')
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/alert'])
  } finally {
    await queue.close()
    await checks.close()
    await receiver.close()
    await redis.close()
  }
})

describe('a worker whose Redis', () => {
  it('is away says so once, however often it tries, and ends when it is told to', async () => {
    const { server, port, connections } = await startHangUp()
    const { child, lines } = await startWorker(`redis://127.0.0.1:${port}`)
    const said = () => lines.filter(line => line.includes('Redis'))
    await expect.poll(said).toHaveLength(1)
    // It has a handful of connections, and each is tried again.
    const soFar = connections()
    await expect.poll(connections).toBeGreaterThan(soFar + 20)
    expect(said()).toHaveLength(1)
    expect(lines.length).toBeLessThanOrEqual(2)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    server.close()
  })

  it('goes away while channels are served says so once, however many connections are lost', async () => {
    const port = await freePort()
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
    const redis = spawn(findRedisServer(process.env.PATH ?? '') ?? '', options, { cwd: home })
    children.push(redis)
    const channel = '[channel.hook]\nkind = webhook\nurl = http://127.0.0.1:9/\n'
    const { lines } = await startWorker(`redis://127.0.0.1:${port}`, channel)
    const admin = connectWorker({ url: `redis://127.0.0.1:${port}` })
    admin.on('error', () => {})
    const served = Buffer.from('alerts-hook').toString('base64')
    await expect.poll(() => admin.client('LIST')).toContain(served)
    admin.disconnect()
    redis.kill('SIGKILL')
    await once(redis, 'exit')
    const { server, connections } = await startHangUp(port)
    await expect.poll(connections).toBeGreaterThan(40)
    server.close()
    expect(
      lines.filter(line => /ECONN|lost|EPIPE|closed/.test(line)),
      lines.join('\n'),
    ).toHaveLength(1)
  })

  it('wants another password says so once, and never prints the one it has', async () => {
    const port = await freePort()
    const server = findRedisServer(process.env.PATH ?? '') ?? ''
    const redis = spawn(server, [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--requirepass',
      'right',
      '--save',
      '',
    ])
    children.push(redis)
    const { lines } = await startWorker(`redis://:hush-hush@127.0.0.1:${port}`)
    const said = () => lines.filter(line => line.includes('Redis wants another password: [Redis] url'))
    await expect.poll(said).toHaveLength(1)
    const admin = connectWorker({ url: `redis://:right@127.0.0.1:${port}` })
    // Each connection is tried again, and each of its parts has work to do.
    const refused = async () =>
      Number(/errorstat_WRONGPASS:count=(\d+)/.exec(await admin.info('errorstats'))?.[1])
    await expect.poll(refused).toBeGreaterThan(40)
    admin.disconnect()
    expect(said()).toHaveLength(1)
    expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(2)
    expect(lines.join('\n')).not.toContain('hush-hush')
  })
})
