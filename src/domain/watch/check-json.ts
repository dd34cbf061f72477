/** A check as the JSON API writes it. Spans are seconds, moments ISO 8601. Pure. */

import { ORIGINS, slugForReaders } from './check'
import { alertsNobody } from './check-list'
import type { Flip } from './flip'
import type { CheckPlan } from './plan-fields'
import { PLAN_ROWS } from './plan-fields'
import type { Watched } from './ports'
import type { ResponseTimes } from './response-times'
import { COUNT, FLAG, list, MOMENT, object, type Schema, SECONDS, TEXT } from './schema'
import type { KeptSignal } from './signal'
import { STATUSES } from './status'

const SIGNAL_KINDS = ['success', 'fail', 'start', 'log'] as const

/** The names of a check: its id, which is the secret of its check-ins, or the public one alone. */
export interface Names {
  readonly id?: string
  readonly publicId: string
}

/** The window of maintenance that a check is in; epoch milliseconds. */
export interface Maintenance {
  readonly window: string
  readonly until: number
}

/**
 * @param existing names of all channels; undefined where nobody knows them
 * @param notLooking the sentence for a check whose probe nobody runs
 */
export function checkJson(
  watched: Watched,
  names: Names,
  existing?: readonly string[],
  maintenance?: Maintenance,
  notLooking?: string,
) {
  const { check } = watched
  const slug = names.id === undefined ? slugForReaders(check, names.publicId) : check.slug
  return Object.assign(
    planJson({ ...check, slug }),
    stateJson(watched, names, existing, maintenance, notLooking),
  )
}

export function planJson(plan: CheckPlan): Record<string, unknown> {
  // Filled field by field: there may be 100,000 checks, and a list of pairs takes three times as long.
  const json: Record<string, unknown> = {}
  for (const [key, { type }] of PLAN_ROWS) {
    const value = plan[key]
    if (value !== undefined && type.json !== undefined) json[key] = type.json.write(value)
  }
  return json
}

/** All but the plan. */
function stateJson(
  watched: Watched,
  { id, publicId }: Names,
  existing: readonly string[] | undefined,
  maintenance: Maintenance | undefined,
  notLooking: string | undefined,
) {
  const { check, state } = watched
  return {
    ...(id !== undefined && { id, checkIn: `/ping/${id}` }),
    publicId,
    badge: `/badge/${publicId}.svg`,
    ...(existing !== undefined && { alertsNobody: alertsNobody(watched, existing) }),
    hasPassword: check.passwordHash !== undefined,
    origin: check.origin,
    adopted: check.waits === undefined,
    createdAt: moment(check.createdAt),
    status: state.status,
    ...(notLooking !== undefined && { notLooking }),
    since: moment(state.since),
    lastSignalAt: moment(state.lastSignalAt),
    lastSignalKind: state.lastSignalKind ?? null,
    lastSuccessAt: moment(state.lastSuccessAt),
    lastDuration: state.lastDuration === undefined ? null : state.lastDuration / 1000,
    phases:
      state.phases === undefined
        ? null
        : Object.fromEntries(Object.entries(state.phases).map(([name, ms]) => [name, ms / 1000])),
    warning: state.warning ?? null,
    progress: state.progress?.percent ?? null,
    unseenSince: moment(state.unseen?.since),
    unseenWhy: state.unseen?.why ?? null,
    due: moment(state.due),
    silenced: state.silenced === 'recovery' ? state.silenced : moment(state.silenced),
    acknowledged:
      state.acknowledged === undefined
        ? null
        : { by: state.acknowledged.by, at: moment(state.acknowledged.at) },
    maintenance:
      maintenance === undefined ? null : { window: maintenance.window, until: moment(maintenance.until) },
    consecutiveFailures: state.consecutiveFailures,
    tooFrequent: state.tooFrequent,
    signals: state.signals,
    flips: state.flips,
  }
}

