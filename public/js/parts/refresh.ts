import { useStrip } from './strip'
import { rewriteTimes } from './times'

let asked = 0

/** Told to the document when the page was fetched anew; `detail` is the fresh one. */
export const REFRESHED = 'refreshed'

/** Fetches this page anew and replaces what lives on it, but not where somebody is reading with the keyboard. */
export async function refresh(): Promise<void> {
  asked++
  const mine = asked
  const response = await fetch(location.pathname + location.search, {
    headers: { Accept: 'text/html' },
  }).catch(() => undefined)
  // Logged out meanwhile: the log-in is where the page has to go.
  if (response?.redirected) location.reload()
  if (!response?.ok) return
  const text = await response.text()
  // Answers may overtake each other; only the latest one asked for is news.
  if (mine !== asked) return
  const page = new DOMParser().parseFromString(text, 'text/html')
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const fresh = page.getElementById(part.id)
    if (!fresh || part.contains(document.activeElement)) continue
    for (const open of part.querySelectorAll('details[open][id]'))
      fresh.querySelector(`#${open.id}`)?.setAttribute('open', '')
    part.replaceChildren(...fresh.childNodes)
  }
  rewriteTimes()
  useStrip()
  document.dispatchEvent(new CustomEvent(REFRESHED, { detail: page }))
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
