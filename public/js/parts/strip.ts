/** One tab stop for all bars, and the arrow keys between them. Without script each is a tab stop of its own. */
export function useStrip(): void {
  const bars = [...document.querySelectorAll<HTMLButtonElement>('.strip button')]
  const last = bars.at(-1)
  if (!last) return
  for (const bar of bars) {
    bar.tabIndex = bar === last ? 0 : -1
    // Safari gives a button that is tapped no focus by itself.
    bar.addEventListener('click', () => bar.focus())
    bar.addEventListener('focus', () => {
      for (const other of bars) other.tabIndex = other === bar ? 0 : -1
    })
    bar.addEventListener('keydown', event => {
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
}
