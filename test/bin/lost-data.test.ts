/** Data that Redis lost, or that a card damaged: real servers, real files, and the worker as it ships. */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRestore } from '../../src/bin/shared/restore-redis'
import { openApiKeys } from '../../src/io/access/api-keys'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { openWindowStore } from '../../src/io/alerts/window-store'
import { openLosses } from '../../src/io/watch/losses'
import { drawVapidKeys } from '../../src/notifiers/web-push'
import { createKeepBackup } from '../../src/operations/appliance/keep-backup'
import { openCopy, openKeeping } from '../../src/wire/appliance'
import { allChecks } from '../support/all-checks'
import { type Receiver, startReceiver } from '../support/receiver'
import { startRedis, type TestRedis } from '../support/redis'
import { type OpenStore, openStore, plan, signal } from '../support/watch'

const PROGRAMS = join(import.meta.dirname, '../../dist/bin')
const INI = `[Monitoring]
heartbeatfrequency = Off
[check.pump]
name = Pump
period = 1h
`
/** Of the owner about an outage of the NAS, in the order in which they are written. */
const NOTES = [
  { due: 7_000, at: 8_000, text: 'We look at it.' },
  { due: 7_000, at: 9_000, text: 'The disk\nis new.' },
]
const NIGHT = {
  name: 'night',
  origin: 'page',
  settings: { start: '2030-01-01 03:00', duration: '1h', all: 'on' },
} as const
const NAMES = ['Backup', 'Boiler', 'Cellar', 'Door', 'Garden', 'NAS', 'Solar']

let redis: TestRedis
let receiver: Receiver
let worker: ChildProcess | undefined
let opened: OpenStore | undefined

beforeEach(async () => {
  redis = await startRedis()
  receiver = await startReceiver()
  await writeFile(join(redis.home, 'intvlm8r.ini'), INI, { mode: 0o600 })
})
afterEach(async () => {
  if (worker) await endWorker()
  await disconnect()
  await redis.close()
  await receiver.close()
})

const where = () => ({ home: redis.home, ini: '', result: '', runtime: redis.home })
const copy = () => join(redis.home, 'backup.json')
const copyBefore = () => join(redis.home, 'backup.before.json')
const env = () => ({ PATH: process.env.PATH, INTVLM8R_HOME: redis.home })

async function startWorker(): Promise<void> {
  worker = fork(join(PROGRAMS, 'worker.js'), { env: env(), silent: true })
  await once(worker, 'message')
}

async function endWorker(how: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (worker === undefined) return
  const ended = once(worker, 'exit')
  worker.kill(how)
  await ended
  worker = undefined
}

async function connect(): Promise<OpenStore> {
  opened ??= await openStore(redis)
  return opened
}

async function disconnect(): Promise<void> {
  await opened?.store.close()
  opened = undefined
}

async function stopRedis(): Promise<void> {
  await disconnect()
  redis.signal('SIGTERM')
  const pid = join(redis.place.folder, 'redis.pid')
  await vi.waitFor(async () => expect(await stat(pid).catch(() => 'gone')).toBe('gone'), 60_000)
}

/** As a supervisor does: the preparation, then the server. Returns the sentences of the preparation. */
async function startAgain(): Promise<string> {
  return (await redis.restart(await openRestore(where()))).join(' ')
}

/** Seven checks, two channels and two keys of the page's; returns the secret of one of these. */
async function fill(): Promise<string> {
  const { store, connection } = await connect()
  const now = Date.now()
  const extra = await store.create(plan('Extra'), 'page', now)
  for (const [n, name] of NAMES.entries()) {
    const { check } = await store.create(plan(name, { tags: [`t${n}`], channels: ['hook'] }), 'page', now)
    for (let ago = 20; ago > 0; ago--)
      await store.record({ id: check.id }, signal('success', now - ago * 1_000, { body: `run of ${name}` }))
  }
  const channels = openChannelStore(connection, drawVapidKeys)
  await channels.save({
    name: 'hook',
    kind: 'webhook',
    origin: 'page',
    settings: { url: receiver.url, body: '{"text": "{{subject}} {{text}}"}' },
    isDefault: true,
  })
  await channels.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'goat-2718' } })
  const keys = openApiKeys(connection)
  const { secret } = await keys.create('script', 'full', now, '1y')
  await keys.create('dashboard', 'read', now)
  await store.pingKey()
  await openWindowStore(connection).save(NIGHT)
  await copyNow()
  const nas = (await store.findBySlug('nas'))[0]?.check.id ?? ''
  for (const note of NOTES) await store.notes.add(nas, note)
  await store.notes.add(nas, { due: 7_000, at: 10_000, text: 'a slip' })
  await store.notes.remove(nas, { due: 7_000, at: 10_000 })
  await copyNow()
  await store.remove(extra.check.id)
  await copyNow()
  return secret
}

