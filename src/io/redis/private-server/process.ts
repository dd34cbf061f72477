import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, readlink, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { RedisTarget } from '../client'
import type { RedisPlace } from './place'

const READY = /ready to accept connections/i
/** A trial start ends after so long. */
const TRIAL_MS = 20_000

/** A running server. `ready` returns whether it takes connections; false when it ended before. */
export interface RedisProcess {
  readonly child: ChildProcess
  readonly ready: Promise<boolean>
  /** The last warning that it printed. */
  lastWarning(): string
}

/** Starts the server in the foreground as a child. `LC_ALL=C`: Redis 8 stops where the locale is missing. */
export function spawnRedis(
  { folder }: RedisPlace,
  server: string,
  onLine: (line: string) => void = () => {},
  options: readonly string[] = [],
): RedisProcess {
  const child = spawn(server, [join(folder, 'redis.conf'), ...options], {
    cwd: folder,
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Not in the terminal's group: Ctrl-C is for the appliance, which stops the server last.
    detached: true,
  })
  let warning = ''
  let isReady = false
  const ready = new Promise<boolean>(resolve => {
    child.once('error', () => resolve(false))
    child.once('exit', () => resolve(false))
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', line => {
        if (READY.test(line)) {
          isReady = true
          resolve(true)
        }
        // `1234:M 20 Nov 2026 10:00:00.000 # text`: # marks a warning.
        const text = /^\d+:\w .{20,26} # (.+)$/.exec(line)?.[1]
        if (text === undefined) return
        warning = text
        // Before it is ready the server only introduces itself; the last warning is the one that keeps it from starting.
        if (isReady) onLine(text)
      })
  })
  return { child, ready, lastWarning: () => warning }
}

/** Work on the data of a server that nobody else can reach. */
export type DuringTrial = (target: RedisTarget) => Promise<void>

/**
 * Starts the server, at a socket that nobody else knows, and ends it again; returns its trouble, or undefined. A server
 * that still reads its data when the time of a trial is over has none: on a slow card that takes long.
 *
 * @param during runs once the server has read its data
 * @throws Error when somebody else ended it meanwhile, which tells nothing of its data
 */
export async function startProblem(
  place: RedisPlace,
  server: string,
  during: DuringTrial = async () => {},
): Promise<string | undefined> {
  const path = join(dirname(place.socket), 'trial.sock')
  // A server handles SIGTERM `hz` times a second; with its usual 1 a trial would take up to a second.
  const options = ['--hz', '100', '--unixsocket', path]
  const { child, ready, lastWarning } = spawnRedis(place, server, () => {}, options)
  const exit = once(child, 'exit').catch(() => {}) // It could not even be started.
  const isReady = await Promise.race([ready, setTimeout(TRIAL_MS, undefined, { ref: false })])
  if (isReady === false && wasEnded(child))
    throw new Error(
      'the Redis server was ended while it read its data, as the kernel does where memory runs out; the data are kept',
    )
  if (isReady) await during({ path })
  const started = isReady ?? true
  child.kill('SIGTERM')
  const kill = setTimeout(2_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))
  await Promise.race([exit, kill.then(() => exit)])
  return started ? undefined : lastWarning() || 'it ended at once'
}

/** By a signal to end; with a fault it has another exit code, or ends by a signal of its own. */
function wasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === 0 || signalCode === 'SIGTERM' || signalCode === 'SIGKILL'
}

/** Ends the server that a start which was killed left behind. Returns a sentence about it, if there was one. */
export async function endLeftover({ folder }: RedisPlace): Promise<string[]> {
  const pid = Number(await readFile(join(folder, 'redis.pid'), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1) return []
  // The pid may be another process' by now: only a server works in this folder.
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  if (cwd === '' || cwd !== (await realpath(folder))) return []
  const group = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  if (group.includes('intvlm8r-redis.service')) {
    throw new Error(
      `the Redis server in ${folder} is run by systemd (intvlm8r-redis.service); stop that first`,
    )
  }
  signal(pid, 'SIGTERM')
  signal(pid, 'SIGCONT')
  if (!(await hasEnded(pid, 3_000))) signal(pid, 'SIGKILL')
  await hasEnded(pid, 1_000)
  return [`ended the Redis server (process ${pid}) that an earlier run had left behind`]
}

/** Does nothing when the process has just ended by itself. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function hasEnded(pid: number, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += 20) {
    if (!existsSync(`/proc/${pid}`)) return true
    await setTimeout(20)
  }
  return false
}
