import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Log } from '../../domain/log'

export interface Ticks {
  /** Runs one tick and logs its lines. */
  run(...args: readonly string[]): void
  /** Kills those that are running; none begins any more. */
  stop(): Promise<void>
}

/** The ticks of an appliance whose timer is `npm start`. */
export function openTicks(program: string, log: Log): Ticks {
  const running = new Set<ChildProcess>()
  let stopped = false
  return {
    run: (...args) => {
      if (stopped) return
      const child = fork(program, args, { silent: true })
      running.add(child)
      const lines: string[] = []
      for (const stream of [child.stdout, child.stderr])
        if (stream) createInterface({ input: stream }).on('line', line => lines.push(line))
      child.once('error', error => {
        running.delete(child)
        log.error(error, 'no tick: its program could not be started')
      })
      child.once('exit', () => running.delete(child))
      child.once('close', code => {
        for (const line of lines) log[code === 0 ? 'info' : 'error'](line)
      })
    },
    stop: async () => {
      stopped = true
      await Promise.all(
        [...running].map(async child => {
          const exit = new Promise(resolve => child.once('exit', resolve))
          if (child.kill('SIGKILL')) await exit
        }),
      )
    },
  }
}
