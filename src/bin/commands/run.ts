import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { BODY_LIMIT, type SignalDetail, type SignalKind } from '../../domain/watch/signal'
import { signIn } from './ping-local'
import { spoken } from './ping-remote'

/**
 * Runs a command as cron would, and tells its check of the start, the exit code and the last output. Output and exit
 * code pass through; a watch that is away, or does not know the check, never keeps the command from running.
 */
export async function run(said: string, [program = '', ...args]: readonly string[]): Promise<number> {
  const rid = randomUUID()
  const started = tell(said, 'start', { rid })
  const { exitCode, output, closed } = await execute(program, args)
  await started
  const body = lastBytes(output)
  await tell(said, exitCode === 0 ? 'success' : 'fail', { rid, exitCode, ...(body !== '' && { body }) })
  await closed
  return exitCode
}

async function tell(said: string, kind: SignalKind, detail: SignalDetail): Promise<void> {
  const at = Date.now()
  try {
    const { taken, words } = await signIn(said, kind, at, detail)
    if (!taken) console.error(`intvlm8r: ${words}`)
  } catch (error) {
    console.error(
      `intvlm8r: the ${kind} of ${spoken(said)} was not written down: ${(error as Error).message}`,
    )
  }
}

interface Ended {
  readonly exitCode: number
  /** At least its last BODY_LIMIT bytes, both streams as they came. */
  readonly output: Buffer
  /** When nobody holds its output any more: what it left behind may still write. */
  readonly closed: Promise<unknown>
}

/** All that one sends on purpose and that can be caught. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const
/** For the last of the output to arrive after the end. */
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
      // Whoever read along is gone; the command goes on, and its end is told.
      to.on('error', () => from.unpipe(to).resume())
    }
    for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return // It runs, but as somebody to whom we may send no signals.
      const words = `intvlm8r: ${program} cannot be run: ${error.message}`
      console.error(words)
      // As shells answer.
      resolve({ exitCode: error.code === 'ENOENT' ? 127 : 126, output: Buffer.from(words), closed })
    })
    child.on('exit', async (code, signal) => {
      const exitCode = code ?? 128 + constants.signals[signal ?? 'SIGKILL']
      await Promise.race([closed, setTimeout(LAST_WORDS_MS)])
      resolve({ exitCode, output, closed })
    })
  })
}

/** Text never begins in the middle of a character; what is no text takes more bytes as text. */
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