/** A step of the worker's. */
async function copyNow(): Promise<void> {
  const { store, close } = openKeeping(redis.target)
  const troubles: unknown[] = []
  const note = (trouble: unknown) => void (trouble === undefined || troubles.push(trouble))
  const onLoss = note
  const keep = createKeepBackup({
    now: Date.now,
    store,
    file: openCopy(redis.target, where()),
    onRenewed: () => {},
    onLoss,
    onTrouble: note,
    onDamage: () => {},
  })
  await keep()
  close()
  expect(troubles).toEqual([])
}

async function names(): Promise<string[]> {
  const { store } = await connect()
  return (await allChecks(store)).map(({ check }) => check.name).sort()
}

async function loss() {
  return await openLosses((await connect()).connection).current()
}

async function isAllBack(secret: string): Promise<void> {
  expect(await names()).toEqual(NAMES)
  const { store, connection } = await connect()
  const channels = await openChannelStore(connection, drawVapidKeys).list()
  expect(channels.map(({ name }) => name).sort()).toEqual(['hook', 'phone'])
  expect(channels.find(({ name }) => name === 'phone')?.settings).toEqual({ topic: 'goat-2718' })
  const keys = openApiKeys(connection)
  expect((await keys.list()).map(({ name }) => name).sort()).toEqual(['dashboard', 'script'])
  expect(await keys.find(secret, Date.now())).toMatchObject({ name: 'script' })
  expect(await keys.find(secret, Date.now() + 365 * 86_400_000)).toBe('expired')
  expect(await openWindowStore(connection).list()).toEqual([NIGHT])
  expect((await store.findBySlug('garden'))[0]?.check.tags).toEqual(['t4'])
  const nas = (await store.findBySlug('nas'))[0]?.check.id ?? ''
  await vi.waitFor(async () => expect(await store.notes.of(nas)).toEqual([...NOTES].reverse()))
}

/** Writes 64 bytes, the same in every run, over the file; `at` finds the place in its text. */
async function damage(path: string, at: (text: string) => number): Promise<void> {
  const place = at(await readFile(path, 'latin1'))
  expect(place).toBeGreaterThan(0)
  const handle = await open(path, 'r+')
  await handle.write(createHash('sha512').update('damage').digest(), 0, 64, place)
  await handle.close()
}

async function dataFile(kind: 'incr' | 'base'): Promise<string> {
  const folder = join(redis.place.folder, 'appendonlydir')
  const name = (await readdir(folder)).find(one => one.includes(`.${kind}.`))
  return join(folder, name ?? `no ${kind}`)
}

const middle = (text: string) => Math.floor(text.length / 2)

