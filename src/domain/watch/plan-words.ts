/** The ways in which a check is fed, in words. Pure. */

import { DAY } from '../probes/daily'
import { dailyTimes, type Every, type Probe, timeoutOf } from '../probes/probe'
import { PROBE_KINDS } from '../probes/probe-kinds'
import { formatDuration } from '../time/duration'
import type { CheckPlan } from './plan-fields'
import { scheduleWords } from './schedule'

/** `tcp nas:445, every 1m` of a probe, else the schedule. */
export function feedWords({ probe, schedule }: Pick<CheckPlan, 'probe' | 'schedule'>): string {
  return probe === undefined
    ? scheduleWords(schedule)
    : `${[probe.kind, probe.target].filter(Boolean).join(' ')}, ${timesWords(probe)}`
}

const CLOCK_WORDS = {
  minute: 'at each full minute',
  hour: 'at each full hour',
  day: 'daily at 00:00',
  noon: 'daily at 12:00',
} as const

/** `every 5m`, `daily at 09:00`, `from 09:00 every 5m`. */
function timesWords(probe: Probe): string {
  const daily = dailyTimes(probe)
  if (daily === undefined) return everyWords(probe.every)
  const { checktime = '', weekdays = '' } = probe.settings
  const days = weekdays === '' ? '' : ` on ${weekdays}`
  return daily.every >= DAY
    ? `${days === '' ? 'daily ' : ''}at ${checktime}${days}`
    : `from ${checktime} every ${formatDuration(daily.every)}${days}`
}

function everyWords(every: Every): string {
  return typeof every === 'number' ? `every ${formatDuration(every)}` : CLOCK_WORDS[every]
}

/** The probe's target, its times and its settings, each with its term; secrets are left out. */
export function probeFacts(probe: Probe, blindAfter: number): readonly (readonly [string, string])[] {
  const { kind, target, settings } = probe
  const { label, fields } = PROBE_KINDS[kind]
  const set = fields.flatMap(field => {
    const value = settings[field.key]
    if (!value) return []
    return [[field.label, 'secret' in field && field.secret ? 'kept, not shown' : value] as const]
  })
  return [
    ['It looks at', [label, target].filter(Boolean).join(': ')],
    ['How often', timesWords(probe)],
    ['At most', `${timeoutOf(probe) / 1000} s a look`],
    ...set,
    ['Blind', `after ${formatDuration(blindAfter)} without an answer`],
  ]
}
