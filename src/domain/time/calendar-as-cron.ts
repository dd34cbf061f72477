/** Calendar expressions as cron expressions, for programs that know only these. Pure. */

import { calendarTexts, dateTexts, fullYear, LAST_YEAR } from './on-calendar'

export interface CalendarCron {
  /** Seven texts, from seconds to years. All of them have to match. */
  readonly fields: readonly string[]
  /** The zone inside the expression. */
  readonly zone: string | undefined
}

/** Undefined for an expression that cannot be used, or that cron cannot express. */
export function calendarAsCron(expression: string): CalendarCron | undefined {
  const texts = calendarTexts(expression)
  if (texts === undefined) return undefined
  const { weekdays = '*', date, time, zone } = texts
  const { year, month, day, isFromEnd } = dateTexts(date)
  // Of the days that are counted from the end of a month, cron knows the last one alone.
  if (isFromEnd && !/^0?1$/.test(day)) return undefined
  const [hour = '*', minute = '*', second = '0'] = time.split(':')
  const fields = [
    asCron(second, 0, 59),
    asCron(minute, 0, 59),
    asCron(hour, 0, 23),
    isFromEnd ? 'L' : asCron(day, 1, 31),
    asCron(month, 1, 12),
    weekdays.replace(/[a-z]+/gi, name => name.slice(0, 3)).replaceAll('..', '-'),
    asCron(year, 1970, LAST_YEAR, fullYear),
  ]
  return { fields, zone }
}

/** `10/20` -> `10-59/20`, `0/15` -> `*\/15`, `01..07` -> `1-7`. */
function asCron(
  list: string,
  least: number,
  most: number,
  meant: (value: number) => number = value => value,
): string {
  const number = (text: string) => String(meant(Number(text)))
  return list
    .split(',')
    .map(item => {
      const [range = '', step] = item.split('/')
      const [from = '', to] = range.split('..')
      const isAll = from === '*' || (to === undefined && step !== undefined && Number(from) === least)
      const begin = isAll ? '*' : number(from)
      const end = to !== undefined ? `-${number(to)}` : step !== undefined && !isAll ? `-${most}` : ''
      return `${begin}${end}${step === undefined ? '' : `/${Number(step)}`}`
    })
    .join(',')
}
