/** Server-sent events whose end is noticed, also when the connection breaks without a sign of it. */
import { PAGE_MS } from '../../../src/domain/time/limits'
import { moment, since } from './freshness'

interface Listener {
  readonly opened?: () => void
  readonly received: (data: string) => void
  /** Called once, when the connection has broken, was refused, or brings no events; it is closed then. */
  readonly lost: () => void
}

const EVERY_MS = 1_000

/** Returns a function that closes the connection. */
export function openWatchedEvents(path: string, { opened, received, lost }: Listener): () => void {
  const events = new EventSource(path)
  let last = moment()
  let patience: number = PAGE_MS.answer

  function note(): void {
    last = moment()
    patience = PAGE_MS.stale
  }
  events.onopen = () => opened?.()
  events.addEventListener('here', note)
  events.onmessage = ({ data }) => {
    note()
    received(data)
  }
  events.onerror = lose
  const watch = setInterval(() => {
    if (since(last) > patience) lose()
  }, EVERY_MS)

  function close(): void {
    clearInterval(watch)
    events.close()
  }

  function lose(): void {
    close()
    lost()
  }
  return close
}
