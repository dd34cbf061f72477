import { refresh } from './refresh'
import { timeOf } from './times'

const POLL_MS = 5_000

/** Refreshes the page at every event of this path, and regularly while the events do not get through. */
export function useLiveUpdates(path: string): void {
  let timer: number | undefined

  async function update(): Promise<void> {
    if (!document.hidden) showStale(!(await refresh()))
  }

  function connect(): void {
    const events = new EventSource(path)
    events.onopen = () => {
      clearInterval(timer)
      update() // for changes from before the connection
    }
    events.onmessage = update
    events.onerror = () => {
      clearInterval(timer)
      timer = window.setInterval(() => {
        update()
        // The browser reconnects a connection that broke, but not one that was answered with an error.
        if (events.readyState !== EventSource.CLOSED) return
        clearInterval(timer)
        connect()
      }, POLL_MS)
    }
  }
  connect()
}

let freshAt = Date.now()

/** Shows in `#stale` how old the page is, or clears it. */
function showStale(isStale: boolean): void {
  const place = document.getElementById('stale')
  if (!isStale) freshAt = Date.now()
  if (!place || place.hasChildNodes() === isStale) return
  const words = ['Not up to date: this is how it stood at ', timeOf(freshAt, 'clock'), '. ', WHY]
  place.replaceChildren(...(isStale ? words : []))
}

const WHY = 'The appliance gives no newer answer; this page keeps trying.'
