import { execFileSync } from 'node:child_process'

/** Runs a program to its end and returns its output. @throws Error with its standard error, when it fails. */
export function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  })
}
