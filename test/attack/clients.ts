/** The programs of attackers and of the owner, run in their own network. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { CHECK, type Exchange, FIRST, PASSWORD, PORT } from './appliance'

export type Attack = 'slow headers' | 'slow bodies' | 'idle connections' | 'slow forms' | 'slow calls'

/** Connections to hold open, of each of these addresses; cut ones are opened again at once. */
export interface Holding {
  readonly kind: Attack
  readonly host: string
  readonly port: number
  readonly path: string
  readonly addresses: readonly string[]
  readonly each: number
}

export interface Outgoing {
  /** The sender's address. */
  readonly address?: string
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Instead of a body: so many bytes that hardly compress. */
  readonly bytes?: number
  /** Requests that follow it; `{tag}` in a path is the tag of its answer. */
  readonly next?: readonly Outgoing[]
}

export interface Answer {
  /** Or the error. */
  readonly status: number | string
  /** The body, or its beginning. */
  readonly text: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly ms: number
}

/** What is sent where, and from which network namespace. */
export interface Sending {
  readonly network: string
  readonly host: string
  readonly port?: number
  readonly parallel?: number
  /** Run as a user of the system without any rights. */
  readonly asNobody?: boolean
  /** Keep whole answers, and not only the beginnings of their bodies. */
  readonly whole?: boolean
}

const program = (name: string) => join(import.meta.dirname, 'programs', name)
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

function run(network: string, script: string, order: object, before: readonly string[] = []): ChildProcess {
  const command = [...before, process.execPath, program(script), JSON.stringify(order)]
  return spawn('ip', ['netns', 'exec', network, ...command], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Resolves once every connection has been opened; the result ends the attack, with how many connections were opened in all. */
export async function hold(network: string, order: Holding): Promise<() => Promise<number>> {
  const child = run(network, 'hold.cjs', order)
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  await once(lines, 'line')
  return async () => {
    const [[count]] = await Promise.all([once(lines, 'line'), child.kill('SIGTERM')])
    return Number(count)
  }
}

/** Sends all requests, and resolves with how each of them, and of those behind them, ended. */
export async function send(
  { network, host, port = PORT, parallel = 1, asNobody = false, whole = false }: Sending,
  requests: readonly Outgoing[],
): Promise<readonly Answer[]> {
  // That user cannot read the file where it stands in a folder of another one.
  const code = readFileSync(program('send.cjs'), 'utf8')
  const args = ['netns', 'exec', network, ...(asNobody ? NOBODY : []), process.execPath, '-e', code]
  const child = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' })
  const mostCharacters = whole ? Number.MAX_SAFE_INTEGER : 2_000
  child.stdin.end(JSON.stringify({ host, port, parallel, mostCharacters, requests }))
  return JSON.parse(await text(child.stdout))
}

/**
 * Checks in and logs in from the owner's address until the result is called; resolves after his first log-in. With a second
 * factor each log-in takes one of the codes.
 */
export async function beOwner(
  network: string,
  {
    host,
    address,
    codes,
  }: { readonly host: string; readonly address: string; readonly codes: readonly string[] },
  each: (exchange: Exchange) => void,
): Promise<() => void> {
  const login = { username: 'admin', password: PASSWORD }
  const order = { host, address, port: PORT, path: `/ping/${CHECK}`, login, codes }
  const child = run(network, 'owner.cjs', order, FIRST)
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const [first] = await Promise.race([once(lines, 'line'), once(child, 'exit')])
  if (typeof first !== 'string') throw new Error('the owner cannot log in')
  lines.on('line', line => each(JSON.parse(line)))
  return () => void child.kill('SIGTERM')
}