describe('64 damaged bytes in the middle of the append-only file of a stopped appliance', () => {
  it('cost no check, channel or key; nothing deleted comes back; page, status and one alert report it', async () => {
    const secret = await fill()
    await stopRedis()
    // The head of the command that stored the fourth of seven checks.
    await damage(await dataFile('incr'), text => text.indexOf('"name":"Door"') - 150)

    const said = await startAgain()
    expect(said).toContain(
      "Redis' files were damaged, and are repaired. The damaged ones are kept as appendonlydir.damaged",
    )
    expect(said).toMatch(
      /Put back from the copy of \d{4}\/\d\d\/\d\d [\d:]{8}: 4 checks, 2 channels, 1 window of maintenance, 2 notes on outages and 2 API keys\./,
    )
    await isAllBack(secret)
    const { store } = await connect()
    const [door] = await store.findBySlug('door')
    expect(door?.state.status).toBe('new')
    const [boiler] = await store.findBySlug('boiler')
    expect(boiler?.state.status).toBe('up')

    await startWorker()
    await vi.waitFor(async () => expect(await names()).toEqual([...NAMES, 'Pump'].sort()), 60_000)
    const { body } = await receiver.nextRequest()
    expect(JSON.parse(body).text).toMatch(
      /^\[DATA LOST\] The watch lost data .*repaired.*4 checks, 2 channels/s,
    )
    const args = [join(PROGRAMS, 'intvlm8r.js'), 'status']
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: env() }).catch(error => error)
    expect(stdout).toContain("Data were lost.\nRedis' files were damaged")
    expect(stdout).toContain('A check that was put back is new')
    expect(stdout).not.toContain('All is well')
    expect(receiver.requests).toHaveLength(1)
  })

  it('cost nothing where the server takes the damaged record for a good one', async () => {
    const secret = await fill()
    await stopRedis()
    await damage(await dataFile('incr'), text => text.indexOf('"name":"Garden"') + 8)
    const said = await startAgain()
    expect(said).toContain('Single records in Redis were missing or damaged')
    expect(said).toContain(': 1 check, 0 channels and 0 API keys.')
    await isAllBack(secret)
    const { store } = await connect()
    expect((await store.findBySlug('boiler'))[0]?.state.status).toBe('up')
  })

  it.each([1, 2, 3, 4, 5, 6, 7])('cost nothing at %i eighths of the file', async eighths => {
    const secret = await fill()
    await stopRedis()
    await damage(await dataFile('incr'), text => Math.floor((text.length * eighths) / 8))
    await startAgain()
    await isAllBack(secret)
  })
})

describe('other losses of the data', () => {
  it('a damaged base file: everything is back, and it is said', async () => {
    const secret = await fill()
    const { connection } = await connect()
    await connection.bgrewriteaof()
    await vi.waitFor(
      async () => expect(await connection.info('persistence')).toContain('aof_rewrite_in_progress:0'),
      10_000,
    )
    await stopRedis()
    await damage(await dataFile('base'), middle)
    const said = await startAgain()
    expect(said).toContain('7 checks, 2 channels, 1 window of maintenance, 2 notes on outages and 2 API keys')
    await isAllBack(secret)
    expect((await loss())?.checks).toBe(7)
  })

  it('a deleted folder of Redis: everything is back, ids, ping key and tags', async () => {
    const secret = await fill()
    const { store } = await connect()
    const before = {
      ids: (await allChecks(store)).map(({ check }) => check.id).sort(),
      ping: await store.pingKey(),
    }
    await stopRedis()
    await rm(redis.place.folder, { recursive: true })
    const said = await startAgain()
    expect(said).toContain('Redis came up without data that it had held.')
    expect(said).toContain(
      '7 checks, 2 channels, 1 window of maintenance, 2 notes on outages and 2 API keys.',
    )
    await isAllBack(secret)
    const again = (await connect()).store
    expect((await allChecks(again)).map(({ check }) => check.id).sort()).toEqual(before.ids)
    expect(await again.pingKey()).toBe(before.ping)
  })

  it('a server that is emptied while it runs: the worker puts everything back, also the checks of the INI', async () => {
    // A worker makes copies as well, and one that it began before the last removal would have the check.
    const secret = await fill()
    await startWorker()
    await vi.waitFor(async () => expect(await names()).toContain('Pump'), 60_000)
    await (await connect()).connection.flushall()
    await (await connect()).store.create(plan('Made since'), 'page', Date.now())
    await vi.waitFor(
      async () => expect(await names()).toEqual(['Made since', ...NAMES, 'Pump'].sort()),
      15_000,
    )
    await (await connect()).store.remove(
      (await (await connect()).store.findBySlug('made-since'))[0]?.check.id ?? '',
    )
    await (await connect()).store.remove(
      (await (await connect()).store.findBySlug('pump'))[0]?.check.id ?? '',
    )
    const keys = openApiKeys((await connect()).connection)
    // The keys come after the checks.
    await vi.waitFor(async () =>
      expect(await keys.find(secret, Date.now())).toMatchObject({ name: 'script' }),
    )
    expect(await keys.find(secret, Date.now() + 365 * 86_400_000)).toBe('expired')
    expect((await loss())?.checks).toBe(7)
  })

  it('damage without any copy: it is said, and nothing keeps Redis from starting', async () => {
    await fill()
    await stopRedis()
    await rm(copy())
    await rm(copyBefore())
    await damage(await dataFile('incr'), text => text.indexOf('"name":"Door"') - 150)
    expect(await startAgain()).toContain('There was no copy of checks, channels and API keys')
    expect((await loss())?.copy).toBe('none')
  })
})

