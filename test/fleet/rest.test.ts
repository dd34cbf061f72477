/** What a worker and a web app without checks ask of Redis while nothing happens. */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connectWorker, type RedisTarget, untilReady } from '../../src/io/redis/client'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { keepFirstPrefix } from '../support/first-prefix'
import { folderWith } from '../support/folder'
import { freePort } from '../support/port'
import { openPrograms } from '../support/programs'
import { startRedis } from '../support/redis'

/**
 * Two claims of the worker, that it takes heartbeats and that it sweeps, are 24, the web app's claim to take check-ins is 30; the
 * rest are looks at the server, for what another worker left, and for a first check.
 */
const COMMANDS_A_MINUTE = 38
/** Seconds after the start that are not counted, and that are. */
const WINDOW = { from: 65, length: 120 } as const
const PROGRAMS = join(import.meta.dirname, '../../dist/bin')

interface Server {
  readonly home: string
  readonly target: RedisTarget
  /** `[Redis] url`. */
  readonly url: string
}

async function ownServer(): Promise<Server> {
  const redis = await startRedis(1)
  onTestFinished(() => redis.close())
  return { home: redis.home, target: redis.target, url: '' }
}

/** One that others may use, on a port. */
async function sharedServer(): Promise<Server> {
  const home = await folderWith()
  keepFirstPrefix(home)
  const port = await freePort()
  const server = findRedisServer(process.env.PATH ?? '') ?? ''
  const options = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always']
  const args = [server, '--port', `${port}`, '--bind', '127.0.0.1', ...options]
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...args], { cwd: home, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = `redis://127.0.0.1:${port}`
  return { home, target: { url }, url }
}

/** Starts the program, and returns the commands that it sent in the window, by name; a script counts as one. */
async function commandsAtRest(program: string, { home, target, url }: Server): Promise<Map<string, number>> {
  const ini = `[Monitoring]\nheartbeatfrequency = Off\n[Web]\nhost = 127.0.0.1\nport = ${await freePort()}\n[Redis]\nurl = ${url}\n`
  await writeFile(join(home, 'intvlm8r.ini'), ini, { mode: 0o600 })
  const connection = connectWorker(target)
  connection.on('error', () => {}) // The server may still be starting.
  await untilReady(connection)
  const monitor = await connection.monitor()
  onTestFinished(() => {
    monitor.disconnect()
    connection.disconnect()
  })
  const sent: { readonly at: number; readonly name: string }[] = []
  monitor.on('monitor', (time: string, [name = '']: string[], source: string) => {
    if (source !== 'lua') sent.push({ at: Number(time), name: name.toLowerCase() })
  })
  // MONITOR leaves out what an administrator sends; CONFIG GET is the one such command of ours.
  const looks = async () =>
    Number(/cmdstat_config\|get:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1] ?? 0)
  const programs = openPrograms()
  onTestFinished(() => programs.close())
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home, INTVLM8R_PASSWORD: 'a long password of a test' }
  programs.start(program, [process.execPath, join(PROGRAMS, `${program}.js`)], { env })

  await expect.poll(() => sent.length, { timeout: 30_000 }).toBeGreaterThan(0)
  const from = Number(sent[0]?.at) + WINDOW.from
  const until = (moment: number) =>
    expect
      .poll(() => Number(sent.at(-1)?.at) - moment, { timeout: 200_000, interval: 100 })
      .toBeGreaterThanOrEqual(0)
  await until(from)
  const looksBefore = await looks()
  await until(from + WINDOW.length)
  const configs = (await looks()) - looksBefore
  const counts = new Map<string, number>([['config', configs]])
  for (const { at, name } of sent)
    if (at >= from && at < from + WINDOW.length) counts.set(name, (counts.get(name) ?? 0) + 1)
  // The two of this test.
  counts.set('info', (counts.get('info') ?? 0) - 1)
  return counts
}

const CASES = [
  ['worker', 'own', ownServer],
  ['worker', 'shared', sharedServer],
  ['web', 'own', ownServer],
  ['web', 'shared', sharedServer],
] as const

it(`a worker and a web app at rest send at most ${COMMANDS_A_MINUTE} commands a minute each`, async () => {
  // At the same time, since they do nothing for minutes.
  const all = await Promise.all(
    CASES.map(async ([program, kind, start]) => {
      const counts = await commandsAtRest(program, await start())
      const aMinute = ([...counts.values()].reduce((sum, count) => sum + count, 0) * 60) / WINDOW.length
      const byName = [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
      console.log(`  the ${program}, ${kind} server: ${aMinute} commands a minute (in two: ${byName})`)
      return [`${program}, ${kind}`, aMinute] as const
    }),
  )
  expect(all.filter(([, aMinute]) => aMinute > COMMANDS_A_MINUTE)).toEqual([])
  // They do show that they live.
  expect(all.filter(([, aMinute]) => aMinute < 20)).toEqual([])
})
