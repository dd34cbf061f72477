import { PAGE_MS } from '../../../src/domain/time/limits'
import { goToLogIn } from './fetch-json'
import { type BrowserMoment, moment, noteAnswer, noteShown } from './freshness'
import { setTabStop } from './heartbeat-bar'
import { renewZone, rewriteTimes } from './times'

let requests = 0

/** An event of the document before a part is replaced; a listener that prevents its default has changed the part itself. */
export const REFRESHING = 'refreshing'
export type RefreshingEvent = CustomEvent<{ readonly part: HTMLElement; readonly fresh: HTMLElement }>

/** An event of the document after a refresh; `detail` is the fetched page. */
export const REFRESHED = 'refreshed'

/**
 * Fetches this page and replaces its live parts (`data-live`). The keyboard focus and open details stay.
 * @returns whether the appliance answered with the page
 */
export async function refresh(): Promise<boolean> {
  requests++
  const mine = requests
  const requested = moment()
  const page = await fetchPage(requested)
  if (page === undefined) return false
  // Answers may overtake each other: only the one to the latest request is shown.
  if (mine !== requests) return true
  const focused = nameOf(document.activeElement)
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const fresh = page.getElementById(part.id)
    if (!fresh) continue
    const event = new CustomEvent(REFRESHING, { cancelable: true, detail: { part, fresh } })
    if (!document.dispatchEvent(event)) continue
    for (const open of part.querySelectorAll('details[open][id]'))
      fresh.querySelector(`#${open.id}`)?.setAttribute('open', '')
    const hadFocus = part.contains(document.activeElement)
    part.replaceChildren(...fresh.childNodes)
    if (hadFocus) focusOn(part, focused)
  }
  document.title = page.title
  renewZone(page)
  rewriteTimes()
  if (!document.activeElement?.matches('.heartbeat-bar button')) setTabStop()
  noteShown(requested)
  document.dispatchEvent(new CustomEvent(REFRESHED, { detail: page }))
  return true
}

/** This page anew; undefined when the appliance does not answer with it. */
async function fetchPage(requested: BrowserMoment): Promise<Document | undefined> {
  const options = { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(PAGE_MS.answer) }
  try {
    const response = await fetch(location.pathname + location.search, options)
    if (response.redirected) goToLogIn()
    // The subject of the page was deleted; the reloaded page shows that.
    if (response.status === 404) location.reload()
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    // A captive portal or a proxy may answer in the appliance's place.
    if (page.getElementById('stale')) noteAnswer(requested)
    return response.ok && !response.redirected && page.querySelector('[data-live]') ? page : undefined
  } catch {
    return undefined // There is no connection, or the answer took too long.
  }
}

/** Identifies an element on the fetched page: by its link, its value, its heartbeat's time, or the details or form around it. */
function nameOf(element: Element | null): string | undefined {
  return (
    element?.getAttribute('href') ??
    element?.getAttribute('value') ??
    element?.closest('li')?.querySelector('time')?.dateTime ??
    element?.closest('details')?.id ??
    element?.closest('form')?.getAttribute('action') ??
    undefined
  )
}

function focusOn(part: HTMLElement, name: string | undefined): void {
  const same = [...part.querySelectorAll<HTMLElement>('a, button, summary')].find(
    each => nameOf(each) === name,
  )
  same?.focus({ preventScroll: true })
}
