/** A real server that takes no writes, lacks commands, or does not know us. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { heartbeatOfSlot } from '../../../src/domain/heartbeat/heartbeat'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { connectProducer, connectWorker, type Redis, untilReady } from '../../../src/io/redis/client'
import { stateOf } from '../../../src/io/redis/errors'
import { namesIn } from '../../../src/io/redis/keys'
import { findRedisServer } from '../../../src/io/redis/private-server/find-server'
import { openCheckStore } from '../../../src/io/watch/check-store'
import { openSchedules } from '../../../src/io/watch/schedules'
import { openStore } from '../../../src/wire/connections'
import { openQueue } from '../../../src/wire/heartbeat'
import { ownAddress } from '../../support/own-address'
import { freePort } from '../../support/port'
import { plan, signal } from '../../support/watch'

const SILENT = { info() {}, warn() {}, error() {} }
const NOW = Date.parse('2026-11-28T08:00:00Z')

let home: string
let server: ChildProcess | undefined
let port: number
let opened: { close(): Promise<void> }[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-refusing-'))
  port = await freePort()
  opened = []
})

afterEach(async () => {
  for (const each of opened) await each.close()
  server?.kill('SIGKILL')
  await rm(home, { recursive: true })
})

/** Starts the server and returns the connection of its administrator. */
async function start(options: readonly string[], password = ''): Promise<Redis> {
  const program = findRedisServer(process.env.PATH ?? '') ?? ''
  const fixed = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', home, '--appendonly', 'yes']
  server = spawn(program, [...fixed, ...options])
  const admin = connectWorker({ url: `redis://${password && `:${password}@`}127.0.0.1:${port}` })
  admin.on('error', () => {}) // It is not there yet.
  opened.push({ close: async () => admin.disconnect() })
  await new Promise<void>(resolve => admin.once('ready', () => resolve()))
  return admin
}

/** The queue as the web app has it, and what it says of this server: in the chain of causes, and to the tick. */
async function judgement(user = ''): Promise<{ pulse: string | undefined; tick: string | undefined }> {
  const queue = openQueue({ url: `redis://${user}127.0.0.1:${port}` }, () => NOW, SILENT)
  opened.push(queue)
  const connected = await queue.connected().then(
    () => undefined,
    error => (error as Error).message,
  )
  const pulse = await queue.pulse().then(
    ({ refuses }) => refuses,
    error => (error as Error).message,
  )
  const refusal = await queue.refusal().catch(error => (error as Error).message)
  expect(refusal).toBe(pulse)
  const tick = await queue.addForSlot(heartbeatOfSlot(NOW, 'due')).then(
    () => undefined,
    error => (error as Error).message,
  )
  if (connected !== undefined) expect(connected).toBe(pulse)
  return { pulse, tick }
}

test('a server that is well is called well, without a write', async () => {
  const admin = await start([])
  const queue = openQueue({ url: `redis://127.0.0.1:${port}` }, () => NOW, SILENT)
  opened.push(queue)
  await queue.connected()
  await queue.pulse() // Opens the queue, which BullMQ writes down.
  const changes = async () => /^rdb_changes_since_last_save:(\d+)/m.exec(await admin.info())?.[1]
  const before = await changes()
  for (let time = 0; time < 3; time++) expect((await queue.pulse()).refuses).toBeUndefined()
  expect(await changes()).toEqual(before)
  expect(await admin.exists(namesIn({}).tried)).toBe(0)
})

test.each([
  [
    'min-replicas',
    ['--min-replicas-to-write', '1'],
    'it takes no writes: its replicas are away',
    'Redis takes no writes: its replicas are away',
  ],
  [
    'a replica',
    ['--replicaof', '127.0.0.1 1'],
    'it is the replica of another server',
    'Redis takes no writes: it is a replica',
  ],
  ['a full memory', ['--maxmemory', '1kb'], 'its memory is full', 'Redis is out of memory'],
  [
    'no XADD',
    ['--rename-command', 'XADD', 'renamed'],
    'it lacks the command XADD: it is too old, or the command was renamed',
    'Redis lacks the command XADD: it is too old, or the command was renamed',
  ],
  [
    'no scripts',
    ['--rename-command', 'EVALSHA', 'renamed'],
    'Redis lacks the command EVAL or EVALSHA: it is too old, or the command was renamed',
    'Redis lacks the command EVAL or EVALSHA: it is too old, or the command was renamed',
  ],
])('%s', async (_name, options, pulse, tick) => {
  await start(options)
  expect(await judgement()).toEqual({ pulse, tick })
})

