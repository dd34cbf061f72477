import { noteFailure } from './freshness'
import { refresh } from './refresh'
import { openWatchedEvents } from './watched-events'
import { whenSeen } from './when-seen'

const POLL_MS = 5_000

/** Refreshes the page at every event of this path, and regularly while the events do not get through. */
export function useLiveUpdates(path: string): void {
  let isRefreshing = false
  let hasChanged = false

  /** Changes while an answer is awaited are one more request after it: on a slow machine each would make the last one late. */
  async function update(): Promise<void> {
    if (document.hidden) return
    hasChanged = true
    if (isRefreshing) return
    isRefreshing = true
    while (hasChanged) {
      hasChanged = false
      if (!(await refresh())) noteFailure()
    }
    isRefreshing = false
  }

  function connect(): void {
    openWatchedEvents(path, {
      opened: update, // for changes from before the connection
      received: update,
      lost: () => setTimeout(() => whenSeen(again), POLL_MS),
    })
  }

  function again(): void {
    update()
    connect()
  }
  connect()
}
