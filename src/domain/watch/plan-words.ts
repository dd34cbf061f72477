/** The ways in which a check is fed, in words. Pure. */

import { mark, t, tStored } from '../language/text'
import { DAY } from '../probes/daily'
import type { KindOfProbe } from '../probes/kind-of-probe'
import { dailyTimes, type Every, type Probe, timeoutOf } from '../probes/probe'
import { PROBE_KINDS } from '../probes/probe-kinds'
import { formatDuration } from '../time/duration'
import type { CheckPlan } from './plan-fields'
import type { Schedule } from './schedule'

/** `tcp nas:445, every 1m` of a probe, else the schedule. */
export function feedWords({ probe, schedule }: Pick<CheckPlan, 'probe' | 'schedule'>): string {
  return probe === undefined
    ? shownSchedule(schedule)
    : t('{probe}, {times}', {
        probe: [probe.kind, probe.target].filter(Boolean).join(' '),
        times: timesWords(probe),
      })
}

/** As `scheduleWords`, in the language in use. */
export function shownSchedule(schedule: Schedule): string {
  if (schedule.kind === 'period') return t('every {span}', { span: formatDuration(schedule.period) })
  const { kind, expression, zone } = schedule
  if (kind === 'cron')
    return zone === ''
      ? t('cron {expression}', { expression })
      : t('cron {expression} ({zone})', { expression, zone })
  return zone === ''
    ? t('OnCalendar {expression}', { expression })
    : t('OnCalendar {expression} ({zone})', { expression, zone })
}

const CLOCK_WORDS = {
  minute: mark('at each full minute'),
  hour: mark('at each full hour'),
  day: mark('daily at 00:00'),
  noon: mark('daily at 12:00'),
} as const

/** `every 5m`, `daily at 09:00`, `from 09:00 every 5m`. */
function timesWords(probe: Probe): string {
  const daily = dailyTimes(probe)
  if (daily === undefined) return everyWords(probe.every)
  const { checktime = '', weekdays = '' } = probe.settings
  const span = formatDuration(daily.every)
  if (daily.every >= DAY)
    return weekdays === ''
      ? t('daily at {checktime}', { checktime })
      : t('at {checktime} on {weekdays}', { checktime, weekdays })
  return weekdays === ''
    ? t('from {checktime} every {span}', { checktime, span })
    : t('from {checktime} every {span} on {weekdays}', { checktime, span, weekdays })
}

function everyWords(every: Every): string {
  return typeof every === 'number'
    ? t('every {span}', { span: formatDuration(every) })
    : t(CLOCK_WORDS[every])
}

/** A term, and what holds for it. */
export interface ProbeFact {
  readonly term: string
  readonly words: string
  /** The words are the owner's own. */
  readonly isOwn?: boolean
}

/** The probe's target, its times and its settings; secrets are left out. */
export function probeFacts(probe: Probe, blindAfter: number): readonly ProbeFact[] {
  const { kind, target, settings } = probe
  const { label, fields }: KindOfProbe = PROBE_KINDS[kind]
  const set = fields.flatMap((field): readonly ProbeFact[] => {
    const value = settings[field.key]
    if (!value) return []
    const term = tStored(field.label)
    return field.secret ? [{ term, words: t('kept, not shown') }] : [{ term, words: value, isOwn: true }]
  })
  const kindWords = tStored(label)
  return [
    {
      term: t('It looks at'),
      words: target === '' ? kindWords : t('{label}: {target}', { label: kindWords, target }),
    },
    { term: t('How often'), words: timesWords(probe) },
    { term: t('At most'), words: t('{seconds} s a look', { seconds: timeoutOf(probe) / 1000 }) },
    ...set,
    {
      term: t('Blind'),
      words: t('after {span} without an answer', { span: formatDuration(blindAfter) }),
    },
  ]
}
