/** On every page: Esc or a tap beside it closes the menu. */
const menu = document.querySelector<HTMLDetailsElement>('details.menu')

if (menu) {
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !menu.open) return
    menu.open = false
    menu.querySelector('summary')?.focus()
  })
  document.addEventListener('click', event => {
    if (!menu.contains(event.target as Node)) menu.open = false
  })
}
