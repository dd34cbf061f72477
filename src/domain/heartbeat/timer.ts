/** The timer that starts the ticks: systemd's, or `npm start` in a checkout. Pure. */

/** A program of `npm start` that starts no tick: it was stopped (SIGSTOP, Ctrl-Z), or killed. */
export interface StartTrouble {
  readonly start: 'stopped' | 'gone'
  readonly pid: number
}

/**
 * The state of the timer in systemd: `active`, `inactive`, `failed`, `masked`; `disabled` while it runs, but will not after
 * the next boot.
 */
export type TimerState = string | StartTrouble

/** Undefined while nothing is known against the timer. `isWebUp`: whether the web app answers. */
export function timerTrouble(
  timer: TimerState | undefined,
  isWebUp: boolean,
): { readonly state: 'warn' | 'bad'; readonly detail: string } | undefined {
  if (timer === undefined || timer === 'active') return undefined
  if (timer === 'disabled') return { state: 'warn', detail: DISABLED }
  if (typeof timer === 'string') return { state: 'bad', detail: `intvlm8r-tick.timer is ${timer}` }
  const { start, pid } = timer
  if (start === 'stopped')
    return {
      state: 'bad',
      detail: `npm start (process ${pid}) was stopped, as by Ctrl-Z: no tick comes. Type fg in its terminal, or: kill -CONT ${pid}`,
    }
  // Its web app ends with it: this one was started by itself since then, and so are the ticks.
  return isWebUp ? undefined : { state: 'bad', detail: `npm start (process ${pid}) is gone: start it again` }
}

const DISABLED =
  'intvlm8r-tick.timer is disabled: no tick comes after the next boot. Type: sudo systemctl enable intvlm8r-tick.timer'
