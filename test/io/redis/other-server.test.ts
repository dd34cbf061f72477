/**
 * Data that another server wrote, with real servers in all directions. INTVLM8R_TEST_SERVERS has the paths of further
 * servers, with colons between them, beside those on the PATH; a direction without its servers is skipped by name.
 */
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectWorker } from '../../../src/io/redis/client'
import { namesIn } from '../../../src/io/redis/keys'
import { authorOf } from '../../../src/io/redis/private-server/author'
import { findRedisServers } from '../../../src/io/redis/private-server/find-server'
import { type RedisPlace, redisPlace } from '../../../src/io/redis/private-server/place'
import { prepareRedis } from '../../../src/io/redis/private-server/prepare'
import { spawnRedis } from '../../../src/io/redis/private-server/process'
import { openQueue } from '../../../src/wire/heartbeat'

/** Each writer, with the servers that read its data; the formats are 10, 11 and 12. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  'redis 7.0': ['redis 7.0', 'valkey 8.1', 'redis 8.0'],
  'valkey 8.1': ['valkey 8.1', 'redis 8.0'],
  'redis 8.0': ['redis 8.0'],
}
const RELEASES = Object.keys(READERS)
const DIRECTIONS = RELEASES.flatMap(from => RELEASES.filter(to => to !== from).map(to => ({ from, to })))
const MOVES = DIRECTIONS.filter(({ from, to }) => READERS[from]?.includes(to))
const STRANGERS = DIRECTIONS.filter(({ from, to }) => !READERS[from]?.includes(to))

const servers = await installedServers()
const pathOf = (release: string) => servers.get(release) ?? ''

let home: string
let place: RedisPlace

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-other-'))
  place = redisPlace(home)
})

afterEach(async () => {
  await rm(home, { recursive: true, force: true })
})

/** A test of each direction; where a server is missing it is skipped, under a name that gives the reason. */
function each(
  directions: readonly { from: string; to: string }[],
  name: string,
  test: (from: string, to: string) => Promise<void>,
): void {
  for (const { from, to } of directions) {
    const missing = [from, to].filter(release => !servers.has(release))
    const title = `${name}, from ${from} to ${to}`
    if (missing.length === 0) it(title, { timeout: 60_000 }, () => test(pathOf(from), pathOf(to)))
    else it.skip(`${title} (INTVLM8R_TEST_SERVERS has no ${missing.join(' and no ')})`, () => {})
  }
}

describe('the data of another server', () => {
  each(DIRECTIONS, 'stay with it as long as it is installed', async (from, to) => {
    await write(from, ['check'])
    expect(await prepareRedis(place, [to, from])).toEqual({ server: from, sentences: [] })
    expect(await plans(from)).toEqual({ check: 'plan' })
  })

  each(DIRECTIONS, 'stay with it too where only the files name it', async (from, to) => {
    await write(from, ['check'])
    await rm(join(place.folder, 'server'))
    expect(await prepareRedis(place, [to, from])).toEqual({ server: from, sentences: [] })
    expect(await plans(from)).toEqual({ check: 'plan' })
  })

  each(MOVES, 'move over when it is gone', async (from, to) => {
    await write(from, ['check'])
    const { server, sentences } = await prepareRedis(place, [to])
    expect(server).toBe(to)
    const moved = expect.stringMatching(
      /^the data of .+ are with .+ now: \S+-server \S+ or newer is not installed$/,
    )
    // A newer release of the same server is an upgrade, and nothing to report.
    const isUpgrade = (await authorOf(from))?.name === (await authorOf(to))?.name
    expect(sentences).toEqual(isUpgrade ? [] : [moved])
    expect(await plans(to)).toEqual({ check: 'plan' })
    // They are the new server's from then on.
    expect(await prepareRedis(place, [from, to])).toEqual({ server: to, sentences: [] })
  })

  each(
    STRANGERS,
    'are kept, with checks in them, until a server that reads them is there',
    async (from, to) => {
      await write(from, ['check'])
      const before = await contents()
      for (const _attempt of [1, 2]) await expect(prepareRedis(place, [to])).rejects.toThrow(cureFor(from))
      expect(await contents()).toEqual(before)
      // The page and `status` show the reason as that of the link Redis.
      await expect(pulse()).rejects.toThrow(cureFor(from))
      expect(await prepareRedis(place, [to, from])).toEqual({ server: from, sentences: [] })
      await expect(pulse()).rejects.toThrow('Redis cannot be reached')
      expect(await plans(from)).toEqual({ check: 'plan' })
    },
  )

  each(STRANGERS, 'are kept too where only the files name it', async (from, to) => {
    await write(from, ['check'])
    await rm(join(place.folder, 'server'))
    const before = await contents()
    await expect(prepareRedis(place, [to])).rejects.toThrow(cureFor(from))
    expect(await contents()).toEqual(before)
  })

  each(STRANGERS, 'are kept where their folder names the wrong server', async (from, to) => {
    await write(from, ['check'])
    const { name, version } = (await authorOf(to)) ?? {}
    await writeFile(join(place.folder, 'server'), `${to}\n${name} ${version}\n`)
    const before = await contents()
    await expect(prepareRedis(place, [to])).rejects.toThrow(cureFor(from))
    expect(await contents()).toEqual(before)
  })

  each(STRANGERS, 'are kept when they are damaged besides', async (from, to) => {
    await write(from, ['check'])
    const aof = join(place.folder, 'appendonlydir')
    const base = (await readdir(aof)).find(name => name.endsWith('.base.rdb')) ?? ''
    const bytes = await readFile(join(aof, base))
    await writeFile(join(aof, base), bytes.fill('junk', 0, 9))
    const before = await contents()
    await expect(prepareRedis(place, [to])).rejects.toThrow('no installed server')
    expect(await contents()).toEqual(before)
  })

  each(STRANGERS, 'are set aside without checks in them, and a new history begins', async (from, to) => {
    await write(from, [])
    const before = await contents()
    const { server, sentences } = await prepareRedis(place, [to])
    expect(server).toBe(to)
    expect(sentences).toEqual([expect.stringContaining('without checks in them they are set aside as')])
    expect(await plans(to)).toEqual({})
    const { name, version } = (await authorOf(from)) ?? {}
    expect(await contents(`appendonlydir.${name}-${version}`)).toEqual(before)
    expect(await prepareRedis(place, [to])).toEqual({ server: to, sentences: [] })
  })
})

