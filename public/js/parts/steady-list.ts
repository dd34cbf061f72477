/**
 * Keeps the rows of the list where they are while somebody is at it: a pointer moves over it, a key or a finger was there within the
 * last seconds, or boxes are ticked. The rows change in place meanwhile; what has moved, come or gone waits for a tap on a button, or
 * until nobody is at the list.
 */
import { t } from '../../../src/domain/language/text'
import { REFRESHING, type RefreshingEvent, refresh } from './refresh'

const QUIET_MS = 8_000
const EVERY_MS = 1_000

export function keepSteady(): { release(): void } {
  const list = document.getElementById('checks')
  const several = document.querySelector<HTMLDetailsElement>('#several')
  const button = document.getElementById('changed')
  const count = document.getElementById('ticked')
  let touched = Number.NEGATIVE_INFINITY
  let isWaiting = false

  const touch = () => {
    touched = performance.now()
  }
  const ticked = () => document.querySelectorAll('#rows input:checked').length
  const isBusy = () => performance.now() - touched < QUIET_MS || several?.open === true || ticked() > 0

  function wait(waits: boolean): void {
    isWaiting = waits
    if (button) button.hidden = !waits
  }

  function release(): void {
    touched = Number.NEGATIVE_INFINITY
    if (!several) return
    several.open = false
    for (const box of document.querySelectorAll<HTMLInputElement>('#rows input:checked')) box.checked = false
    showCount()
  }

  function showCount(): void {
    if (count) count.textContent = ticked() > 0 ? t('({n} ticked)', { n: ticked() }) : ''
  }

  for (const name of ['pointermove', 'pointerdown', 'touchmove', 'keydown', 'focusin'])
    list?.addEventListener(name, touch, { passive: true })
  document.addEventListener('change', event => {
    if ((event.target as HTMLElement).matches('#rows input')) showCount()
  })
  button?.addEventListener('click', () => {
    release()
    wait(false)
    void refresh()
  })
  document.addEventListener(REFRESHING, event => {
    const { part, fresh } = (event as RefreshingEvent).detail
    if (part !== list) return
    if (!isBusy()) return wait(false)
    event.preventDefault()
    if (updateRows(list, fresh)) wait(true)
  })
  setInterval(() => {
    if (!isWaiting || isBusy()) return
    wait(false)
    void refresh()
  }, EVERY_MS)
  return { release }
}

/** Changes the rows in place; returns whether any have moved, come or gone. */
function updateRows(list: HTMLElement, fresh: HTMLElement): boolean {
  const [old, next] = [list, fresh].map(each => [...each.querySelectorAll<HTMLElement>('#rows > li')])
  const byId = new Map(next?.map(row => [idOf(row), row]))
  for (const row of old ?? []) {
    const now = byId.get(idOf(row))
    row.classList.toggle('gone', !now)
    if (!now) continue
    row.className = now.className
    const [, mark, words] = row.children
    const [, newMark, newWords] = now.children
    if (mark && newMark) mark.className = newMark.className
    if (words && newWords && words.innerHTML !== newWords.innerHTML) rewrite(words, newWords)
  }
  const order = (rows: readonly HTMLElement[] | undefined) => rows?.map(idOf).join()
  return order(old) !== order(next)
}

const idOf = (row: HTMLElement) => row.querySelector('input')?.value

/** The link stays the same element, so that it keeps the focus and takes a tap that is under way. */
function rewrite(words: Element, fresh: Element): void {
  const [link, newLink] = [words, fresh].map(each => each.querySelector('a'))
  if (link && newLink) {
    link.textContent = newLink.textContent
    newLink.replaceWith(link)
  }
  words.replaceChildren(...fresh.childNodes)
}
