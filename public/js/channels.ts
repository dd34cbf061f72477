/** All channels: a test may take a while, so its button says that it is under way and cannot be pressed again. */
document.addEventListener('submit', event => {
  const button = event.submitter
  if (!(button instanceof HTMLButtonElement) || !button.hasAttribute('data-test')) return
  if (button.ariaDisabled === 'true') event.preventDefault()
  button.ariaDisabled = 'true'
  button.textContent = 'Sending …'
})
