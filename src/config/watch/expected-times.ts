/** The times of an expected event, as its seven fields give them, as a cron expression. */

/** Notes a fault of a field: the rest of a sentence that begins with it. */
export type Note = (where: string, reason: string) => void

const PERIODICITIES = ['WEEKDAY', 'DAY', 'MONTHDAY'] as const
const MOST_TIMES = 48

/**
 * `WEEKDAY`, [2], ["10:30"] -> `30 10 * * 1`. Several times of day that do not share their minutes become several
 * expressions with | between them. Undefined where a field has a fault, which is noted.
 */
export function cronOfTimes(item: Readonly<Record<string, unknown>>, note: Note): string | undefined {
  const periodicity = String(item.periodicity ?? '').toUpperCase()
  if (!PERIODICITIES.some(known => known === periodicity)) {
    note(
      '.periodicity',
      `is none of ${PERIODICITIES.join(', ')}; or give a cron, oncalendar or period instead`,
    )
    return undefined
  }
  const days = daysOf(periodicity, item.periods, note)
  const times = timesOf(item.times, note)
  if (days === undefined || times === undefined) return undefined
  const hours = new Map<number, number[]>()
  for (const { hour, minute } of times) hours.set(minute, [...(hours.get(minute) ?? []), hour])
  return [...hours].map(([minute, hours]) => `${minute} ${ascending(hours).join(',')} ${days}`).join(' | ')
}

/** The last three fields of cron. A week's days are counted from 1, which is Sunday. */
function daysOf(periodicity: string, given: unknown, note: Note): string | undefined {
  const periods = given === undefined ? [] : given
  if (!Array.isArray(periods)) {
    note('.periods', 'has to be a list of numbers such as [2, 3]')
    return undefined
  }
  if (periodicity === 'DAY') {
    if (periods.length === 0) return '* * *'
    note('.periods', 'has no meaning with DAY, which is every day; leave it out')
    return undefined
  }
  const [most, what] =
    periodicity === 'WEEKDAY'
      ? [7, 'a weekday from 1 (Sunday) to 7 (Saturday)']
      : [31, 'a day of the month from 1 to 31']
  if (periods.length === 0) note('.periods', `is empty; each is ${what}`)
  const odd = periods.findIndex(day => !Number.isInteger(day) || day < 1 || day > most)
  if (odd >= 0) note(`.periods[${odd}]`, `is not ${what}`)
  if (periods.length === 0 || odd >= 0) return undefined
  return periodicity === 'WEEKDAY'
    ? `* * ${ascending(periods.map(day => day - 1)).join(',')}`
    : `${ascending(periods).join(',')} * *`
}

function timesOf(given: unknown, note: Note) {
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_TIMES) {
    note('.times', `has to be a list of 1 to ${MOST_TIMES} times of day such as ["10:30"]`)
    return undefined
  }
  const times = given.map((time, index) => {
    const [, hour, minute] =
      /^([01]?\d|2[0-3]):([0-5]\d)(?::00)?$/.exec(typeof time === 'string' ? time : '') ?? []
    if (hour === undefined) note(`.times[${index}]`, 'is no time of day such as "10:30"')
    return { hour: Number(hour), minute: Number(minute) }
  })
  return times.every(({ hour }) => !Number.isNaN(hour)) ? times : undefined
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}
