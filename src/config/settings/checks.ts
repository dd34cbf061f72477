/** The sections [check.<name>]: checks that the INI provides. */

import type { IniFault } from '../../domain/settings/reading'
import { isCron } from '../../domain/time/cron-fields'
import { parseDuration } from '../../domain/time/duration'
import { onCalendar } from '../../domain/time/on-calendar'
import { isZone } from '../../domain/time/zone'
import { isUuid } from '../../domain/uuid'
import { type CheckPlan, REMINDERS, type Schedule } from '../../domain/watch/check'
import { planFaults, planOf } from '../../domain/watch/check-plan'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { type IniText, type NamedSection, namedSections } from '../ini/ini-text'
import { type Fail, readerOf, shown, switchOf } from './section-reader'

/** Undefined when one of them is faulty; the faults say why. */
export function checksOf(ini: IniText, faults: IniFault[]): readonly ProvidedCheck[] | undefined {
  const before = faults.length
  const sections = new Map<string, string>()
  const checks = namedSections(ini, 'check').flatMap(named => {
    const check = checkOf(named, faults)
    if (check === undefined) return []
    complainIfTwice(sections, named.section, check, faults)
    return [check]
  })
  return faults.length === before ? Object.freeze(checks) : undefined
}

/** @param sections of the checks so far, by what makes each one the check that it is */
function complainIfTwice(
  sections: Map<string, string>,
  section: string,
  { key, id }: ProvidedCheck,
  faults: IniFault[],
): void {
  const same = sections.get(key)
  const sameId = id && sections.get(id)
  const advice = 'give each check one of its own'
  if (same) faults.push({ section, key: '', reason: `has the name of [${same}]; ${advice}` })
  if (sameId) faults.push({ section, key: 'id', reason: `is that of [${sameId}] too; ${advice}` })
  for (const mark of [key, id]) if (mark) sections.set(mark, section)
}

function checkOf({ section, name, values }: NamedSection, faults: IniFault[]): ProvidedCheck | undefined {
  const before = faults.length
  const reader = readerOf(section, values, faults)
  for (const key of Object.keys(values).filter(key => !KEYS.includes(key)))
    faults.push({ section, key, reason: `is no setting of a check; there are ${KEYS.join(', ')}` })
  // What is not said is not faulty: `planOf` knows what holds then.
  const read: Said = (key, rule) => (values[key] ? reader(key, rule) : undefined)
  const schedule = scheduleOf(read, values, reason => void faults.push({ section, key: '', reason }))
  const id = read('id', idOf)
  const said = {
    name: read('name', asIs),
    slug: read('slug', value => value.toLowerCase()),
    tags: read('tags', words),
    description: read('description', asIs),
    grace: read('grace', spanOf),
    longestRun: read('longestrun', spanOf),
    shortestGap: read('shortestgap', spanOf),
    tooFrequentAlarm: read('toofrequentalarm', switchOf),
    failuresBeforeAlert: read('failuresbeforealert', countOf),
    channels: read('channels', words),
    reminders: read('reminders', remindersOf),
    recovery: read('recovery', switchOf),
    quietHours: read('quiethours', asIs),
    passwordHash: read('passwordhash', asIs),
    methods: read('methods', methodsOf),
    schedule,
  }
  if (faults.length > before) return undefined
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
  const plan = planOf({ name, ...(given as Partial<CheckPlan>) })
  for (const { key, reason } of planFaults(plan))
    faults.push({ section, key: key === 'schedule' ? 'period' : key.toLowerCase(), reason })
  return Object.freeze({
    key: name.toLowerCase(),
    ...(id !== undefined && { id }),
    plan: Object.freeze(plan),
  })
}

const KEYS: readonly string[] = [
  'name',
  'slug',
  'tags',
  'description',
  'period',
  'cron',
  'oncalendar',
  'timezone',
  'grace',
  'longestrun',
  'shortestgap',
  'toofrequentalarm',
  'failuresbeforealert',
  'channels',
  'reminders',
  'recovery',
  'quiethours',
  'passwordhash',
  'methods',
  'id',
]

type Said = <T>(key: string, rule: (value: string, fail: Fail) => T | undefined) => T | undefined

const asIs = (value: string) => value

const KINDS = ['period', 'cron', 'oncalendar'] as const

function scheduleOf(read: Said, values: Readonly<Record<string, string>>, fail: Fail): Schedule | undefined {
  const [kind, ...more] = KINDS.filter(key => values[key])
  if (kind === undefined) return fail('says not when it is due; give it a period, cron or oncalendar')
  if (more.length > 0) return fail(`has both ${kind} and ${more[0]}; keep one of them`)
  const zone = values.timezone ? read('timezone', zoneOf) : ''
  if (kind === 'period') {
    const period = read('period', spanOf)
    return period === undefined ? undefined : { kind, period }
  }
  const expression = read(kind, kind === 'cron' ? cronOf : calendarOf)
  return expression === undefined || zone === undefined ? undefined : { kind, expression, zone }
}

function words(value: string): readonly string[] {
  return Object.freeze(value.split(/[\s,]+/).filter(Boolean))
}

function spanOf(value: string, fail: Fail): number | undefined {
  return parseDuration(value) ?? fail(`${shown(value)} is not a span of time such as 90s, 5m, 1h30m or 2d`)
}

function countOf(value: string, fail: Fail): number | undefined {
  return /^\d{1,4}$/.test(value) ? Number(value) : fail(`${shown(value)} is not a number`)
}

function remindersOf(value: string, fail: Fail): CheckPlan['reminders'] | undefined {
  const choice = REMINDERS.find(known => known === value.toLowerCase())
  return choice ?? fail(`${shown(value)} is not one of ${REMINDERS.join(', ')}`)
}

function methodsOf(value: string, fail: Fail): CheckPlan['methods'] | undefined {
  const choice = (['any', 'post'] as const).find(known => known === value.toLowerCase())
  return choice ?? fail(`${shown(value)} is neither any nor post`)
}

function idOf(value: string, fail: Fail): string | undefined {
  const id = value.toLowerCase()
  return isUuid(id) ? id : fail('is not a UUID; leave it empty for one of our own')
}

function zoneOf(value: string, fail: Fail): string | undefined {
  return isZone(value) ? value : fail(`${shown(value)} is not a time zone such as Europe/Berlin or UTC`)
}

function cronOf(value: string, fail: Fail): string | undefined {
  if (isCron(value)) return value
  return fail(
    'is not a cron expression of five fields such as 30 2 * * 1-5 (minute, hour, day, month, weekday)',
  )
}

function calendarOf(value: string, fail: Fail): string | undefined {
  const parsed = onCalendar(value)
  return 'problem' in parsed ? fail(parsed.problem) : value
}
