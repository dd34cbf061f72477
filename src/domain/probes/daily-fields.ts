/** Settings of the kinds that look at a time of day; daily.ts has their meaning. */

import type { SettingField } from '../field'
import { isZone } from '../time/zone'
import { parseDays, parseTimeOfDay } from './daily'

export const timeProblem = (text: string) =>
  parseTimeOfDay(text) === undefined ? 'has to be a time of day such as 03:00' : undefined

export const CHECK_TIME: SettingField = {
  key: 'checktime',
  label: 'Check at',
  hint: 'The time of day of the look: 09:00. With a shorter interval it looks from then on until midnight.',
  type: 'text',
  problem: timeProblem,
}

export const TIME_ZONE: SettingField = {
  key: 'timezone',
  label: 'Time zone',
  hint: 'Such as Europe/Berlin; empty: that of the appliance.',
  type: 'text',
  problem: text => (isZone(text) ? undefined : 'is not a time zone such as Europe/Berlin or UTC'),
}

export const WEEKDAYS: SettingField = {
  key: 'weekdays',
  label: 'Weekdays',
  hint: 'Such as mon-fri, or mon, wed, sat; empty: every day.',
  type: 'text',
  problem: text =>
    parseDays(text) === undefined ? 'have to be days such as mon-fri or mon, wed, sat' : undefined,
}

/** Faults of a zone and of days without a time. */
export function withoutTime({ checktime, timezone, weekdays }: Readonly<Record<string, string>>) {
  if (checktime) return []
  return Object.entries({ timezone, weekdays })
    .filter(([, value]) => value)
    .map(([key]) => ({ key, reason: 'belongs to a checktime; add one, or remove the line' }))
}
