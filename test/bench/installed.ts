/** The appliance as the Debian package installs it, run with its units' settings, but without systemd. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { editIni } from '../../src/config/settings/edit-settings'
import { replaceFile } from '../../src/io/files/atomic-file'
import { withLock } from '../../src/io/files/lock-file'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { prepareRedis } from '../../src/io/redis/private-server/prepare'
import { spawnRedis } from '../../src/io/redis/private-server/process'
import { keepFirstPrefix } from '../support/first-prefix'
import { freePort } from '../support/port'
import type { Command } from './cpu'

export const PASSWORD = 'a goat in the garden'

export interface Package {
  /** Bytes. */
  readonly deb: number
  readonly installed: number
  readonly files: number
  /** A folder that stands for `/`. */
  readonly root: string
}

/** Builds the package and unpacks it in `folder`. */
export function unpackPackage(folder: string): Package {
  const deb =
    execFileSync('node', ['scripts/package.mjs'], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
  const root = join(folder, 'root')
  execFileSync('dpkg-deb', ['-x', deb, root])
  const files = execFileSync('find', [root, '-type', 'f', '-printf', '%s\n'], { encoding: 'utf8' }).trim()
  const sizes = files.split('\n').map(Number)
  return {
    deb: statSync(deb).size,
    installed: sizes.reduce((total, size) => total + size, 0),
    files: sizes.length,
    root,
  }
}

export interface Installed {
  readonly home: string
  readonly port: number
  /** The Node that it runs on: a copy, since pages shared with other Node processes would lighten the figures. */
  readonly node: string
  /** The command of the tick's unit. */
  readonly tick: Command
  readonly tickEnv: NodeJS.ProcessEnv
  configure(frequency: string, url: string): Promise<void>
  /** Starts all three processes and waits until /healthz reports that Redis is reachable. */
  start(): Promise<Running>
}

export interface Running {
  readonly pids: Readonly<Record<'web' | 'worker' | 'redis', number>>
  stop(): Promise<void>
}

export async function installIn(folder: string, { root }: Package): Promise<Installed> {
  const home = join(folder, 'state')
  const runtime = mkdtempSync('/dev/shm/intvlm8r-bench-')
  process.on('exit', () => rmSync(runtime, { recursive: true, force: true }))
  mkdirSync(home)
  const node = join(folder, 'node')
  copyFileSync(process.execPath, node)
  const port = await freePort()
  const notify = join(runtime, 'notify')
  const base = {
    PATH: process.env.PATH,
    INTVLM8R_HOME: home,
    RUNTIME_DIRECTORY: runtime,
    NODE_ENV: 'production',
  }

  const unit = (name: string) => readFileSync(join(root, 'usr/lib/systemd/system', `${name}.service`), 'utf8')
  const commandOf = (name: string) =>
    (/^ExecStart=(.*)$/m.exec(unit(name))?.[1] ?? '')
      .split(/\s+/)
      .map(word => (word === '/usr/bin/node' ? node : word.replace('/usr/lib', join(root, 'usr/lib')))) as [
      string,
      ...string[],
    ]
  /** The unit's further environment. */
  const environmentOf = (name: string) => {
    const settings = [...unit(name).matchAll(/^Environment=(.*)$/gm)].flatMap(([, line = '']) =>
      line.split(' '),
    )
    const pairs = settings.map(setting => setting.split('='))
    return { ...Object.fromEntries(pairs), ...base }
  }
  const watchdogOf = (name: string) => {
    const seconds = /^WatchdogSec=(\d+)s$/m.exec(unit(name))?.[1]
    return seconds === undefined ? {} : { NOTIFY_SOCKET: notify, WATCHDOG_USEC: `${seconds}000000` }
  }

  async function startProgram(name: 'web' | 'worker'): Promise<ChildProcess> {
    const [program, ...args] = commandOf(`intvlm8r-${name}`)
    const env = {
      ...environmentOf(`intvlm8r-${name}`),
      ...watchdogOf(`intvlm8r-${name}`),
      ...(name === 'web' && { INTVLM8R_PASSWORD: PASSWORD }),
    }
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    await once(child, 'spawn')
    return child
  }

  const ini = join(home, 'intvlm8r.ini')
  const example = readFileSync('intvlm8r.example.ini', 'utf8')
  keepFirstPrefix(home)
  writeFileSync(ini, example.replace(/^port = \d+/m, `port = ${port}`), { mode: 0o600 })

  // As the page does, since the web app may be writing the first password at the same time.
  async function configure(frequency: string, url: string): Promise<void> {
    const edits = [
      { section: 'Monitoring', key: 'heartbeatfrequency', value: frequency },
      { section: 'Monitoring', key: 'heartbeaturl', value: url },
    ]
    const { kind } = await editIni(ini, edits, { replaceFile, withLock })
    if (kind !== 'saved') throw new Error(`the INI was not edited: ${kind}`)
  }

  return {
    home,
    port,
    node,
    tick: commandOf('intvlm8r-tick'),
    tickEnv: environmentOf('intvlm8r-tick'),
    configure,
    start: async () => {
      const server = findRedisServer(process.env.PATH ?? '')
      if (server === undefined) throw new Error('no valkey-server or redis-server')
      const place = redisPlace(home)
      await prepareRedis(place, [server])
      rmSync(notify, { force: true })
      const systemd = spawn('python3', [resolve('test/bench/programs/notify-sink.py'), notify])
      await once(systemd.stdout, 'data')
      const redis = spawnRedis(place, server)
      if (!(await redis.ready)) throw new Error(`Redis did not start: ${redis.lastWarning()}`)
      const [web, worker] = await Promise.all([startProgram('web'), startProgram('worker')])
      await healthy(port)
      const parts = [web, worker, redis.child]
      return {
        pids: { web: pidOf(web), worker: pidOf(worker), redis: pidOf(redis.child) },
        stop: async () => {
          for (const part of [...parts, systemd]) {
            part.kill('SIGTERM')
            await once(part, 'exit')
          }
        },
      }
    },
  }
}

/** Requests /healthz every few milliseconds until all of the appliance is there. */
export async function healthy(port: number): Promise<void> {
  for (let tries = 0; tries < 5_000; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
    if (answer?.ok && ((await answer.json()) as { redis?: string }).redis === 'reachable') return
    await setTimeout(2)
  }
  throw new Error('the web app does not get well')
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('a part did not start')
  return pid
}
