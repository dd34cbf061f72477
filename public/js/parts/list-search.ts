import { refresh } from './refresh'

const PAUSE_MS = 250

/** Searches as one types: the address follows the form, and the list is loaded by it. `release`: the list may move. */
export function useListSearch(release: () => void): void {
  const form = document.querySelector<HTMLFormElement>('#search')
  if (!form) return
  let timer: ReturnType<typeof setTimeout> | undefined

  function search(): void {
    const typed = new FormData(form ?? undefined)
    const query = new URLSearchParams()
    for (const [name, value] of typed)
      if (value !== '' && !(name === 'sort' && value === 'worst')) query.set(name, String(value))
    const text = String(query)
    const next = text === '' ? '/checks' : `/checks?${text}`
    if (next === location.pathname + location.search) return
    history.replaceState(null, '', next)
    release()
    void refresh()
  }

  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(search, PAUSE_MS)
  })
  form.addEventListener('change', search)
  form.addEventListener('submit', event => {
    event.preventDefault()
    search()
  })
}
