const BARS = '.heartbeat-bar button'

const barsOf = () => [...document.querySelectorAll<HTMLButtonElement>(BARS)]
const barOf = ({ target }: Event) =>
  target instanceof Element ? target.closest<HTMLButtonElement>(BARS) : null

/** The arrow keys go between the bars. Once for the page: the bars come and go. */
export function useStrip(): void {
  // Safari gives a button that is tapped no focus by itself.
  document.addEventListener('click', event => barOf(event)?.focus())
  document.addEventListener('focusin', event => {
    const bar = barOf(event)
    if (bar) oneTabStop(bar)
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

/** One tab stop for all bars, the last one where none is named. Without script each is a tab stop of its own. */
export function oneTabStop(stop = barsOf().at(-1)): void {
  for (const bar of barsOf()) bar.tabIndex = bar === stop ? 0 : -1
}
