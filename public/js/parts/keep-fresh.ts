/** Asks the appliance for news while the page is visible, and judges the page's age all the time. */
import { PAGE_MS } from '../../../src/domain/time/limits'
import { fetchJson } from './fetch-json'
import { isLive, isOverdue, judge, moment, since } from './freshness'
import { refresh } from './refresh'

const EVERY_MS = 1_000

let requested = moment()
let hasFailed = false
let waiting = 0

export function keepFresh(): void {
  document.documentElement.classList.add('judged')
  setInterval(() => {
    judge()
    if (waiting > 0 || document.hidden) return
    if (since(requested) > (isOverdue() || hasFailed ? PAGE_MS.retry : pause())) request()
  }, EVERY_MS)
  // The page comes back to the screen, or the phone to the network: its old state must not look like the present one.
  for (const [target, name] of [
    [document, 'visibilitychange'],
    [window, 'pageshow'],
    [window, 'online'],
  ] as const) {
    target.addEventListener(name, event => {
      judge()
      if (!document.hidden && !(event instanceof PageTransitionEvent && !event.persisted)) request()
    })
  }
}

/** Milliseconds from the last request to the next: short ones from the moment on when a heartbeat is under way. */
function pause(): number {
  const { underWayIn } = document.querySelector<HTMLElement>('[data-under-way-in]')?.dataset ?? {}
  if (underWayIn === undefined) return PAGE_MS.refresh
  return Math.min(PAGE_MS.refresh, Math.max(PAGE_MS.busy, Number(underWayIn)))
}

async function request(): Promise<void> {
  requested = moment()
  waiting++
  const succeeded = isLive ? await refresh() : (await fetchJson('/healthz')).status === 200
  waiting--
  hasFailed = !succeeded
  if (!succeeded) requested = moment()
}
