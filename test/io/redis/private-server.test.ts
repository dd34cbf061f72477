import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPrivateRedis } from '../../../src/bin/start/private-redis'
import type { Log } from '../../../src/domain/log'
import { connectOnce, connectWorker } from '../../../src/io/redis/client'
import { memoryFor } from '../../../src/io/redis/private-server/config'
import { findRedisServer } from '../../../src/io/redis/private-server/find-server'
import { redisPlace } from '../../../src/io/redis/private-server/place'
import { prepareRedis } from '../../../src/io/redis/private-server/prepare'
import { endLeftover } from '../../../src/io/redis/private-server/process'
import { startRedis } from '../../support/redis'

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-redis-'))
})

afterEach(async () => {
  await rm(home, { recursive: true, force: true })
})

/** Writes a program that stands in for the server. */
async function standIn(script: string): Promise<string> {
  const program = join(home, 'redis-server')
  await writeFile(program, `#!/bin/sh\n${script}\n`)
  await chmod(program, 0o755)
  return program
}

describe('a Redis server', () => {
  it('is the first of valkey-server and redis-server on the PATH, and no folder of that name', async () => {
    const folder = join(home, 'bin')
    await mkdir(join(folder, 'valkey-server'), { recursive: true })
    expect(findRedisServer(`${folder}:${home}`)).toBeUndefined()
    const program = await standIn('true')
    expect(findRedisServer(`${folder}:${home}`)).toBe(program)
  })

  it.each([
    [
      'ends with a fault',
      'echo "1:M 20 Nov 2026 10:00:00.000 # Bad file format" ; exit 1',
      'Bad file format',
    ],
    ['is ended by a signal', 'kill -SEGV $$', 'it ended at once'],
  ])('that %s over its data, and without them too, is reported', async (_name, script, reason) => {
    await mkdir(join(home, 'redis/appendonlydir'), { recursive: true })
    await expect(prepareRedis(redisPlace(home), [await standIn(script)])).rejects.toThrow(reason)
  })

  it.each([
    ['as the kernel ends it where memory runs out', 'kill -KILL $$'],
    ['as the machine is shut down', 'exit 0'],
  ])('that is ended while it reads its data, %s, leaves them as they are', async (_when, script) => {
    const place = redisPlace(home)
    await mkdir(join(place.folder, 'appendonlydir'), { recursive: true })
    const started = prepareRedis(place, [await standIn(script)])
    await expect(started).rejects.toThrow('was ended while it read its data')
    expect((await readdir(place.folder)).sort()).toEqual(['appendonlydir', 'redis.conf', 'trouble'])
  })

  it('finds nothing of a rewrite that an earlier one was killed in', async () => {
    const place = redisPlace(home)
    await mkdir(place.folder)
    await writeFile(join(place.folder, 'temp-rewriteaof-bg-123.aof'), 'half')
    await prepareRedis(place, [await standIn('true')])
    expect(await readdir(place.folder)).toEqual(['redis.conf', 'server'])
  })

  it('may end by itself at the moment in which the next start would end it', async () => {
    const place = redisPlace(home)
    await mkdir(place.folder)
    for (let round = 0; round < 100; round++) {
      const leftover = spawn('sleep', ['60'], { cwd: place.folder })
      await once(leftover, 'spawn')
      const gone = once(leftover, 'exit')
      await writeFile(join(place.folder, 'redis.pid'), `${leftover.pid}`)
      leftover.kill('SIGKILL')
      expect((await endLeftover(place)).length).toBeLessThanOrEqual(1)
      await gone
    }
  })

  it.each([
    ['256 MB', 256, 96],
    ['512 MB, of which Linux sees less', 430, 107.5],
    ['2 GB', 2048, 512],
    ['16 GB', 16_384, 1024],
  ])('may fill a quarter of a machine of %s, within bounds', (_, machine, megabytes) => {
    expect(memoryFor(machine * 2 ** 20)).toBe(megabytes * 2 ** 20)
  })

  it('gets a socket of a name that Linux takes, in a folder of its own, however deep the state folder is', () => {
    const deep = join(home, 'a-rather-long-name-for-a-folder'.repeat(5))
    const { socket } = redisPlace(deep)
    expect(Buffer.byteLength(socket)).toBeLessThan(108)
    expect(redisPlace(deep).socket).toBe(socket)
    expect(redisPlace(`${deep}2`).socket).not.toBe(socket)
  })
})

