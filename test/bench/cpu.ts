import { spawnSync } from 'node:child_process'
import { median } from './statistics'

/** A program with its arguments. */
export type Command = readonly [string, ...string[]]

export interface Cost {
  /** CPU milliseconds (user and system) of one run. */
  readonly cpu: number
  /** Milliseconds of one run. */
  readonly wall: number
}

/** bash's `time` is getrusage(2) in whole milliseconds; over a block of runs its rounding does not count. */
const BLOCK = 5
const TIMED = `TIMEFORMAT='%3R %3U %3S'; time for i in {1..${BLOCK}}; do "$@" >/dev/null 2>&1; done`

/** Runs the commands turn by turn, so that other load on the machine meets all alike: medians of `rounds` blocks. */
export function costs<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  env: NodeJS.ProcessEnv,
  rounds: number,
): Record<Name, Cost> {
  const names = Object.keys(commands) as Name[]
  const blocks = names.map((): Cost[] => [])
  for (let round = 0; round < rounds; round++)
    names.forEach((name, index) => {
      blocks[index]?.push(block(commands[name], env))
    })
  const medians = blocks.map(costs => ({
    cpu: median(costs.map(({ cpu }) => cpu)),
    wall: median(costs.map(({ wall }) => wall)),
  }))
  return Object.fromEntries(names.map((name, index) => [name, medians[index]])) as Record<Name, Cost>
}

function block(command: Command, env: NodeJS.ProcessEnv): Cost {
  // With a socket as its input, bash would take itself for a remote shell and read .bashrc.
  const { stderr } = spawnSync('bash', ['--norc', '-c', TIMED, 'bash', ...command], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [wall, user, system] = stderr.trim().split(' ').map(Number)
  if (wall === undefined || user === undefined || system === undefined)
    throw new Error(`bash said: ${stderr}`)
  return { cpu: ((user + system) * 1000) / BLOCK, wall: (wall * 1000) / BLOCK }
}
