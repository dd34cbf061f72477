import { useStrip } from './strip'
import { rewriteTimes } from './times'

/** Fetches this page anew and replaces what lives on it, but not where somebody is reading with the keyboard. */
export async function refresh(): Promise<void> {
  const response = await fetch(location.pathname + location.search, {
    headers: { Accept: 'text/html' },
  }).catch(() => undefined)
  // Logged out meanwhile: the log-in is where the page has to go.
  if (response?.redirected) location.reload()
  if (!response?.ok) return
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const fresh = page.getElementById(part.id)
    if (!fresh || part.contains(document.activeElement)) continue
    for (const open of part.querySelectorAll('details[open][id]'))
      fresh.querySelector(`#${open.id}`)?.setAttribute('open', '')
    part.replaceChildren(...fresh.childNodes)
  }
  rewriteTimes()
  useStrip()
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
