import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const PATIENCE_MS = 1_500
const MOST_BYTES = 1_000_000

/** The standard output of a program; undefined when it is not installed, fails, or takes too long. */
export async function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const options = { timeout: PATIENCE_MS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const
    const { stdout } = await promisify(execFile)(program, args, options)
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
