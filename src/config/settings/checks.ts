/** The sections [check.<name>]: checks that the INI provides. */

import type { IniFault } from '../../domain/settings/reading'
import { isCron } from '../../domain/time/cron-fields'
import { onCalendar } from '../../domain/time/on-calendar'
import { isZone } from '../../domain/time/zone'
import { isUuid } from '../../domain/uuid'
import { planFaults, planOf, unknownOption } from '../../domain/watch/check-plan'
import type { TextForm } from '../../domain/watch/field-types'
import { iniKeysOf, PLAN_ROWS } from '../../domain/watch/plan-fields'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { SCHEDULE_KINDS, type Schedule } from '../../domain/watch/schedule'
import { PERIOD } from '../../domain/watch/schedule-field'
import type { IniText } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import { type Fail, type Read, readerOf, shown } from './section-reader'

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
  const read = readerOf(section, values, faults)
  const unknown = Object.keys(values).filter(key => !KEYS.includes(key))
  for (const key of unknown) faults.push({ section, key, reason: unknownOption(KEYS) })
  const schedule = scheduleOf(read, values, reason => void faults.push({ section, key: '', reason }))
  const id = values.id ? read('id', idOf) : undefined
  const given = PLAN_ROWS.flatMap(([option, { type }]) => {
    const key = option.toLowerCase()
    // An empty key is no fault: `planOf` fills it in.
    return type.text && values[key] ? [[option, read(key, rule(type.text))] as const] : []
  })
  if (faults.length > before || schedule === undefined) return undefined
  const plan = planOf({ name, ...Object.fromEntries(given), schedule })
  for (const { key, reason } of planFaults(plan))
    faults.push({ section, key: iniKeysOf(key)[0] ?? '', reason })
  return Object.freeze({
    key: name.toLowerCase(),
    ...(id !== undefined && { id }),
    plan: Object.freeze(plan),
  })
}

/** The keys of a section, in the order of the table. */
const KEYS: readonly string[] = [...PLAN_ROWS.flatMap(([option]) => iniKeysOf(option)), 'id']

function rule<T>({ parse, misread }: TextForm<T>): (value: string, fail: Fail) => T | undefined {
  return (value, fail) => {
    const parsed = parse(value)
    return parsed === undefined ? fail(`${shown(value)} ${misread?.ini}`) : Object.freeze(parsed)
  }
}

function scheduleOf(read: Read, values: Readonly<Record<string, string>>, fail: Fail): Schedule | undefined {
  const [kind, ...more] = SCHEDULE_KINDS.filter(key => values[key])
  if (kind === undefined) return fail('says not when it is due; give it a period, cron or oncalendar')
  if (more.length > 0) return fail(`has both ${kind} and ${more[0]}; keep one of them`)
  const zone = values.timezone ? read('timezone', zoneOf) : ''
  if (kind === 'period') {
    const period = read('period', rule(PERIOD.text))
    return period === undefined ? undefined : { kind, period }
  }
  const expression = read(kind, kind === 'cron' ? cronOf : calendarOf)
  return expression === undefined || zone === undefined ? undefined : { kind, expression, zone }
}

function idOf(value: string, fail: Fail): string | undefined {
  return isUuid(value) ? value.toLowerCase() : fail('is not a UUID; leave it empty for one of our own')
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
