import { refresh } from './refresh'
import { timeOf } from './times'

const POLL_MS = 5_000

/** Looks anew whenever the appliance says that something changed, and again and again where its word does not get through. */
export function keepLive(path: string): void {
  let timer: number | undefined

  async function look(): Promise<void> {
    if (!document.hidden) note(await refresh())
  }

  function listen(): void {
    const events = new EventSource(path)
    events.onopen = () => {
      clearInterval(timer)
      look() // what happened before anybody listened
    }
    events.onmessage = look
    events.onerror = () => {
      clearInterval(timer)
      timer = window.setInterval(() => {
        look()
        // An answer that is bad news ends a stream for good: only a connection that broke is tried again by the browser.
        if (events.readyState !== EventSource.CLOSED) return
        clearInterval(timer)
        listen()
      }, POLL_MS)
    }
  }
  listen()
}

let seenAt = Date.now()

/** Says in `#stale` that what stands on the page is old. */
function note(isFresh: boolean): void {
  const place = document.getElementById('stale')
  if (isFresh) seenAt = Date.now()
  if (!place || place.hasChildNodes() !== isFresh) return
  const words = ['Not up to date: this is how it stood at ', timeOf(seenAt, 'clock'), '. ', WHY]
  place.replaceChildren(...(isFresh ? [] : words))
}

const WHY = 'The appliance gives no newer answer; it is asked again and again.'
