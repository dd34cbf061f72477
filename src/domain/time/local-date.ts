/** Moments in messages, in the language in use. */
import { t } from '../language/text'
import { localMinute, utcOffset } from './local-time'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Epoch milliseconds -> `Sat 28 Nov 2026 03:12 UTC+01:00`, which holds wherever it is read. */
export function localDate(at: number): string {
  const moment = new Date(at)
  return t('{day} {date} {month} {year} {clock} {offset}', {
    day: t(DAYS[moment.getDay()] ?? ''),
    date: String(moment.getDate()),
    month: t(MONTHS[moment.getMonth()] ?? ''),
    year: String(moment.getFullYear()),
    clock: localMinute(at),
    offset: utcOffset(at),
  })
}