test('a server that runs a long script of somebody else is busy, to the heartbeat and to a check-in', async () => {
  const admin = await start(['--lua-time-limit', '50'])
  const connection = openStore({ url: `redis://127.0.0.1:${port}` }, SILENT)
  const checks = openCheckStore(connection, openSchedules())
  opened.push(checks)
  await untilReady(connection)
  const { check } = await checks.create(plan('nas'), 'page', NOW)
  const other = connectWorker({ url: `redis://127.0.0.1:${port}` })
  opened.push({ close: async () => other.disconnect() })
  const endless = expect(other.eval('while true do end', 0)).rejects.toThrow('killed')
  await expect.poll(() => admin.ping().catch(error => error.message)).toMatch(/^BUSY /)
  const words = 'Redis is busy with a script that takes long'
  await expect(checks.record({ id: check.id }, signal('success', NOW))).rejects.toThrow(
    new StoreUnavailable(words),
  )
  expect((await judgement()).tick).toBe(words)
  await admin.script('KILL')
  await endless
})

const ACL = 'allow that, or name another user in [Redis] url'

describe('a user of an access control list', () => {
  test.each([
    [
      'no ZADD',
      '~* &* +@all -zadd',
      `it forbids its user the command ZADD (ACL); ${ACL}`,
      `Redis forbids its user the command ZADD (ACL); ${ACL}`,
    ],
    [
      'no XADD',
      '~* &* +@all -xadd',
      `it forbids its user the command XADD (ACL); ${ACL}`,
      `Redis forbids its user the command XADD (ACL); ${ACL}`,
    ],
    [
      'no scripts',
      '~* &* +@all -@scripting',
      `Redis forbids its user the command EVAL or EVALSHA (ACL); ${ACL}`,
      `Redis forbids its user the command EVAL or EVALSHA (ACL); ${ACL}`,
    ],
    [
      'other keys',
      '~other* &* +@all',
      `Redis forbids its user the keys of its prefix (ACL); ${ACL}`,
      `Redis forbids its user the keys of its prefix (ACL); ${ACL}`,
    ],
  ])('with %s', async (_name, rights, pulse, tick) => {
    const admin = await start([])
    await admin.call('ACL', 'SETUSER', 'bob', 'on', '>pw', ...rights.split(' '))
    expect(await judgement('bob:pw@')).toEqual({ pulse, tick })
  })
})

describe('a password', () => {
  test.each([
    ['that is wrong', ':hush@', 'Redis wants another password: [Redis] url'],
    ['that is missing', '', 'Redis wants a password: [Redis] url'],
  ])('%s is named at once, to the watch as well', async (_name, user, words) => {
    await start(['--requirepass', 'right'], 'right')
    expect(await judgement(user)).toEqual({ pulse: words, tick: words })
    const store = openStore({ url: `redis://${user}127.0.0.1:${port}` }, SILENT)
    opened.push({ close: async () => store.disconnect() })
    await expect(untilReady(store)).rejects.toThrow(words)
  })

  test('that is right again is taken, and what comes next has its own name', async () => {
    const admin = await start(['--requirepass', 'right'], 'right')
    const connection = connectProducer({ url: `redis://:new@127.0.0.1:${port}` })
    connection.on('error', () => {})
    opened.push({ close: async () => connection.disconnect() })
    await expect(untilReady(connection)).rejects.toThrow('Redis wants another password')
    await admin.config('SET', 'requirepass', 'new')
    await expect.poll(() => connection.status).toBe('ready')
    server?.kill('SIGKILL')
    await expect.poll(() => connection.status).not.toBe('ready')
    await expect(untilReady(connection)).rejects.toThrow('Redis did not answer within 1.8 s')
  })
})

