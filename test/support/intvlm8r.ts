/** The built command `intvlm8r`, as in a shell. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')

interface Place {
  /** INTVLM8R_HOME. */
  readonly home: string
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

export function startIntvlm8r(
  args: readonly string[],
  { home, cwd, env }: Place,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, INTVLM8R_HOME: home, ...env },
    cwd,
  })
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** @param input all that it reads from its standard input */
export async function runIntvlm8r(args: readonly string[], place: Place, input = ''): Promise<Ended> {
  const child = startIntvlm8r(args, place)
  child.stdin.on('error', () => {}).end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code, stdout, stderr }
}
