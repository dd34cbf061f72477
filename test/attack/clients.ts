/** The programs of attackers and of honest devices, run in their own network. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

export type Attack = 'slow headers' | 'slow bodies' | 'idle connections'

/** Connections to hold open, of each of these addresses; cut ones are opened again at once. */
export interface Holding {
  readonly kind: Attack
  readonly host: string
  readonly port: number
  readonly path: string
  readonly addresses: readonly string[]
  readonly each: number
}

/** Requests one after the other, each on a connection of its own. */
export interface Asking {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly address: string
  readonly count: number
}

/** The status, or the error, and the milliseconds of each. */
export type Asked = readonly { readonly status: number | string; readonly ms: number }[]

function run(network: string, program: string, order: Holding | Asking): ChildProcess {
  const script = join(import.meta.dirname, 'programs', program)
  const args = ['netns', 'exec', network, process.execPath, script, JSON.stringify(order)]
  return spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Resolves once every connection has been opened; the result ends the attack, with how many connections were opened in all. */
export async function attack(network: string, order: Holding): Promise<() => Promise<number>> {
  const child = run(network, 'hold.cjs', order)
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  await once(lines, 'line')
  return async () => {
    const [[count]] = await Promise.all([once(lines, 'line'), child.kill('SIGTERM')])
    return Number(count)
  }
}

export async function ask(network: string, order: Asking): Promise<Asked> {
  const child = run(network, 'ask.cjs', order)
  return JSON.parse(await text(child.stdout as NodeJS.ReadableStream))
}

/** The time within which that part of the requests was answered, in milliseconds. */
export function percentile(asked: Asked, part: number): number {
  const times = asked.map(({ ms }) => ms).sort((a, b) => a - b)
  return Math.round(times[Math.ceil(times.length * part) - 1] ?? Number.POSITIVE_INFINITY)
}
