/** Keys for the list: single letters, which can be switched off in the list of the keys. */

const OFF = 'keys off'

export function useListKeys(): void {
  const help = document.querySelector<HTMLDialogElement>('#keys')
  const box = document.querySelector<HTMLInputElement>('#keys-on')
  if (!help || !box) return
  box.checked = localStorage.getItem(OFF) === null
  box.addEventListener('change', () => {
    if (box.checked) localStorage.removeItem(OFF)
    else localStorage.setItem(OFF, 'yes')
  })
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || help.open) return
    const from = event.target as HTMLElement
    const isTyping = from.matches('input:not([type="checkbox"]), select, textarea')
    if (event.key === 'Escape') from.blur()
    // The list of keys opens though they are off: it has the box that switches them on.
    else if (!isTyping && (event.key === '?' || box.checked) && act(event.key, help)) event.preventDefault()
  })
}

function act(key: string, help: HTMLDialogElement): boolean {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('#rows .name a')]
  const row = document.activeElement?.closest('#rows > li')
  const at = links.findIndex(link => row?.contains(link))
  switch (key) {
    case '/':
      document.getElementById('q')?.focus()
      return true
    case 'j':
      links[Math.min(links.length - 1, at + 1)]?.focus()
      return true
    case 'k':
      links[Math.max(0, at - 1)]?.focus()
      return true
    case 'x':
      return tick(row)
    case 'n':
      location.assign('/checks/new')
      return true
    case '?':
      help.showModal()
      return true
    default:
      return false
  }
}

function tick(row: Element | null | undefined): boolean {
  const box = row?.querySelector<HTMLInputElement>('input')
  const several = document.querySelector<HTMLDetailsElement>('#several')
  if (!box) return false
  if (several) several.open = true
  box.checked = !box.checked
  box.dispatchEvent(new Event('change', { bubbles: true }))
  return true
}
