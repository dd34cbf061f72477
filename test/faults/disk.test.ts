/** The whole appliance on a disk on which nothing can be stored, supervised by `npm start` and, at its start, for systemd. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { describe, inject, test } from 'vitest'
import { connectWorker } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { prepareRedis } from '../../src/io/redis/private-server/prepare'
import { type DiskKind, mountDisk } from '../support/disks'
import { startReceiver } from '../support/receiver'
import { reservedPort } from './port'
import { addRow, addTable } from './report'

const table = {
  file: '5-disk',
  title: 'A disk on which nothing can be stored, under `npm start`',
  text: 'Redis ends, and stays away until the disk works again; nobody lends a hand.',
  columns: ['disk', 'the tick was refused by', 'lines that name it', 'heartbeat after (s)', 'history kept'],
}
addTable(table)

/** Redis is tried again after pauses of up to so long. */
const LONGEST_PAUSE_MS = 60_000
/** By then every program has noticed. */
const SETTLED_MS = 3_000
/** Several further starts of Redis, of which the log has nothing. */
const OBSERVED_MS = 15_000

const CASES: readonly [DiskKind, string][] = [
  ['full', 'Disk full'],
  ['out of inodes', 'Disk full'],
  ['read-only', 'Disk read-only'],
  ['failing', 'Disk failing'],
]

interface Ran {
  readonly child: ChildProcess
  readonly lines: string[]
}

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Ran {
  const child = spawn(process.execPath, [join(inject('programs'), `bin/${program}.js`), ...args], { env })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', line => lines.push(line))
  return { child, lines }
}

async function until(
  what: string,
  timeout: number,
  holds: () => Promise<boolean> | boolean,
): Promise<number> {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > timeout) throw new Error(`not within ${timeout / 1000} s: ${what}`)
    await setTimeout(100)
  }
  return (performance.now() - begun) / 1000
}

