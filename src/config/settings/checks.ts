/** The sections [check.<name>]: checks that the INI provides. */

import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import type { Probe } from '../../domain/probes/probe'
import { PROBE_KINDS } from '../../domain/probes/probe-kinds'
import type { IniFault } from '../../domain/settings/reading'
import { isUuid } from '../../domain/uuid'
import { planFaults, planOf, slugOf, unknownOption } from '../../domain/watch/check-plan'
import type { TextForm } from '../../domain/watch/field-type'
import { type CheckPlan, iniKeysOf, NO_CHANNEL, PLAN_ROWS } from '../../domain/watch/plan-fields'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { SCHEDULE_KINDS, type Schedule, scheduleFaults, zoneFault } from '../../domain/watch/schedule'
import { PERIOD } from '../../domain/watch/schedule-field'
import { type IniText, isTooBroken } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import { probeSettingKeys, probesOf } from './probes'
import { type Fail, type Read, readerOf, shown } from './section-reader'

/** With the targets of probes. An INI is read as a whole, and the web app serves nobody meanwhile. */
const MOST_CHECKS = 2_000
const TOO_MANY_CHECKS = `goes beyond the ${MOST_CHECKS} checks that an INI may make; make the others on the page or by the API`
const MOST_TARGETS = 1_000
/** Without it a comma alone would mean that nobody is alerted. */
const NO_WORD = 'has a comma and no word; leave it empty, or write one'

/** A section that makes a check. */
export interface CheckSection extends NamedSection {
  /** Of the provided check; absent: the name in small letters. */
  readonly key?: string
  /** Where it is not a [check.NAME]: its own keys, by those of a check. */
  readonly ownKeys?: Readonly<Record<string, string>>
}

/**
 * `others` are further sections that make checks. `checks` is undefined when one of them is faulty; `soundChecks` are those that have
 * no part in any fault.
 */
export function checksOf(
  ini: IniText,
  faults: IniFault[],
  writtenAt: number,
  others: readonly CheckSection[],
): { readonly checks: readonly ProvidedCheck[] | undefined; readonly soundChecks: readonly ProvidedCheck[] } {
  const before = faults.length
  const all: NamedCheck[] = []
  for (const named of [...namedSections(ini, 'check'), ...others]) {
    for (const check of providedBy(named, faults, writtenAt)) all.push({ section: named.section, check })
    if (all.length <= MOST_CHECKS) continue
    faults.push({ section: named.section, key: '', reason: TOO_MANY_CHECKS })
    break
  }
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
  const advice = 'give each check one of its own'
  for (const { section, check } of all) {
    for (const [key, mark] of [
      ['', check.key],
      ['id', check.id],
    ] as const) {
      if (mark === undefined) continue
      const first = sections.get(mark)
      sections.set(mark, section)
      if (first === undefined) continue
      const reason = key === '' ? `has the name of [${first}]` : `is that of [${first}] too`
      faults.push({ section, key, reason: `${reason}; ${advice}` })
      twins.add(first).add(section)
    }
  }
  return twins
}

/** The section's check, or with a probe's `targets` one for each of them. Empty where the section has a fault. */
function providedBy(named: CheckSection, faults: IniFault[], writtenAt: number): readonly ProvidedCheck[] {
  const found: IniFault[] = []
  const checks = checksIn(named, found, writtenAt)
  const { ownKeys = {} } = named
  faults.push(...found.map(fault => ({ ...fault, key: ownKeys[fault.key] ?? fault.key })))
  return checks
}

