/** The sections [check.<name>]: checks that the INI provides. */

import type { IniFault } from '../../domain/settings/reading'
import { parseDuration } from '../../domain/time/duration'
import { isUuid } from '../../domain/uuid'
import { type CheckPlan, REMINDERS, type Schedule } from '../../domain/watch/check'
import { planFaults, planOf } from '../../domain/watch/check-plan'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { scheduleFaults, zoneFault } from '../../domain/watch/schedule'
import { type IniText, isTooBroken } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import { type Fail, readerOf, shown, switchOf } from './section-reader'

/** `checks` is undefined when one of them is faulty; the faults say why. `soundChecks` are those that have no part in any. */
export function checksOf(
  ini: IniText,
  faults: IniFault[],
): { readonly checks: readonly ProvidedCheck[] | undefined; readonly soundChecks: readonly ProvidedCheck[] } {
  const before = faults.length
  const all = namedSections(ini, 'check').flatMap(named => {
    const check = checkOf(named, faults)
    return check === undefined ? [] : [{ section: named.section, check }]
  })
  const twins = twinsOf(all, faults)
  const touched = new Set(faults.map(({ section }) => section.toLowerCase()))
  const sound = all.filter(({ section }) => !touched.has(section.toLowerCase()) && !twins.has(section))
  return {
    checks: faults.length === before ? Object.freeze(all.map(({ check }) => check)) : undefined,
    soundChecks: Object.freeze(isTooBroken(ini) ? [] : sound.map(({ check }) => check)),
  }
}

interface NamedCheck {
  readonly section: string
  readonly check: ProvidedCheck
}

/** Reports checks that are one and the same by name or id, and returns the sections of them all. */
function twinsOf(all: readonly NamedCheck[], faults: IniFault[]): ReadonlySet<string> {
  const sections = new Map<string, string>()
  const twins = new Set<string>()
  for (const { section, check } of all) {
    const advice = 'give each check one of its own'
    for (const [key, mark] of [
      ['', check.key],
      ['id', check.id],
    ] as const) {
      const first = mark === undefined ? undefined : sections.get(mark)
      if (mark !== undefined) sections.set(mark, section)
      if (first === undefined) continue
      const reason = key === '' ? `has the name of [${first}]` : `is that of [${first}] too`
      faults.push({ section, key, reason: `${reason}; ${advice}` })
      twins.add(first).add(section)
    }
  }
  return twins
}

function checkOf({ section, name, values }: NamedSection, faults: IniFault[]): ProvidedCheck | undefined {
  const before = faults.length
  const reader = readerOf(section, values, faults)
  for (const key of Object.keys(values).filter(key => !KEYS.includes(key)))
    faults.push({ section, key, reason: `is no setting of a check; there are ${KEYS.join(', ')}` })
  // What is not said is not faulty: `planOf` knows what holds then.
  const read: Said = (key, rule) => (values[key] ? reader(key, rule) : undefined)
  const schedule = scheduleOf(read, values, (key, reason) => void faults.push({ section, key, reason }))
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

function scheduleOf(
  read: Said,
  values: Readonly<Record<string, string>>,
  fail: (key: string, reason: string) => undefined,
): Schedule | undefined {
  const [kind, ...more] = KINDS.filter(key => values[key])
  if (kind === undefined) return fail('', 'says not when it is due; give it a period, cron or oncalendar')
  if (more.length > 0) return fail('', `has both ${kind} and ${more[0]}; keep one of them`)
  const zone = values.timezone ? read('timezone', zoneOf) : ''
  if (kind === 'period') {
    const period = read('period', spanOf)
    return period === undefined ? undefined : { kind, period }
  }
  const expression = read(kind, asIs)
  if (expression === undefined) return undefined
  const schedule = { kind, expression, zone: zone ?? '' }
  for (const { reason } of scheduleFaults(schedule)) fail(kind, reason)
  return schedule
}

function zoneOf(value: string, fail: Fail): string | undefined {
  const fault = zoneFault(value)
  return fault === undefined ? value : fail(`${shown(value)} ${fault.reason}`)
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
