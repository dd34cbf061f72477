/**
 * Calls the function now, or as soon as the page is seen again: a page that nobody sees asks for nothing, since it may be open for
 * days after a log-out, or while the appliance is off.
 */
export function whenSeen(call: () => void): void {
  if (!document.hidden) call()
  else document.addEventListener('visibilitychange', () => whenSeen(call), { once: true })
}
