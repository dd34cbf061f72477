import { execFileSync } from 'node:child_process'

/** Runs a program to its end; its output. @throws Error with what it printed to stderr, when it fails. */
export function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  })
}