describe.skipIf(!inject('mayMount'))('on a disk that is', () => {
  test.concurrent.for(CASES)(
    '%s no heartbeat goes out, all name it, and it recovers by itself',
    { timeout: 200_000 },
    async ([kind, name], { expect }) => {
      const home = join(mkdtempSync(join(tmpdir(), 'intvlm8r-disk-')), 'state')
      mkdirSync(home)
      const disk = mountDisk(kind, home)
      const receiver = await startReceiver()
      const port = await reservedPort()
      const monitoring = `heartbeatfrequency = 5\nheartbeaturl = ${receiver.url}/ping\n`
      const login = `[Login]\npasswordhash = ${inject('passwordHash')}\n`
      const web = `[Web]\nhost = 127.0.0.1\nport = ${port}\n`
      writeFileSync(join(home, 'intvlm8r.ini'), `[Monitoring]\n${monitoring}${web}${login}`, { mode: 0o600 })
      const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
      const { child, lines } = start('start', [], env)
      const run = async (program: string, ...args: string[]) => {
        const ran = start(program, args, env)
        const [code] = await once(ran.child, 'close')
        return { code, last: ran.lines.at(-1) ?? '' }
      }
      /** A tick of a boot of its own, whose heartbeat is no slot's. */
      const tick = () => run('tick', '--boot=0123456789abcdef0123456789abcdef')
      const redis = connectWorker({ path: redisPlace(home).socket })
      redis.on('error', () => {})
      try {
        await until('the first heartbeat', 30_000, () => receiver.requests.length > 0)
        const history = () => redis.zrange('{intvlm8r}:heartbeat:completed', 0, '-1')
        await until('its record', 10_000, async () => (await history()).length > 0)
        const [first] = await history()
        const pid = () => readFileSync(join(home, 'redis/redis.pid'), 'utf8').trim()
        const running = Number(pid())

        disk.strike()
        // Redis runs into a disk that takes no bytes by itself; to one that takes no file it comes at its next start.
        if (kind === 'full' || kind === 'failing') redis.set('big', 'x'.repeat(10_000)).catch(() => {})
        else process.kill(running, 'SIGKILL')
        await until('the end of Redis', 20_000, () => !existsSync(`/proc/${running}`))
        const about = (from: number) =>
          lines.slice(from).filter(line => /Redis|Disk|disk/.test(line) && !line.includes('"part":"tick"'))
        const named = () => about(0).filter(line => line.includes(name)).length
        await until('its name in the log', 20_000, () => named() > 0)
        await setTimeout(SETTLED_MS)
        const seen = lines.length
        const sent = receiver.requests.length
        await setTimeout(OBSERVED_MS)

        expect(await tick()).toEqual({
          code: 1,
          last: expect.stringContaining(`: the web app answered 503: ${name}: `),
        })
        const tickRecord = JSON.parse(readFileSync(join(home, 'tick.json'), 'utf8'))
        if (kind === 'failing') expect(tickRecord.end).toBe('disk')
        const health = await fetch(`http://127.0.0.1:${port}/healthz`)
        expect(await health.json()).toMatchObject({ status: 'ok', well: false })
        expect(await run('intvlm8r', 'status')).toEqual({
          code: 1,
          last: expect.stringMatching(`^Heartbeats stop at: ${name}: `),
        })
        expect(about(seen), lines.join('\n')).toEqual([])
        // A card that fails may hang first, which is told in other words.
        expect([1, kind === 'failing' ? 2 : 1], lines.join('\n')).toContain(named())
        expect(lines.join('\n')).not.toMatch(/repaired|aside/)
        expect(readdirSync(join(home, 'redis')).filter(entry => entry.includes('damaged'))).toEqual([])
        expect(receiver.requests.length).toBe(sent)

        disk.mend()
        const after = await until(
          'the next heartbeat',
          LONGEST_PAUSE_MS + 20_000,
          async () => (await tick()).code === 0,
        )
        await until('its arrival', 15_000, () => receiver.requests.length > sent)
        expect(await history()).toContain(`${first}`)
        addRow(table, [kind, name, named(), after.toFixed(0), 'yes'])
      } finally {
        redis.disconnect()
        child.kill('SIGTERM')
        if (child.exitCode === null) await once(child, 'exit')
        await receiver.close()
        disk.unmount()
      }
    },
  )

  test('full at the start of Redis under systemd: it waits, reports itself once, and goes on', async ({
    expect,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'intvlm8r-disk-'))
    const [home, bin] = [join(folder, 'state'), join(folder, 'bin')]
    mkdirSync(home)
    mkdirSync(bin)
    writeFileSync(join(bin, 'systemd-notify'), `#!/bin/sh\necho "$@" >>${folder}/notified\n`)
    chmodSync(join(bin, 'systemd-notify'), 0o755)
    const notified = () =>
      existsSync(`${folder}/notified`) ? readFileSync(`${folder}/notified`, 'utf8') : ''
    const disk = mountDisk('full', home)
    try {
      disk.strike()
      const env = { PATH: `${bin}:${process.env.PATH}`, INTVLM8R_HOME: home, NOTIFY_SOCKET: '/run/none' }
      const { child, lines } = start('redis', ['--prepare', '--wait'], env)
      await until('the report to systemd', 10_000, () => notified() !== '')
      await setTimeout(4_000)
      expect(child.exitCode).toBeNull()
      expect(notified()).toBe('--ready\n')
      expect(lines).toEqual([expect.stringMatching(/^Redis is not started\. Disk full: /)])
      disk.mend()
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(lines[1]).toBe('the disk works again; Redis is started')
      expect(readdirSync(join(home, 'redis'))).toContain('server')
    } finally {
      disk.unmount()
    }
  })
})

test('a server that takes long to read its data is not taken for one with damaged data', async ({
  expect,
}) => {
  const home = mkdtempSync(join(tmpdir(), 'intvlm8r-slow-'))
  const place = redisPlace(home)
  mkdirSync(join(place.folder, 'appendonlydir'), { recursive: true })
  writeFileSync(join(place.folder, 'appendonlydir/appendonly.aof.1.incr.aof'), 'what it reads')
  const server = join(home, 'redis-server')
  writeFileSync(server, '#!/bin/sh\n[ "$1" = --version ] || exec sleep 600\n', { mode: 0o755 })
  expect(await prepareRedis(place, [server])).toEqual({ server, sentences: [] })
  expect(readdirSync(place.folder).filter(name => name.startsWith('appendonlydir'))).toEqual([
    'appendonlydir',
  ])
})
