/** Judges how old the page is, and shows it as soon as it may no longer be true. */
import { t } from '../../../src/domain/language/text'
import { PAGE_MS } from '../../../src/domain/time/limits'
import { shownClock } from '../../../src/domain/time/shown-time'

/** A moment by both clocks of the browser. */
export interface BrowserMoment {
  readonly wall: number
  readonly steady: number
}

export const moment = (): BrowserMoment => ({ wall: Date.now(), steady: performance.now() })

/** Milliseconds since then. The steady clock may stop while the machine sleeps, and the wall clock may be set back: the longer span counts. */
export function since({ wall, steady }: BrowserMoment): number {
  return Math.max(Date.now() - wall, performance.now() - steady)
}

/** Whether parts of the page are renewed; the other pages only need an appliance that answers. */
export const isLive = document.querySelector('[data-live]') !== null

// An answer is as old as its request, since it may have waited in a machine that slept.
let answered = moment()
let shown = answered
/** Whether the last attempt to renew the page failed, and that is worth a notice at once. */
let failed = false

/** Call it when the appliance has answered the request of that moment, whatever the answer was. */
export function noteAnswer(requested: BrowserMoment): void {
  if (since(requested) < since(answered)) answered = requested
  if (!isLive) shown = answered
  judge()
}

/** Call it when the page shows the answer to the request of that moment. */
export function noteShown(requested: BrowserMoment): void {
  shown = requested
  failed = false
  noteAnswer(requested)
}

/** Shows at once that the page could not be renewed. */
export function noteFailure(): void {
  failed = true
  judge()
}

/** Greys the page out, with a notice, when the appliance or the content of the page is overdue. */
export function judge(): void {
  const isSilent = since(answered) > PAGE_MS.stale
  const isOld = isOverdue()
  document.documentElement.classList.toggle('stale', isOld)
  if (isOld !== document.title.startsWith(old())) {
    document.title = isOld ? old() + document.title : document.title.slice(old().length)
  }
  if (isSilent)
    show(
      t('No answer since {time}. The page shows how it stood then, and keeps trying.', {
        time: clock(answered),
      }),
    )
  else if (isOld || failed)
    show(
      t(
        'Not up to date: this is how it stood at {time}. The appliance gives no newer answer; the page keeps trying.',
        { time: clock(shown) },
      ),
    )
  else show('')
}

export function isOverdue(): boolean {
  return Math.max(since(answered), since(shown)) > PAGE_MS.stale
}

/** Begins the title of an old page. */
const old = () => `${t('Old:')} `

const clock = ({ wall }: BrowserMoment) => shownClock(wall, Date.now())

function show(words: string): void {
  const place = document.getElementById('stale')
  // Words that have not changed are not announced again.
  if (place && place.textContent !== words) place.textContent = words
}
