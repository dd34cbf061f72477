import { PAGE_MS } from '../../../src/domain/time/limits'

/**
 * Ignores a second tap on a button whose form is on its way: it would make a second check, or take the place of the answer
 * that alone shows a new key. Another button of the form still works, as *Save* beside a look that takes long.
 */
export function submitOnce(): void {
  const underWay = new Set<EventTarget>()
  document.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement
    // A form may have a field whose name is `method`.
    if (event.defaultPrevented || form.getAttribute('method') !== 'post') return
    const pressed = event.submitter ?? form
    if (underWay.has(pressed)) return event.preventDefault()
    underWay.add(pressed)
    // Somebody may have stopped the browser.
    setTimeout(() => underWay.delete(pressed), PAGE_MS.answer)
  })
  // The browser kept the page, and somebody comes back to it.
  window.addEventListener('pageshow', () => underWay.clear())
}
