/** The form of cron expressions, field by field. Whether such a moment ever comes is for `Schedules.problem`. Pure. */

interface Field {
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
  /** Items that only this field may hold. */
  readonly special?: RegExp
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31, special: /^(?:L|(?:[1-9]|[12]\d|3[01])W)$/i },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 7, names: WEEKDAYS, special: /^(?:[0-7]|sun|mon|tue|wed|thu|fri|sat)#(?:[1-5]|L)$/i },
]

const NICKNAMES = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/i

/** `30 2 * * 1-5`, with seconds in front as a sixth field, or `@daily`. */
export function isCron(expression: string): boolean {
  const text = expression.trim()
  if (NICKNAMES.test(text)) return true
  const parts = text.split(/\s+/)
  if (parts.length !== 5 && parts.length !== 6) return false
  const fields = FIELDS.slice(FIELDS.length - parts.length)
  return fields.every((field, i) => (parts[i] ?? '').split(',').every(item => fits(item, field)))
}

function fits(item: string, { least, most, names, special }: Field): boolean {
  if (special?.test(item) || item === '?') return true
  const [range = '', step, ...more] = item.split('/')
  if (more.length > 0) return false
  if (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) >= 1 && Number(step) <= most))
    return false
  if (range === '*') return true
  const [from, to, ...others] = range.split('-').map(numberOf)
  if (from === undefined || others.length > 0) return false
  // A step needs a range to go through.
  if (to === undefined) return range.includes('-') || step !== undefined ? false : inside(from)
  return inside(from) && inside(to) && from <= to

  function numberOf(text: string): number | undefined {
    const index = names?.indexOf(text.toLowerCase()) ?? -1
    // Months count from 1, weekdays from 0.
    if (index >= 0) return index + least
    return /^\d{1,2}$/.test(text) ? Number(text) : undefined
  }

  function inside(value: number): boolean {
    return value >= least && value <= most
  }
}
