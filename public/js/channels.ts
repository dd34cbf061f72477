/** All channels: while a test is under way, which may take a while, its button shows that and cannot be pressed again. */
import { REFRESHED } from './parts/refresh'

/** The address of the test under way. */
let sending: string | undefined

document.addEventListener('submit', event => {
  const button = event.submitter
  if (!(button instanceof HTMLButtonElement) || !button.hasAttribute('data-test')) return
  if (sending !== undefined) event.preventDefault()
  sending ??= button.form?.action
  showSending()
})
document.addEventListener(REFRESHED, showSending)
// A page that the browser kept, and that one comes back to, waits for nothing.
window.addEventListener('pageshow', event => {
  if (event.persisted) location.reload()
})

function showSending(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-test]')) {
    if (button.form?.action !== sending) continue
    button.ariaDisabled = 'true'
    button.textContent = 'Sending …'
  }
}