describe('a database that the URL names', () => {
  test.each([
    ['and the server lacks', ['--databases', '2'], 2, 'Redis has no database of that number: [Redis] url'],
    [
      'of a Cluster',
      ['--cluster-enabled', 'yes'],
      1,
      'Redis is a Cluster, which has no numbers of databases: [Redis] url',
    ],
  ])('%s is named, and nothing goes to another one', async (_what, options, database, words) => {
    const admin = await start(options)
    const store = openStore({ url: `redis://127.0.0.1:${port}/${database}` }, SILENT)
    opened.push({ close: async () => store.disconnect() })
    await expect(untilReady(store)).rejects.toThrow(words)
    const queue = openQueue({ url: `redis://127.0.0.1:${port}/${database}` }, () => NOW, SILENT)
    opened.push(queue)
    await expect(queue.connected()).rejects.toThrow(words)
    expect(await admin.dbsize()).toBe(0)
  })
})

describe('a server that takes no connection', () => {
  const FULL = 'Redis takes no more connections: all of its maxclients are in use; raise that there'

  test.each([
    ['', ''],
    ['right', ':right@'],
  ])('since all of its clients are there is called that, with the password "%s"', async (password, user) => {
    const admin = await start(
      ['--maxclients', '1', ...(password ? ['--requirepass', password] : [])],
      password,
    )
    expect(await judgement(user)).toEqual({ pulse: FULL, tick: FULL })
    const store = openStore({ url: `redis://${user}127.0.0.1:${port}` }, SILENT)
    opened.push({ close: async () => store.disconnect() })
    await expect(untilReady(store)).rejects.toThrow(FULL)
    await admin.config('SET', 'maxclients', '100')
    await expect.poll(() => store.status).toBe('ready')
  })

  test('from another machine is called that, with what to do', async ({ skip }) => {
    const address = (await ownAddress()) ?? skip('this machine has no way to others')
    await start(['--bind', '0.0.0.0', '--protected-mode', 'yes'])
    const store = openStore({ url: `redis://${address}:${port}` }, SILENT)
    opened.push({ close: async () => store.disconnect() })
    await expect(untilReady(store)).rejects.toThrow(
      'Redis takes connections from its own machine alone: give it a password (requirepass), also in [Redis] url',
    )
  })
})

test.each([
  ["ERR unknown command 'XADD', with args beginning with: 'a' ", 'lacks the command XADD'],
  ['ERR unknown command `xadd`, with args beginning with: ', 'lacks the command XADD'],
  [
    'ERR Unknown Redis command called from script script: 12, on @user_script:1.',
    'lacks a command that is needed',
  ],
  [
    'ERR Error running script (call to f_12): @user_script:1: @user_script: 1: Unknown Redis command called from Lua script',
    'lacks a command that is needed',
  ],
  [
    "ERR The user executing the script can't run this command or subcommand",
    'forbids its user a command that is needed',
  ],
  ['ERR Unknown command called from script script: 12, on @user_script:1.', 'lacks a command that is needed'],
  [
    "ERR ACL failure in script: User bob has no permissions to run the 'zadd' command script: 12, on @user_script:1.",
    'forbids its user the command ZADD',
  ],
  [
    'ERR ACL failure in script: No permissions to access a key script: 12, on @user_script:1.',
    'forbids its user the keys of its prefix',
  ],
  [
    "NOPERM No permissions to access the 'a' channel used in the command",
    'forbids its user the channels of its prefix',
  ],
  ['ERR invalid password', 'wants another password'],
  ['MISCONF Errors writing to the AOF file: No space left on device', 'cannot write to its disk'],
])('of another release, too: %s', (message, words) => {
  expect(stateOf(new Error(message))).toContain(words)
})

test.each(['ERR wrong number of arguments', 'WRONGTYPE x', 'NOSCRIPT No matching script', 'BUSYKEY x'])(
  '%s is no state',
  message => {
    expect(stateOf(new Error(message))).toBeUndefined()
  },
)
