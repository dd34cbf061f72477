import { localStamp, utcOffset } from '../../../src/domain/time/local-time'
import { ago, clockFace, span } from '../../../src/domain/time/time-words'

const FORMS: Record<string, (at: number, now: number) => string> = {
  clock: clockFace,
  ago,
  stamp: at => localStamp(at),
}

/** A smaller difference may come from a slow answer. */
const CLOCK_OFF_MS = 90_000

/** A form may have a field of the same name. */
const zone = document.querySelector<HTMLElement>('#zone[data-now]')
/** Milliseconds by which the appliance's clock is ahead of the browser's. Spans are counted by the appliance's clock, which is the one that decides. */
const ahead = zone ? Number(zone.dataset.now) - Date.now() : 0

/** A `time` element in the browser's zone, like those of `partials/time`. */
export function timeOf(at: number, form: 'clock' | 'ago'): HTMLTimeElement {
  const time = document.createElement('time')
  time.dateTime = new Date(at).toISOString()
  time.dataset.form = form
  time.textContent = FORMS[form]?.(at, Date.now() + ahead) ?? ''
  return time
}

/** Rewrites all times in the browser's zone. */
export function rewriteTimes(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-form]')) {
    const text = FORMS[time.dataset.form ?? '']?.(Date.parse(time.dateTime), Date.now() + ahead)
    if (text !== undefined && text !== time.textContent) time.textContent = text
  }
}

/** Shows the appliance's zone where it differs from the browser's, and how wrong its clock is. */
export function noteZone(): void {
  if (!zone) return
  const { name = '', offset = '' } = zone.dataset
  const mine = utcOffset(Date.now())
  const notes = [
    offset === mine ? '' : `Times are in your zone (${mine}). The appliance is in ${name} (${offset}).`,
    Math.abs(ahead) < CLOCK_OFF_MS
      ? ''
      : `The appliance's clock is ${span(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} yours.`,
  ]
  zone.textContent = notes.filter(Boolean).join(' ')
  zone.hidden = zone.textContent === ''
}
