import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished, test, vi } from 'vitest'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { openHeartbeatQueue } from '../../../src/io/heartbeat/queue'
import { connectProducer, connectStore, connectWorker, type Redis } from '../../../src/io/redis/client'
import { findRedisServer } from '../../../src/io/redis/private-server/find-server'
import { openServerLook } from '../../../src/io/redis/server-look'
import { openNotedFaults } from '../../../src/io/watch/server-fault-store'
import { createReportServer } from '../../../src/operations/alerts/report-server'
import { folderWith } from '../../support/folder'
import { freePort } from '../../support/port'

/** A server as somebody else may run it, on a port. */
async function startServer(options: readonly string[]) {
  const port = await freePort()
  const server = findRedisServer(process.env.PATH ?? '') ?? ''
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', ...options]
  const child = spawn(server, args, { cwd: await folderWith(), stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const connect = async (user = '', how: (target: { url: string }) => Redis = connectProducer) => {
    const connection = how({ url: `redis://${user}127.0.0.1:${port}` })
    connection.on('error', () => {})
    onTestFinished(() => connection.disconnect())
    await expect.poll(() => connection.status).toBe('ready')
    return connection
  }
  return { connect, admin: await connect('', connectWorker) }
}

const SOUND = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory', '100mb']

async function faults(connection: Redis): Promise<readonly string[]> {
  return (await openHeartbeatQueue(connection, Date.now).pulse()).faults ?? []
}

test.each<[string, readonly string[], RegExp]>([
  [
    'evicts keys',
    [...SOUND, '--maxmemory-policy', 'allkeys-lru'],
    /^deletes checks and alerts .*\(allkeys-lru\)/,
  ],
  ['has no append-only file', ['--appendonly', 'no'], /^keeps nothing on its disk/],
  ['syncs it every second', ['--appendonly', 'yes', '--appendfsync', 'everysec'], /^loses the last second/],
])('a server that %s is named for that', async (_, options, words) => {
  const { connect } = await startServer(options)
  expect(await faults(await connect())).toEqual([expect.stringMatching(words)])
})

it('finds no fault with a server that fits, nor with one that does not let itself be asked', async () => {
  const { connect, admin } = await startServer(SOUND)
  expect(await faults(await connect())).toEqual([])
  await admin.acl('SETUSER', 'bob', 'on', '>pw', '~*', '&*', '+@all', '-config', '-time')
  expect(await faults(await connect('bob:pw@'))).toEqual([])
})

it('names a user who may not publish (resetchannels)', async () => {
  const { connect, admin } = await startServer(SOUND)
  await admin.acl('SETUSER', 'bob', 'on', '>pw', '~*', 'resetchannels', '+@all')
  expect(await faults(await connect('bob:pw@'))).toEqual([
    expect.stringMatching(/^forbids its user the messages/),
  ])
})

it('measures how far the clock of a server on another machine is from ours', async () => {
  const { connect } = await startServer(SOUND)
  const { ahead } = await openServerLook(await connect(), () => Date.now() - 30_000)()
  expect(ahead).toBeGreaterThan(29_000)
  expect(ahead).toBeLessThan(31_000)
})

it('asks a server for its time whose INFO has none, unless that is forbidden', async () => {
  const { connect, admin } = await startServer(SOUND)
  await admin.acl('SETUSER', 'bob', 'on', '>pw', '~*', '&*', '+@all', '-time')
  const lookAs = async (user: string) => {
    const connection = await connect(user)
    const info = await connection.info()
    vi.spyOn(connection, 'info').mockResolvedValue(info.replace(/^server_time_usec:.*$/m, ''))
    return await openServerLook(connection, () => Date.now() - 30_000)()
  }
  const { ahead } = await lookAs('')
  expect(ahead).toBeGreaterThan(29_000)
  expect(ahead).toBeLessThan(31_000)
  expect(await lookAs('bob:pw@')).not.toHaveProperty('ahead')
})

it('looks again when the connection is new', async () => {
  const { connect, admin } = await startServer(SOUND)
  const connection = await connect()
  const look = openServerLook(connection)
  expect((await look()).sync).toBe('always')
  await admin.config('SET', 'appendfsync', 'everysec')
  expect((await look()).sync).toBe('always')
  connection.stream.destroy()
  await expect
    .poll(() =>
      look().then(
        ({ sync }) => sync,
        () => undefined,
      ),
    )
    .toBe('everysec')
})

it('looks again after a minute, and at once after a look that failed', async () => {
  const { connect, admin } = await startServer(SOUND)
  const connection = await connect()
  const look = openServerLook(connection)
  expect((await look()).sync).toBe('always')
  await admin.config('SET', 'appendfsync', 'everysec')
  expect((await look()).sync).toBe('always')
  const steady = performance.now.bind(performance)
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => steady() + 60_000)
  onTestFinished(() => clock.mockRestore())
  expect((await look()).sync).toBe('everysec')
  clock.mockImplementation(() => steady() + 120_000)
  vi.spyOn(connection, 'info').mockRejectedValueOnce(new Error('Command timed out'))
  await expect(look()).rejects.toThrow('Command timed out')
  expect((await look()).sync).toBe('everysec')
})

it('a fault is told once by several workers, and so is its end', async () => {
  const { connect, admin } = await startServer(SOUND)
  const connection = await connect('', connectStore)
  const store = openAlertStore(connection)
  const sentences: string[] = []
  const worker = () =>
    createReportServer({
      now: Date.now,
      look: () => openServerLook(connection)(),
      noted: openNotedFaults(connection),
      store,
      channels: {
        list: async () => [{ name: 'phone', kind: 'ntfy', origin: 'ini', settings: {}, isDefault: true }],
      },
      onFault: sentence => void sentences.push(sentence),
    })
  const workers = [worker(), worker()]
  const turn = async () => {
    for (let times = 0; times < 2; times++) for (const report of workers) await report()
    const planned = await store.planned(100)
    await store.queued(planned.map(({ id }) => id))
    return planned.map(({ channel, alert }) => `${channel}: ${alert.kind} ${alert.subject}`)
  }
  expect(await turn()).toEqual([])
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lfu')
  expect(await turn()).toEqual(['phone: trigger [REDIS] The server is not as the watch needs it'])
  expect(sentences[0]).toContain('deletes checks and alerts when its memory is full (allkeys-lfu)')
  await admin.config('SET', 'maxmemory-policy', 'noeviction')
  expect(await turn()).toEqual(['phone: resolve [REDIS] The server is as the watch needs it again'])
  await pause(2) // Another fault of the kind is another occasion.
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lfu')
  expect(await turn()).toEqual(['phone: trigger [REDIS] The server is not as the watch needs it'])
})

it('a fault for one member of the watch alone, as a wrong clock, is ended by no other that is at work', async () => {
  const { connect, admin } = await startServer(SOUND)
  const connection = await connect('', connectStore)
  const facts = await openServerLook(connection)()
  const store = openAlertStore(connection)
  const turn = async (member: string, ahead: number) => {
    const channel = { name: 'phone', kind: 'ntfy', origin: 'ini', settings: {}, isDefault: true } as const
    const channels = { list: async () => [channel] }
    const noted = openNotedFaults(connection, member)
    const look = async () => ({ ...facts, ahead })
    await createReportServer({ now: Date.now, look, noted, store, channels, onFault: () => {} })()
    const planned = await store.planned(100)
    await store.queued(planned.map(({ id }) => id))
    return planned.map(({ alert }) => alert.kind)
  }
  await admin.client('SETNAME', 'intvlm8r-worker-aaaaaaaaaaaa')
  expect(await turn('aaaaaaaaaaaa', 5_000)).toEqual(['trigger'])
  expect(await turn('bbbbbbbbbbbb', 0)).toEqual([])
  expect(await turn('aaaaaaaaaaaa', 5_000)).toEqual([])
  expect(await turn('aaaaaaaaaaaa', 0)).toEqual(['resolve'])
  expect(await connection.hgetall('{intvlm8r}:watch:server-faults')).toEqual({})
  expect(await turn('aaaaaaaaaaaa', 5_000)).toEqual(['trigger'])
  await admin.client('SETNAME', 'gone')
  expect(await turn('bbbbbbbbbbbb', 0)).toEqual(['resolve'])
})

it('names a user who may publish and not subscribe', async () => {
  const { connect, admin } = await startServer(SOUND)
  await admin.acl('SETUSER', 'bob', 'on', '>pw', '~*', '&*', '+@all', '-subscribe')
  expect(await faults(await connect('bob:pw@'))).toEqual([
    expect.stringMatching(/^forbids its user to receive the messages of the watch \(ACL\).*SUBSCRIBE/),
  ])
})

it('prints nothing of its own where INFO is forbidden', async () => {
  const { connect, admin } = await startServer(SOUND)
  const printed = vi.spyOn(console, 'warn')
  onTestFinished(() => printed.mockRestore())
  await admin.acl('SETUSER', 'bob', 'on', '>pw', '~*', '&*', '+@all', '-info')
  const connection = await connect('bob:pw@')
  const duplicate = connection.duplicate()
  onTestFinished(() => duplicate.disconnect())
  await expect.poll(() => duplicate.status).toBe('ready')
  expect(printed).not.toHaveBeenCalled()
})