describe('the server of an earlier run', () => {
  const folder = () => redisPlace(home).folder
  /** A real process in that place, which reports itself when its script has begun. */
  async function leftover(script: string, cwd = folder()) {
    await mkdir(folder(), { recursive: true })
    const child = spawn(
      process.execPath,
      ['-e', `${script}; console.log('here'); setInterval(() => {}, 1e6)`],
      { cwd },
    )
    await once(child.stdout, 'data')
    await writeFile(join(folder(), 'redis.pid'), `${child.pid}`)
    return { child, exit: once(child, 'exit') }
  }

  it('ends in order, also where it was stopped (SIGSTOP)', async () => {
    const { child, exit } = await leftover(`process.on('SIGTERM', () => process.exit(7))`)
    child.kill('SIGSTOP')
    expect(await endLeftover(redisPlace(home))).toEqual([
      `ended the Redis server (process ${child.pid}) that an earlier run had left behind`,
    ])
    expect(await exit).toEqual([7, null])
  })

  it('is killed where it does not end by itself within three seconds', async () => {
    const { exit } = await leftover(`process.on('SIGTERM', () => {})`)
    await endLeftover(redisPlace(home))
    expect(await exit).toEqual([null, 'SIGKILL'])
  })

  it('is no process that only has its number by now, and works elsewhere', async () => {
    const { child, exit } = await leftover('', home)
    expect(await endLeftover(redisPlace(home))).toEqual([])
    child.kill('SIGINT')
    expect(await exit).toEqual([null, 'SIGINT'])
  })
})

it('a private server keeps each acknowledged write, evicts nothing, and takes no connection from elsewhere', async () => {
  const redis = await startRedis(1)
  const { connection, connected } = connectOnce(redis.target)
  try {
    await connected
    const names = [
      'appendonly',
      'appendfsync',
      'save',
      'maxmemory-policy',
      'port',
      'aof-load-truncated',
      'auto-aof-rewrite-percentage',
    ]
    const settings = await Promise.all(names.map(name => connection.config('GET', name)))
    expect(settings).toEqual([
      ['appendonly', 'yes'],
      ['appendfsync', 'always'],
      ['save', ''],
      ['maxmemory-policy', 'noeviction'],
      ['port', '0'],
      ['aof-load-truncated', 'yes'],
      ['auto-aof-rewrite-percentage', '200'],
    ])
    expect((await stat(redis.place.folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(redis.place.folder, 'redis.conf'))).mode & 0o777).toBe(0o600)
  } finally {
    connection.disconnect()
    await redis.close()
  }
})

it('a private server finds the deadlines of a hundred checks without going through all of them', async () => {
  const redis = await startRedis(1)
  const { connection, connected } = connectOnce(redis.target)
  try {
    await connected
    await connection.zadd('deadlines', ...Array.from({ length: 100 }, (_, n) => [n, `check ${n}`]).flat())
    expect(await connection.object('ENCODING', 'deadlines')).toBe('skiplist')
  } finally {
    connection.disconnect()
    await redis.close()
  }
})

it('the socket of a private server is for its user alone', async () => {
  const umask = process.umask(0)
  const redis = await startRedis()
  try {
    expect((await stat(redis.place.socket)).mode & 0o777).toBe(0o700)
  } finally {
    process.umask(umask)
    await redis.close()
  }
})

describe('the private Redis of npm start', () => {
  it('follows two edits of the INI in a row to where they lead', async () => {
    const ini = join(home, 'intvlm8r.ini')
    const log = { info() {}, warn() {}, error() {} } as unknown as Log
    const redis = openPrivateRedis({ home, ini, result: '', runtime: home }, process.env.PATH ?? '', log)
    const off = '[Monitoring]\nheartbeatfrequency = Off\n'
    await writeFile(ini, off)
    await (await redis.follow())?.works()
    await writeFile(ini, `${off}[Redis]\nurl = redis://127.0.0.1:1\n`)
    const away = redis.follow()
    await writeFile(ini, off)
    const back = redis.follow()
    await away
    await (await back)?.works()
    const connection = connectWorker({ path: redisPlace(home).socket })
    expect(await connection.ping()).toBe('PONG')
    connection.disconnect()
    await redis.stop()
    expect(await redis.follow()).toBeUndefined()
  })
})

describe('redis.js --prepare', () => {
  it('prints the reason and fails where no server starts', async () => {
    await mkdir(join(home, 'redis/appendonlydir'), { recursive: true })
    await standIn('kill -SEGV $$')
    const program = join(import.meta.dirname, '../../../dist/bin/redis.js')
    const ran = await new Promise<{ code: number; text: string }>(resolve => {
      const env = { PATH: `${home}:${process.env.PATH}`, INTVLM8R_HOME: home }
      // The stand-in has to be found first, also where Valkey is installed.
      void writeFile(join(home, 'valkey-server'), '#!/bin/sh\nkill -SEGV $$\n', { mode: 0o755 }).then(() =>
        execFile(process.execPath, [program, '--prepare'], { env }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr }),
        ),
      )
    })
    expect(ran.text).toContain('the Redis server does not start')
    expect(ran.code).toBe(1)
  })
})