describe('kill -9 between Redis and the copy', () => {
  it('after Redis took a change: it stays, and what was deleted stays deleted', async () => {
    await fill()
    const { store } = await connect()
    await store.create(plan('Newest'), 'page', Date.now())
    await store.remove((await store.findBySlug('nas'))[0]?.check.id ?? '')
    await disconnect()
    redis.signal('SIGKILL')
    await startAgain()
    await copyNow()
    const expected = [...NAMES, 'Newest'].filter(name => name !== 'NAS').sort()
    expect(await names()).toEqual(expected)
    expect(await loss()).toBeUndefined()
    const { checks } = JSON.parse(await readFile(copy(), 'utf8'))
    expect(checks.map(({ name }: { name: string }) => name).sort()).toEqual(expected)
  })

  it('in the middle of putting back: the next start completes it, and counts everything', async () => {
    const secret = await fill()
    const { connection } = await connect()
    await connection.flushall()
    // As it is after the first checks of a restoration.
    const counts = { checks: 7, channels: 2, windows: 2, apiKeys: 2 }
    const partly = { at: 1, damage: [], isPartial: false, ...counts, copy: 'last' }
    await connection.set('{intvlm8r}:backup:loss', JSON.stringify({ ...partly, isFinished: false }))
    await (await connect()).store.create(plan('Extra'), 'page', Date.now())
    expect(await loss()).toBeUndefined()
    await stopRedis()
    await startAgain()
    await isAllBack(secret)
    expect(await loss()).toMatchObject(counts)
  })
})

describe('a damaged copy', () => {
  const loseRedis = async () => {
    await stopRedis()
    await rm(redis.place.folder, { recursive: true })
  }

  it('the one before is used, and that is said', async () => {
    await fill()
    await damage(copy(), middle)
    await loseRedis()
    const said = await startAgain()
    expect(said).toContain('backup.json is damaged: its checksum is wrong.')
    expect(said).toContain('the one before the last')
    // The one before still has the check whose deletion was the last change.
    expect(await names()).toEqual([...NAMES, 'Extra'].sort())
  })

  it('both: it is said, and Redis starts', async () => {
    await fill()
    await damage(copy(), middle)
    await damage(copyBefore(), middle)
    await loseRedis()
    expect(await startAgain()).toContain('both copies')
    expect(await names()).toEqual([])
  })

  it('of a newer version, with options that this one does not know, removes nothing', async () => {
    const secret = await fill()
    const text = (await readFile(copy(), 'utf8')).replace(
      '"slug": "door"',
      '"slug": "door",\n   "colour": "red"',
    )
    const body = text.slice(0, text.lastIndexOf(',\n "sha256"')).replace(/("revision": )\d+/, '$1999')
    const sum = createHash('sha256').update(body).digest('hex')
    await writeFile(copy(), `${body},\n "sha256": "${sum}"\n}\n`)
    await stopRedis()
    await startAgain()
    await isAllBack(secret)
    expect(await loss()).toBeUndefined()
  })

  it('is written anew while Redis is well, and does not replace the good one before it', async () => {
    await fill()
    const good = await readFile(copyBefore(), 'utf8')
    await damage(copy(), middle)
    await copyNow()
    expect(await readFile(copyBefore(), 'utf8')).toBe(good)
    expect(JSON.parse(await readFile(copy(), 'utf8')).checks).toHaveLength(7)
  })
})

describe('the copy', () => {
  it('is for the appliance alone, and neither check-ins nor another start write it', async () => {
    await fill()
    expect((await stat(copy())).mode & 0o777).toBe(0o600)
    expect((await stat(copyBefore())).mode & 0o777).toBe(0o600)
    const before = await stat(copy(), { bigint: true })
    const { store } = await connect()
    const id = (await store.findBySlug('solar'))[0]?.check.id ?? ''
    for (let n = 0; n < 20; n++) await store.record({ id }, signal('fail', Date.now() + n))
    await store.pause(id, Date.now())
    await copyNow()
    const after = await stat(copy(), { bigint: true })
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs])
  })
})
