/** When weekly reports are due. Pure. */

import { isZone } from '../time/zone'
import { type DueAfter, dueAfterOf } from '../watch/schedule'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const WEEKLY = /^(sun|mon|tue|wed|thu|fri|sat) ([01]\d|2[0-3]):([0-5]\d)(?: (\S+))?$/i

/** `Mon 07:00`, or `Mon 07:00 Europe/Berlin`: when reports are due; undefined for other text. An empty zone is the machine's. */
export function weeklyTimes(setting: string): DueAfter | undefined {
  const [, day = '', hour, minute, zone = ''] = WEEKLY.exec(setting.trim()) ?? []
  if (day === '' || (zone !== '' && !isZone(zone))) return undefined
  const weekday = DAYS.indexOf(day.toLowerCase())
  return dueAfterOf({ kind: 'cron', expression: `${Number(minute)} ${Number(hour)} * * ${weekday}`, zone })
}

export function weeklyProblem(setting: string): string | undefined {
  return weeklyTimes(setting) === undefined
    ? 'has to be a day and a time such as Mon 07:00, or with a zone: Mon 07:00 Europe/Berlin'
    : undefined
}
