/** On every page: times in the browser's zone, forms that go out once, and a menu that Esc or a tap beside it closes. */
import { keepDrafts } from './parts/drafts'
import { setTabStop, useHeartbeatBar } from './parts/heartbeat-bar'
import { keepFresh } from './parts/keep-fresh'
import { submitOnce } from './parts/submit-once'
import { noteZone, rewriteTimes } from './parts/times'

const EVERY_MS = 5_000

rewriteTimes()
noteZone()
useHeartbeatBar()
setTabStop()
keepDrafts()
submitOnce()
setInterval(rewriteTimes, EVERY_MS)
keepFresh()

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
