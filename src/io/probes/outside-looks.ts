/**
 * Looks that a program of its own makes: for libraries whose memory only the end of a process gives back, and for calls of the file
 * system that may hang, since no process ends before its calls do. It is started with the first look, makes all that come
 * meanwhile, and ends a few seconds after the last.
 */
import { type ChildProcess, fork } from 'node:child_process'
import type { Look } from '../../domain/probes/look'
import type { Probe } from '../../domain/probes/probe'

/** Milliseconds without a look after which the program ends. */
const IDLE_MS = 5_000

/** The messages to that program: a look to make, or one that is to end. `now`: epoch milliseconds. */
export type LookOrder =
  | { readonly id: number; readonly probe: Probe; readonly now: number }
  | { readonly id: number; readonly isCut: true }

/** Its answer. */
export interface LookAnswer {
  readonly id: number
  readonly look: Look
}

export interface OutsideLooks {
  look(probe: Probe, now: number, signal: AbortSignal): Promise<Look>
  /** Ends the program, and with it all looks under way. */
  close(): void
}

/**
 * @param program its path
 * @param flags Node's options for it
 */
export function createOutsideLooks(program: string, flags: readonly string[]): OutsideLooks {
  /** By its number: the look, and the program that makes it: the one before may still be ending. */
  const awaited = new Map<number, { readonly by: ChildProcess; readonly settle: (look: Look) => void }>()
  let child: ChildProcess | undefined
  let idle: NodeJS.Timeout | undefined
  let last = 0

  function started(): ChildProcess {
    if (child !== undefined) return child
    // In a process group of its own: Ctrl-C reaches only this process. It ends when its channel closes.
    const fresh = fork(program, {
      detached: true,
      execArgv: [...flags],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child = fresh
    fresh.on('message', ({ id, look }: LookAnswer) => settle(id, look))
    const gone = (why: string) => {
      if (child === fresh) child = undefined
      for (const [id, { by }] of awaited)
        if (by === fresh)
          settle(id, {
            answer: 'blind',
            detail: `the program that made this look ended in the middle of it (${why})`,
          })
    }
    fresh.on('error', error => gone(error.message))
    fresh.on('exit', (code, signal) => gone(signal ?? `exit code ${code}`))
    return fresh
  }

  function settle(id: number, look: Look): void {
    awaited.get(id)?.settle(look)
    awaited.delete(id)
    if (awaited.size > 0) return
    clearTimeout(idle)
    idle = setTimeout(end, IDLE_MS)
  }

  function end(): void {
    clearTimeout(idle)
    const ending = child
    child = undefined
    // A call that hangs would keep the program from its own end.
    if (awaited.size > 0) ending?.kill('SIGKILL')
    else if (ending?.connected) ending.disconnect()
  }

  return {
    look: (probe, now, signal) =>
      new Promise(resolve => {
        clearTimeout(idle)
        const id = ++last
        const program = started()
        const send = (order: LookOrder) => program.connected && program.send(order, () => {})
        const cut = () => void send({ id, isCut: true })
        awaited.set(id, {
          by: program,
          settle: look => {
            signal.removeEventListener('abort', cut)
            resolve(look)
          },
        })
        send({ id, probe, now })
        if (signal.aborted) cut()
        else signal.addEventListener('abort', cut, { once: true })
      }),
    close: end,
  }
}
