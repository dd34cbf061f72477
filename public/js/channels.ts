/** All channels: while a test is under way, which may take a while, its button shows that and cannot be pressed again. */
document.addEventListener('submit', event => {
  const button = event.submitter
  if (!(button instanceof HTMLButtonElement) || !button.hasAttribute('data-test')) return
  if (button.ariaDisabled === 'true') event.preventDefault()
  button.ariaDisabled = 'true'
  button.textContent = 'Sending …'
})
