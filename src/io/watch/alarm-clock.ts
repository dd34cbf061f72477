import type { Clock } from '../../domain/time/clock'

/** Never sleeps longer than this: a clock that was set, or a machine that slept, is noticed; and setTimeout overflows above 24.8 days. */
const LONGEST_SLEEP = 60_000
const AFTER_ERROR = 1_000

export interface AlarmClock {
  /** Rings at once, or again when it is ringing. */
  wake(): void
  /** Settles when the last ring has been dealt with. */
  close(): Promise<void>
}

/**
 * Rings at once and then at the moments that `ring` asks for (epoch milliseconds; undefined: none), one ring at a
 * time, and at least once a minute.
 */
export function startAlarmClock(
  ring: () => Promise<number | undefined>,
  { now, onError }: { readonly now: Clock; readonly onError: (error: Error) => void },
): AlarmClock {
  let timer: NodeJS.Timeout | undefined
  let again = true
  let closed = false
  let ringing: Promise<void> | undefined

  async function ringAndSleep(): Promise<void> {
    clearTimeout(timer)
    let sleep = 0
    while (again && !closed) {
      again = false
      try {
        const next = await ring()
        sleep = next === undefined ? LONGEST_SLEEP : Math.min(Math.max(0, next - now()), LONGEST_SLEEP)
      } catch (error) {
        onError(error as Error)
        sleep = AFTER_ERROR
      }
    }
    ringing = undefined
    if (!closed) timer = setTimeout(wake, sleep)
  }

  function wake(): void {
    again = true
    if (!closed) ringing ??= ringAndSleep()
  }

  wake()
  return {
    wake,
    close: async () => {
      closed = true
      clearTimeout(timer)
      await ringing
    },
  }
}