describe('the data of a server of the future', () => {
  const own = findRedisServers(process.env.PATH ?? '')
  const AOF = 'appendonly.aof.1'

  /** Writes a base with a newer header than that of any server, and a command after it. */
  async function writeFuture(key: string): Promise<void> {
    const folder = join(place.folder, 'appendonlydir')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `${AOF}.base.rdb`), 'REDIS9999\xfa\x09redis-ver\x0499.1rest', 'latin1')
    await writeFile(
      join(folder, `${AOF}.incr.aof`),
      `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$1\r\nv\r\n`,
    )
    const manifest = `file ${AOF}.base.rdb seq 1 type b\nfile ${AOF}.incr.aof seq 1 type i\n`
    await writeFile(join(folder, 'appendonly.aof.manifest'), manifest)
  }

  it('are kept with checks in them, and the package is named', async () => {
    await writeFuture(namesIn({}).watch.plans)
    const before = await contents()
    await expect(prepareRedis(place, own)).rejects.toThrow('Install redis-server 99.1 or newer')
    expect(await contents()).toEqual(before)
  })

  it('are set aside without checks in them', async () => {
    await writeFuture('other')
    const before = await contents()
    const { server } = await prepareRedis(place, own)
    expect(await contents('appendonlydir.redis-99.1')).toEqual(before)
    expect(await plans(server)).toEqual({})
  })
})

/** Reads the state of the queue, whose server is not running. */
async function pulse(): Promise<unknown> {
  const queue = openQueue({ path: place.socket }, Date.now, { info() {}, warn() {}, error() {} })
  try {
    return await queue.pulse()
  } finally {
    await queue.close()
  }
}

/** The sentence about the package of a server. */
function cureFor(server: string): RegExp {
  const [release] = [...servers].find(([, path]) => path === server) ?? ['']
  const [name, version] = release.split(' ')
  return new RegExp(
    `no heartbeat goes out without their checks. Install ${name}-server ${version} or newer: sudo apt-get install ${name}-server`,
  )
}

/** Starts the server in a fresh folder, adds checks, has it write a base with them, and ends it. */
async function write(server: string, checks: readonly string[]): Promise<void> {
  await prepareRedis(place, [server])
  await running(server, async redis => {
    await redis.set('other', 'value')
    for (const id of checks) await redis.hset(namesIn({}).watch.plans, id, 'plan')
    await redis.bgrewriteaof()
    while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info('persistence'))) await setTimeout(20)
  })
}

function plans(server: string): Promise<Record<string, string>> {
  return running(server, redis => redis.hgetall(namesIn({}).watch.plans))
}

async function running<T>(
  server: string,
  work: (redis: ReturnType<typeof connectWorker>) => Promise<T>,
): Promise<T> {
  const { child, ready, lastWarning } = spawnRedis(place, server)
  const exit = once(child, 'exit')
  try {
    expect(await ready, lastWarning()).toBe(true)
    const redis = connectWorker({ path: place.socket })
    try {
      return await work(redis)
    } finally {
      redis.disconnect()
    }
  } finally {
    child.kill('SIGTERM')
    await exit
  }
}

/** The bytes of each file, by name. */
async function contents(folder = 'appendonlydir'): Promise<Record<string, string>> {
  const path = join(place.folder, folder)
  const names = await readdir(path)
  const texts = await Promise.all(names.map(name => readFile(join(path, name), 'base64')))
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']))
}

async function installedServers(): Promise<Map<string, string>> {
  const further = (process.env.INTVLM8R_TEST_SERVERS ?? '').split(delimiter).filter(Boolean)
  const found = new Map<string, string>()
  for (const path of [...further, ...findRedisServers(process.env.PATH ?? '')]) {
    const author = await authorOf(path)
    if (author) found.set(`${author.name} ${author.version.split('.', 2).join('.')}`, path)
  }
  return found
}
