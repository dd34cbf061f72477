import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Launched } from './supervise'

/** Node's options for each program, the same as in its systemd unit. */
export const NODE_OPTIONS = {
  web: [
    '--max-old-space-size=64',
    '--max-semi-space-size=4',
    '--single-threaded-gc',
    '--no-allocation-site-pretenuring',
  ],
  zmq: ['--max-old-space-size=64', '--max-semi-space-size=1', '--optimize-for-size'],
  worker: ['--max-old-space-size=64', '--max-semi-space-size=4', '--single-threaded-gc'],
} as const

/** The further environment of these programs, the same as in their units. */
export const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' } as const

/** Starts a program of the appliance, which reports itself when it is ready. */
export async function startProgram(name: keyof typeof NODE_OPTIONS): Promise<Launched> {
  // In a process group of its own: Ctrl-C reaches only this process, which ends its children in order. When this
  // process is killed, their IPC channel closes, and they end by themselves.
  const child = fork(join(__dirname, `${name}.js`), {
    detached: true,
    execArgv: [...process.execArgv, ...NODE_OPTIONS[name]],
    env: { ...process.env, ...ENVIRONMENT },
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(signal ?? `it ended with exit code ${code}`)))
  })
  return { child, ready }
}
