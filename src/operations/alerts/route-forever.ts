/** Routes flips, turn after turn, until the worker ends. */
import type { Log } from '../../domain/log'

/**
 * The longest wait of one turn: alerts that another worker has planned and not queued are found by then. Flips, and changes of
 * channels and windows, end it.
 */
const WAIT_MS = 30_000
const AFTER_TROUBLE_MS = 2_000

export interface Routing {
  /** No further turn begins, and the trouble of a turn under way is not logged. */
  end(): void
}

/** `turn`: as `createRouteFlips` returns it. A turn that fails is followed by a pause; the outbox keeps its entries. */
export function routeForever(turn: (waitMs: number) => Promise<void>, log: Pick<Log, 'error'>): Routing {
  let ending = false
  let trouble = ''

  async function work(): Promise<void> {
    while (!ending) {
      try {
        await turn(WAIT_MS)
        trouble = ''
      } catch (error) {
        if (ending) return
        // Trouble that lasts is logged once.
        if ((error as Error).message !== trouble) log.error(error, 'alerts have to wait')
        trouble = (error as Error).message
        await new Promise(resolve => setTimeout(resolve, AFTER_TROUBLE_MS))
      }
    }
  }
  void work()

  return {
    end: () => {
      ending = true
    },
  }
}
