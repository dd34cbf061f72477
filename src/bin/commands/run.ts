import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { BODY_LIMIT, type SignalDetail, type SignalKind } from '../../domain/watch/signal'
import { UsageError } from './context'
import { checkIn } from './ping-local'
import { isAddress, printable } from './ping-remote'
import { printError } from './print'

/**
 * Runs a command as cron would, and signals its start, its exit code and its last output. Output and exit code pass
 * through; a watch that is away, or does not know the check, never keeps the command from running.
 */
export async function run(first: string, rest: readonly string[]): Promise<number> {
  // No command begins as an address does.
  const more = rest.findIndex(word => !isAddress(word))
  const [program = '', ...args] = rest.slice(more < 0 ? rest.length : more)
  if (program === '') throw new UsageError('there is no command to run behind the addresses')
  const places = [first, ...rest.slice(0, Math.max(0, more))]
  const rid = randomUUID()
  const started = signal(places, 'start', { rid })
  const { exitCode, output, closed } = await execute(program, args)
  await started
  const body = lastBytes(output)
  await signal(places, exitCode === 0 ? 'success' : 'fail', {
    rid,
    exitCode,
    ...(body !== '' && { body }),
  })
  await closed
  return exitCode
}

/** Signals to the first place that takes it: each is tried once, and then again as often as the only one would be. */
async function signal(places: readonly string[], kind: SignalKind, detail: SignalDetail): Promise<void> {
  const at = Date.now()
  const tries = places.length === 1 ? [{ isOnlyTry: false }] : [{ isOnlyTry: true }, { isOnlyTry: false }]
  let trouble = ''
  for (const { isOnlyTry } of tries)
    for (const place of places) {
      try {
        const { taken, words } = await checkIn(place, kind, at, detail, isOnlyTry)
        if (!taken) printError(`intvlm8r: ${words}`)
        return
      } catch (error) {
        trouble = `the ${kind} of ${printable(place)} was not written down: ${(error as Error).message}`
      }
    }
  printError(`intvlm8r: ${trouble}`)
}

interface Ended {
  readonly exitCode: number
  /** At least the last BODY_LIMIT bytes of both streams, in the order in which they came. */
  readonly output: Buffer
  /** Settles when no process holds its output any more: a process that it left behind may still write. */
  readonly closed: Promise<unknown>
}

/** The signals that people send on purpose and that can be caught. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const
/** The signals that a terminal sends to the command as well: many a program takes a second one for "at once". */
const OF_TERMINAL: readonly string[] = ['SIGINT', 'SIGQUIT']
/** Patience after the end, for the last of the output to arrive. */
const LAST_WORDS_MS = 500

function execute(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise(resolve => {
    let output: Buffer = Buffer.alloc(0)
    const keep = (chunk: Buffer) => {
      output = Buffer.concat([output, chunk]).subarray(-BODY_LIMIT)
    }
    const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'pipe'] })
    const closed = new Promise(done => child.once('close', done))
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.on('data', keep)
      from.pipe(to, { end: false })
      // The reader of the output is gone; the command goes on, and its end is signalled.
      to.on('error', () => from.unpipe(to).resume())
    }
    const hasTerminal = [0, 1, 2].some(isatty)
    for (const signal of SIGNALS)
      process.on(signal, () => {
        if (!(hasTerminal && OF_TERMINAL.includes(signal))) child.kill(signal)
      })
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return // It runs, but as a user whose processes take no signals from this one.
      const words = `intvlm8r: ${program} cannot be run: ${error.message}`
      printError(words)
      // The exit codes of shells.
      resolve({ exitCode: error.code === 'ENOENT' ? 127 : 126, output: Buffer.from(words), closed })
    })
    child.on('exit', async (code, signal) => {
      const exitCode = code ?? 128 + constants.signals[signal ?? 'SIGKILL']
      await Promise.race([closed, setTimeout(LAST_WORDS_MS)])
      resolve({ exitCode, output, closed })
    })
  })
}

/** The end of the output as text. It never begins in the middle of a character; bytes that are no text grow as text. */
function lastBytes(output: Buffer): string {
  const text = (output.length < BODY_LIMIT ? output : fromCharacter(output)).toString()
  const bytes = Buffer.from(text)
  return bytes.length <= BODY_LIMIT ? text : fromCharacter(bytes.subarray(-BODY_LIMIT)).toString()
}

function fromCharacter(bytes: Buffer): Buffer {
  return bytes.subarray(
    Math.max(
      0,
      bytes.findIndex(byte => (byte & 0xc0) !== 0x80),
    ),
  )
}
