import { refresh } from './refresh'

const POLL_MS = 5_000

/** Looks anew whenever the appliance says that something changed, and again and again where its word does not get through. */
export function keepLive(path: string): void {
  let timer: number | undefined
  const look = () => {
    if (!document.hidden) refresh()
  }
  const events = new EventSource(path)
  events.onopen = () => {
    clearInterval(timer)
    look() // what happened before anybody listened
  }
  events.onmessage = look
  events.onerror = () => {
    clearInterval(timer)
    timer = window.setInterval(look, POLL_MS)
  }
}
