import { leave } from './fetch-json'
import { oneTabStop } from './heartbeat-bar'
import { rewriteTimes } from './times'

let asked = 0

/** Told to the document when the page was fetched anew; `detail` is the fresh one. */
export const REFRESHED = 'refreshed'

/**
 * Fetches this page anew and replaces what lives on it. The focus stays where somebody is reading with the keyboard.
 * @returns whether the appliance answered with the page
 */
export async function refresh(): Promise<boolean> {
  asked++
  const mine = asked
  const response = await fetch(location.pathname + location.search, {
    headers: { Accept: 'text/html' },
  }).catch(() => undefined)
  if (response?.redirected) leave()
  // What it was about is gone, and the appliance says so.
  if (response?.status === 404) location.reload()
  if (!response?.ok || response.redirected) return false
  const text = await response.text()
  // Answers may overtake each other; only the latest one asked for is news.
  if (mine !== asked) return true
  const page = new DOMParser().parseFromString(text, 'text/html')
  const focused = nameOf(document.activeElement)
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const fresh = page.getElementById(part.id)
    if (!fresh) continue
    for (const open of part.querySelectorAll('details[open][id]'))
      fresh.querySelector(`#${open.id}`)?.setAttribute('open', '')
    const hadFocus = part.contains(document.activeElement)
    part.replaceChildren(...fresh.childNodes)
    if (hadFocus) focusOn(part, focused)
  }
  document.title = page.title
  rewriteTimes()
  if (!document.activeElement?.matches('.heartbeat-bar button')) oneTabStop()
  document.dispatchEvent(new CustomEvent(REFRESHED, { detail: page }))
  return true
}

/** By what a link, a button or a bar is known again: where it leads, what it sends or opens, or its heartbeat's moment. */
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
  const again = [...part.querySelectorAll<HTMLElement>('a, button, summary')].find(
    each => nameOf(each) === name,
  )
  again?.focus({ preventScroll: true })
}

const EVERY_MS = 30_000

/** While the page is looked at. */
export function keepFresh(): void {
  setInterval(() => {
    if (!document.hidden) refresh()
  }, EVERY_MS)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh()
  })
}
