/**
 * Programs of the owner's: in a unit of their own, by the socket of intvlm8r-job.socket where that is there, so that a
 * greedy one never takes this program with it; else directly.
 */
import { access } from 'node:fs/promises'
import { connect } from 'node:net'
import { OUTPUT_KEPT, type ProgramEnd, type RunProgram } from '../../domain/probes/look'
import { LOOK_END_MS } from '../../domain/time/limits'
import { runProgram } from './run-program'

export interface JobPlace {
  /** The socket of the unit. */
  readonly socket: string
  /** The environment of a job that runs directly. */
  readonly environment: Readonly<Record<string, string>>
}

export function createRunJob({ socket, environment }: JobPlace): RunProgram {
  return async (command, { signal, input }) => {
    const hasUnit = await access(socket).then(
      () => true,
      () => false,
    )
    return hasUnit
      ? await runInUnit(socket, command, signal, input)
      : await runProgram(command, { signal, environment, ...(input !== undefined && { input }) })
  }
}

/**
 * The protocol: a line with the number of words, and of the lines of standard input where there are some; the words, a line
 * each; those lines. The answer, until the connection ends, is the job's
 * output, NUL, the end of its errors, a line feed and its exit code. It ends with the connection, also from here: the job
 * is stopped then.
 */
function runInUnit(
  path: string,
  command: readonly string[],
  signal: AbortSignal,
  input = '',
): Promise<ProgramEnd> {
  return new Promise(resolve => {
    const socket = connect(path)
    let answer = Buffer.alloc(0)
    let late: NodeJS.Timeout | undefined
    const done = (end: ProgramEnd) => {
      clearTimeout(late)
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(end)
    }
    // Half of the connection: the unit takes that as the order to stop, and still answers.
    const stop = () => {
      socket.end()
      const giveUp = () => done({ kind: 'killed', signal: 'SIGKILL', ...outputsOf(answer) })
      late = setTimeout(giveUp, LOOK_END_MS.job)
    }
    socket.on('data', chunk => {
      answer = Buffer.concat([answer, chunk])
      if (answer.length > 4 * OUTPUT_KEPT) answer = answer.subarray(-3 * OUTPUT_KEPT)
    })
    socket.on('error', error => {
      const { code } = error as NodeJS.ErrnoException
      done({ kind: 'refused', reason: `jobs cannot be run: ${path} does not take them (${code})` })
    })
    socket.on('end', () => done(endOf(answer, command[0] ?? '')))
    const lines = input === '' ? [] : input.split('\n')
    const counts = lines.length === 0 ? command.length : `${command.length} ${lines.length}`
    socket.write([counts, ...command, ...lines].map(line => `${line}\n`).join(''))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function outputsOf(answer: Buffer, errors: Buffer = Buffer.alloc(0)): { stdout: string; stderr: string } {
  return {
    stdout: answer.subarray(-OUTPUT_KEPT).toString(),
    stderr: errors.subarray(-OUTPUT_KEPT).toString(),
  }
}

/** Exit codes of shells: 126 and 127 for a program that cannot be run, from 129 on for one of the 64 signals. */
function endOf(answer: Buffer, program: string): ProgramEnd {
  const at = answer.lastIndexOf(0)
  const rest = answer.subarray(at + 1)
  const line = rest.lastIndexOf('\n')
  const code = Number(rest.subarray(line + 1).toString() || Number.NaN)
  // The unit was ended before it could answer: by the limit of its memory, or by hand.
  if (at === -1 || line === -1 || !Number.isInteger(code))
    return { kind: 'killed', signal: 'the limits of its unit', ...outputsOf(answer) }
  const outputs = outputsOf(answer.subarray(0, at), rest.subarray(0, line))
  if (code === 127) return { kind: 'missing', reason: `${program} is not installed here` }
  if (code === 126) return { kind: 'missing', reason: `${program} cannot be executed` }
  if (code > 128 && code <= 192) return { kind: 'killed', signal: `signal ${code - 128}`, ...outputs }
  return { kind: 'exited', code, ...outputs }
}
