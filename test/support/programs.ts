/** Programs of a test that are killed, stopped and started again, perhaps in a network namespace. They end with the test's process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Programs {
  /** What they printed, each with its moment and the program's name. */
  readonly lines: readonly string[]
  start(name: string, command: readonly string[], where: Where): ChildProcess
  /** The process id; undefined where it does not run. */
  pid(name: string): number | undefined
  /** Waits for the end of the program, where the signal brings it. */
  signal(name: string, signal: NodeJS.Signals): Promise<void>
  /** Kills all of them. */
  close(): Promise<void>
}

interface Where {
  readonly env: NodeJS.ProcessEnv
  readonly namespace?: string
  readonly cwd?: string
}

export function openPrograms(): Programs {
  const children = new Map<string, ChildProcess>()
  const lines: string[] = []
  const running = (name: string) => {
    const child = children.get(name)
    return child?.exitCode === null && child.signalCode === null ? child : undefined
  }

  async function signal(name: string, sent: NodeJS.Signals): Promise<void> {
    const child = running(name)
    if (child === undefined) return
    const exit = once(child, 'exit')
    child.kill(sent)
    if (sent === 'SIGKILL' || sent === 'SIGTERM') await exit
  }

  return {
    lines,
    signal,
    pid: name => running(name)?.pid,
    start: (name, command, { namespace, ...options }) => {
      const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]
      const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...inside, ...command], options)
      children.set(name, child)
      for (const stream of [child.stdout, child.stderr])
        createInterface({ input: stream }).on('line', line =>
          lines.push(`${new Date().toISOString()} ${name}: ${line}`),
        )
      return child
    },
    close: async () => {
      for (const name of children.keys()) await signal(name, 'SIGKILL')
    },
  }
}
