/** An item of a file of expected events, as a check. */

import { nearMiss } from '../../domain/near-miss'
import { firstCharacters } from '../../domain/shorten'
import { isUuid } from '../../domain/uuid'
import { planFaults, planOf } from '../../domain/watch/check-plan'
import { isName, MOST_CHARACTERS } from '../../domain/watch/event-message'
import { LONGEST_SPAN } from '../../domain/watch/field-types'
import { type CheckPlan, PLAN_FIELDS, type PlanKey } from '../../domain/watch/plan-fields'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { type Schedule, scheduleWords } from '../../domain/watch/schedule'
import { cronOfTimes, type Note } from './expected-times'

/** As many characters as a check's name may have. */
export const LONGEST_NAME = 100

/** The seven fields of an item, and the others that say when it is due. */
const OWN = ['periodicity', 'periods', 'times', 'sender', 'event', 'message_type', 'recurring'] as const
const WHEN = ['cron', 'oncalendar', 'period', 'zone'] as const
/** Options of the check, as the API writes them. */
const OPTIONS = [
  'name',
  'description',
  'tags',
  'grace',
  'early',
  'longestRun',
  'channels',
  'failuresBeforeAlert',
  'reminders',
  'recovery',
  'quietHours',
  'digest',
] as const satisfies readonly PlanKey[]
const KNOWN: readonly string[] = [...OWN, ...WHEN, ...OPTIONS, 'id']

const MET_BY = { SUCCEEDED: 'success', STARTED: 'start' } as const

export interface ExpectedItem {
  readonly check: ProvidedCheck
  readonly hasName: boolean
}

/**
 * The check of an item; undefined where that much of it cannot be read. `note` gets every fault.
 *
 * @param since epoch milliseconds after which a schedule has to come true
 */
export function itemOf(given: unknown, note: Note, since: number): ExpectedItem | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    note('', 'has to be an object such as {"sender": "clientA", "event": "nightly", ...}')
    return undefined
  }
  const item = given as Readonly<Record<string, unknown>>
  for (const key of Object.keys(item).filter(key => !KNOWN.includes(key))) {
    const near = nearMiss(key, KNOWN)
    note(
      `.${key}`,
      near === undefined
        ? `is no field; there are ${KNOWN.join(', ')}`
        : `is no field; did you mean ${near}?`,
    )
  }
  const job = jobOf(item, note)
  const expect = metBy(item, note)
  const once = onceOf(item, note)
  const schedule = scheduleOf(item, note)
  const options = optionsOf(item, note)
  if (item.id !== undefined && !isUuid(String(item.id)))
    note('.id', 'is not a UUID; leave it out for one of our own')
  if (job === undefined || expect === undefined || schedule === undefined) return undefined
  const name = `${job}${expect === 'start' ? ' started' : ''}`
  const plan = planOf({
    ...(schedule.kind !== 'period' && { early: LONGEST_SPAN }),
    awaited: true,
    ...options,
    name: options.name ?? firstCharacters(name, LONGEST_NAME),
    job,
    expect,
    once,
    schedule,
  })
  for (const { key, reason } of planFaults(plan, { origin: 'page', since }))
    note(FIELD_OF[key] ?? `.${key}`, reason)
  return {
    hasName: options.name !== undefined,
    check: {
      key: `${job} ${item.message_type ?? 'SUCCEEDED'} ${scheduleWords(schedule)}`,
      ...(item.id !== undefined && { id: String(item.id).toLowerCase() }),
      plan,
      ...(item.channels === undefined && { byDefault: true }),
    },
  }
}

/** Where a fault of the plan stands in the item. */
const FIELD_OF: Readonly<Record<string, string>> = { schedule: '', job: '.sender' }

function jobOf({ sender, event }: Readonly<Record<string, unknown>>, note: Note): string | undefined {
  let isSound = true
  for (const [key, value] of Object.entries({ sender, event })) {
    const text = typeof value === 'string' ? value : ''
    const reason = nameFault(text) ?? slashFault(key, text)
    if (reason === undefined) continue
    note(`.${key}`, reason)
    isSound = false
  }
  return isSound ? `${sender}/${event}` : undefined
}

/** A message with such a name would be dropped, and the item never be met. */
function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'is missing; give it a text'
  if (name !== name.trim()) return 'begins or ends with a blank'
  return isName(name)
    ? undefined
    : `is no name that a message can have: up to ${MOST_CHARACTERS} visible characters`
}

function slashFault(key: string, name: string): string | undefined {
  return key === 'sender' && name.includes('/') ? 'has a slash, which no sender of a message has' : undefined
}

function metBy({ message_type: type = 'SUCCEEDED' }: Readonly<Record<string, unknown>>, note: Note) {
  const met = Object.entries(MET_BY).find(([known]) => known === type)?.[1]
  if (met === undefined) note('.message_type', `is none of ${Object.keys(MET_BY).join(', ')}`)
  return met
}

function onceOf({ recurring = true }: Readonly<Record<string, unknown>>, note: Note): boolean {
  if (typeof recurring !== 'boolean') note('.recurring', 'has to be true or false')
  return recurring === false
}

function scheduleOf(item: Readonly<Record<string, unknown>>, note: Note): Schedule | undefined {
  const given = ['periodicity', 'cron', 'oncalendar', 'period'].filter(key => item[key] !== undefined)
  const [kind] = given
  if (kind === undefined || given.length > 1) {
    note(
      '',
      kind === undefined
        ? 'has no time; give it periodicity, periods and times, or cron, oncalendar or period'
        : `has both ${given.join(' and ')}; keep one of them`,
    )
    return undefined
  }
  const { zone = '' } = item
  if (typeof zone !== 'string') {
    note('.zone', 'is not a time zone such as Europe/Berlin or UTC')
    return undefined
  }
  if (kind !== 'periodicity')
    for (const key of ['periods', 'times'].filter(key => item[key] !== undefined))
      note(`.${key}`, 'belongs to a periodicity')
  if (kind === 'period') {
    const schedule = PLAN_FIELDS.schedule.type.json?.read({ kind, period: item.period })
    if (schedule === undefined) note('.period', 'has to be seconds, or text such as "1h30m"')
    return schedule
  }
  const expression = kind === 'periodicity' ? cronOfTimes(item, note) : item[kind]
  if (kind !== 'periodicity' && typeof expression !== 'string') note(`.${kind}`, 'has to be a text')
  if (typeof expression !== 'string') return undefined
  return { kind: kind === 'oncalendar' ? kind : 'cron', expression, zone }
}

function optionsOf(item: Readonly<Record<string, unknown>>, note: Note): Partial<CheckPlan> {
  const options: Record<string, unknown> = {}
  for (const key of OPTIONS) {
    if (item[key] === undefined) continue
    const { json } = PLAN_FIELDS[key].type
    // A list of one channel may be a text.
    const value: unknown = json?.read(
      key === 'channels' && typeof item[key] === 'string' ? [item[key]] : item[key],
    )
    if (value === undefined) note(`.${key}`, json?.misread ?? '')
    else options[key] = value
  }
  return options
}
