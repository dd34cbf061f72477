const BARS = '.heartbeat-bar button'

const barsOf = () => [...document.querySelectorAll<HTMLButtonElement>(BARS)]
const barOf = ({ target }: Event) =>
  target instanceof Element ? target.closest<HTMLButtonElement>(BARS) : null

/** Lets the arrow keys go from bar to bar. Its listeners are the document's, since bars come and go. */
export function useHeartbeatBar(): void {
  // Safari does not focus a button that is tapped.
  document.addEventListener('click', event => barOf(event)?.focus())
  document.addEventListener('focusin', event => {
    const bar = barOf(event)
    if (bar) setTabStop(bar)
  })
  document.addEventListener('keydown', event => {
    const bar = barOf(event)
    if (!bar) return
    const bars = barsOf()
    const index = bars.indexOf(bar)
    const target: Record<string, number> = {
      ArrowLeft: Math.max(0, index - 1),
      ArrowRight: Math.min(bars.length - 1, index + 1),
      Home: 0,
      End: bars.length - 1,
    }
    const to = target[event.key]
    if (to === undefined) return
    event.preventDefault()
    bars[to]?.focus()
  })
}

/** Makes one bar the tab stop of them all. Without script each bar is a tab stop. */
export function setTabStop(stop = barsOf().at(-1)): void {
  for (const bar of barsOf()) bar.tabIndex = bar === stop ? 0 : -1
}