/** The fields beside the plan. A program may send them back; they change nothing. */
export const STATE_SCHEMAS: Readonly<Record<keyof ReturnType<typeof stateJson>, Schema>> = {
  id: { ...TEXT, format: 'uuid', description: 'the secret of its check-ins; for a full key only' },
  checkIn: { ...TEXT, description: 'the path of its check-ins; for a full key only' },
  publicId: TEXT,
  badge: { ...TEXT, description: 'the path of its badge' },
  alertsNobody: { ...FLAG, description: 'whether it has no channel, or none that exists' },
  hasPassword: FLAG,
  origin: { enum: ORIGINS },
  adopted: {
    ...FLAG,
    description: 'false: it was made without a log-in, and alerts nobody until true is sent here',
  },
  createdAt: MOMENT,
  status: { enum: STATUSES },
  notLooking: {
    ...TEXT,
    description: 'of one check: why nobody runs its probe; its status is then that of the last look',
  },
  since: MOMENT,
  lastSignalAt: MOMENT,
  lastSignalKind: { enum: [...SIGNAL_KINDS, null] },
  lastSuccessAt: MOMENT,
  lastDuration: { type: ['number', 'null'], description: 'seconds' },
  phases: {
    type: ['object', 'null'],
    additionalProperties: SECONDS,
    description: "of the last answer of a check's probe: seconds from its start to the end of each",
  },
  warning: { type: ['string', 'null'], description: "of the last success of a check's probe" },
  progress: { type: ['number', 'null'], description: 'percent of its run that is done' },
  unseenSince: { ...MOMENT, description: 'since when the probe could not look' },
  unseenWhy: { type: ['string', 'null'] },
  due: MOMENT,
  silenced: { type: ['string', 'null'], description: '"recovery" or a moment' },
  acknowledged: {
    ...object({ by: TEXT, at: MOMENT }),
    type: ['object', 'null'],
    description: 'who takes care of its trouble, and since when',
  },
  maintenance: {
    ...object({ window: TEXT, until: MOMENT }),
    type: ['object', 'null'],
    description: 'the window that holds its alerts back now',
  },
  consecutiveFailures: COUNT,
  tooFrequent: COUNT,
  signals: COUNT,
  flips: COUNT,
}

export function signalJson({ at, duration, ...signal }: KeptSignal) {
  return { ...signal, at: moment(at), ...(duration !== undefined && { duration: duration / 1000 }) }
}

export function flipJson({ seq, from, to, reason, at, due }: Flip) {
  return { seq, from, to, reason, at: moment(at), due: moment(due) }
}

export const SIGNAL_SCHEMA: Schema = object(
  {
    n: { ...COUNT, description: "counts the check's signals from 1" },
    kind: { enum: SIGNAL_KINDS },
    at: MOMENT,
    duration: { ...SECONDS, description: 'seconds from its start, or as its sender measured' },
    bodySize: { ...COUNT, description: 'bytes of its body' },
    detail: {
      ...object({ exitCode: COUNT, rid: TEXT, from: TEXT, agent: TEXT, method: TEXT, via: TEXT }),
      description: 'what is known of the check-in',
    },
  },
  ['n', 'kind', 'at', 'bodySize', 'detail'],
)

export function timesJson({ minutes, hours }: ResponseTimes) {
  const seconds = (ms: number) => ms / 1000
  return {
    minutes: minutes.map(({ at, took }) => ({ at: moment(at), took: seconds(took) })),
    hours: hours.map(({ at, min, median, max }) => ({
      at: moment(at),
      min: seconds(min),
      median: seconds(median),
      max: seconds(max),
    })),
  }
}

export const TIMES_SCHEMA: Schema = object(
  {
    minutes: {
      ...list(object({ at: MOMENT, took: SECONDS }, ['at', 'took'])),
      description: 'of the last 24 hours, the oldest first; minutes without a response are left out',
    },
    hours: {
      ...list(
        object({ at: MOMENT, min: SECONDS, median: SECONDS, max: SECONDS }, ['at', 'min', 'median', 'max']),
      ),
      description: 'of the last 30 days, the oldest first; the hour that is not over is none of them',
    },
  },
  ['minutes', 'hours'],
)

export function moment(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString()
}