function checksIn(
  { section, name, values, key: ownKey = name }: CheckSection,
  faults: IniFault[],
  writtenAt: number,
): readonly ProvidedCheck[] {
  const before = faults.length
  const read = readerOf(section, values, faults)
  const ofProbe = probeSettingKeys(values)
  const keys = [...new Set([...KEYS, ...ofProbe])]
  const unknown = Object.keys(values).filter(key => !keys.includes(key))
  for (const key of unknown) faults.push({ section, key, reason: unknownOption(keys) })
  const fail = (key: string, reason: string) => void faults.push({ section, key, reason })
  const probes = probesOf(section, values, faults)
  const schedule = probes === undefined ? scheduleOf(read, values, fail) : noSchedule(values, fail)
  const id = values.id ? read('id', idOf) : undefined
  const given = PLAN_ROWS.flatMap(([option, { type }]) => {
    const key = option.toLowerCase()
    // Some kinds of probes have a setting of the same name.
    if (ofProbe.includes(key)) return []
    // An empty key is no fault: `planOf` fills it in.
    return type.text && values[key] ? [{ option, key, type, value: read(key, rule(type.text)) }] : []
  })
  for (const { key, value } of given) if (Array.isArray(value) && value.length === 0) fail(key, NO_WORD)
  if ((probes?.length ?? 0) > MOST_TARGETS)
    fail('targets', `names more than ${MOST_TARGETS} targets; divide them among several checks`)
  if (faults.length > before) {
    // Values that could be read are judged all the same: every fault at once.
    if (schedule) for (const { reason } of scheduleFaults(schedule, writtenAt)) fail(schedule.kind, reason)
    for (const { key, type, value } of given)
      for (const rule of value === undefined ? [] : type.rules) if (!rule.holds(value)) fail(key, rule.reason)
    return []
  }
  const noChannels = values.channels?.toLowerCase() === NO_CHANNEL && { channels: [] }
  const options: Partial<CheckPlan> & { readonly name: string } = {
    name,
    ...Object.fromEntries(given.map(({ option, value }) => [option, value])),
    ...noChannels,
    ...(schedule && { schedule }),
  }
  if (id !== undefined && (probes?.length ?? 1) > 1)
    fail('id', 'is for one check, and there is one for each of the targets; remove the line')
  const checks = (probes ?? [undefined]).map(named => {
    const of = (text: string) => (named?.target ? `${text}/${named.target}` : text)
    const plan = planOf({
      ...options,
      name: of(options.name),
      ...(named && { probe: withSection(named.probe, of(name).toLowerCase()) }),
      ...(named?.target && options.slug && { slug: slugOf(of(options.slug)) }),
    })
    for (const { key, reason } of planFaults(plan, { origin: 'ini', since: writtenAt }))
      fail(key === 'schedule' ? plan.schedule.kind : (iniKeysOf(key)[0] ?? key), reason)
    return Object.freeze<ProvidedCheck>({
      key: of(ownKey).toLowerCase(),
      ...(id !== undefined && { id }),
      plan: Object.freeze(plan),
      ...(!values.channels && { byDefault: true }),
    })
  })
  return faults.length > before ? [] : checks
}

/** Parts of looks have ids that come from the section. */
function withSection(probe: Probe, section: string): Probe {
  const { hasParts }: KindOfProbe = PROBE_KINDS[probe.kind]
  return hasParts ? Object.freeze({ ...probe, section }) : probe
}

/** A probe decides by itself when it looks. */
function noSchedule(
  values: Readonly<Record<string, string>>,
  fail: (key: string, reason: string) => void,
): undefined {
  const own = probeSettingKeys(values)
  for (const key of [...SCHEDULE_KINDS, 'grace', 'timezone'].filter(key => values[key] && !own.includes(key)))
    fail(key, 'has no place beside a probe, which looks as often as "every" says; remove the line')
}

/** The keys of a section, in the order of the table. */
const KEYS: readonly string[] = [...PLAN_ROWS.flatMap(([option]) => iniKeysOf(option)), 'id']

function rule<T>({ parse, misread }: TextForm<T>): (value: string, fail: Fail) => T | undefined {
  return (value, fail) => {
    const parsed = parse(value)
    return parsed === undefined ? fail(`${shown(value)} ${misread?.ini}`) : Object.freeze(parsed)
  }
}

/** The schedule, its expression not yet judged. A zone that does not exist is reported, and counts as the machine's. */
function scheduleOf(
  read: Read,
  values: Readonly<Record<string, string>>,
  fail: (key: string, reason: string) => undefined,
): Schedule | undefined {
  const [kind, ...more] = SCHEDULE_KINDS.filter(key => values[key])
  if (kind === undefined) return fail('', 'has no schedule; give it a period, cron or oncalendar')
  if (more.length > 0) return fail('', `has both ${kind} and ${more[0]}; keep one of them`)
  const zone = values.timezone ? read('timezone', zoneOf) : ''
  if (kind === 'period') {
    const period = read('period', rule(PERIOD.text))
    return period === undefined ? undefined : { kind, period }
  }
  const expression = read(kind, value => value)
  if (expression === undefined) return undefined
  return { kind, expression, zone: zone ?? '' }
}

function zoneOf(value: string, fail: Fail): string | undefined {
  const fault = zoneFault(value)
  return fault === undefined ? value : fail(`${shown(value)} ${fault.reason}`)
}

function idOf(value: string, fail: Fail): string | undefined {
  return isUuid(value) ? value.toLowerCase() : fail('is not a UUID; leave it empty for one of our own')
}
