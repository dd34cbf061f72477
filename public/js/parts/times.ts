import { t } from '../../../src/domain/language/text'
import { utcOffset } from '../../../src/domain/time/local-time'
import { shownSpan } from '../../../src/domain/time/shown-time'
import { type TimeForm, timeText } from '../../../src/domain/time/time-forms'

/** A smaller difference may come from a slow answer. */
const CLOCK_OFF_MS = 90_000

const zone = document.querySelector<HTMLElement>('.zone')
/** Milliseconds by which the appliance's clock is ahead of the browser's. Spans are counted by the appliance's clock, which is the one that decides. */
let ahead = aheadBy(zone)

function aheadBy(shown: HTMLElement | null): number {
  return shown ? Number(shown.dataset.now) - Date.now() : 0
}

/** A `time` element in the browser's zone, like those of `partials/time`. */
export function timeOf(at: number, form: TimeForm): HTMLTimeElement {
  const time = document.createElement('time')
  time.dateTime = new Date(at).toISOString()
  time.dataset.form = form
  time.textContent = timeText(at, form, Date.now() + ahead)
  return time
}

/** Rewrites all times in the browser's zone. */
export function rewriteTimes(): void {
  for (const time of document.querySelectorAll('time')) {
    const text = timeText(Date.parse(time.dateTime), time.dataset.form ?? 'clock ago', Date.now() + ahead)
    if (text !== time.textContent) time.textContent = text
  }
}

/** The zone of the times on the page, or of a form's next times alone. What the appliance has drawn or worded stays as it is. */
function zoneWords({ name = '', offset = '', of }: DOMStringMap, mine: string): string {
  const zones = { mine, name, offset }
  return of === 'next'
    ? t('The next times are in your zone ({mine}). The appliance is in {name} ({offset}).', zones)
    : t(
        "Times are in your zone ({mine}). Those of pictures, and some in notices and reasons, are the appliance's: {name} ({offset}).",
        zones,
      )
}

/** Takes over clock and zone of the page as it was fetched anew: either clock may have been set, and a slow answer sets none. */
export function renewZone(page: Document): void {
  const fresh = page.querySelector<HTMLElement>('.zone')
  if (!zone || !fresh) return
  const now = aheadBy(fresh)
  ahead = Math.abs(now - ahead) < CLOCK_OFF_MS ? Math.max(now, ahead) : now
  Object.assign(zone.dataset, fresh.dataset)
  noteZone()
}

/** Shows the appliance's zone where it differs from the browser's, and how wrong its clock is. */
export function noteZone(): void {
  if (!zone) return
  const mine = utcOffset(Date.now())
  const notes = [
    zone.dataset.offset === mine ? '' : zoneWords(zone.dataset, mine),
    Math.abs(ahead) < CLOCK_OFF_MS
      ? ''
      : ahead > 0
        ? t("The appliance's clock is {span} ahead of yours.", { span: shownSpan(ahead) })
        : t("The appliance's clock is {span} behind yours.", { span: shownSpan(-ahead) }),
  ]
  zone.textContent = notes.filter(Boolean).join(' ')
  zone.hidden = zone.textContent === ''
}
