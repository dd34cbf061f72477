/** The probe as an option of a check: an object as JSON, several keys as text. Pure. */

import type { FieldOrigin } from '../field'
import type { KindOfProbe } from '../probes/kind-of-probe'
import { CLOCK_MOMENTS, type ClockMoment, type Every, type Probe, probeFaults } from '../probes/probe'
import { isProbeKind, PROBE_KINDS } from '../probes/probe-kinds'
import { parseDuration } from '../time/duration'
import type { FieldType } from './field-type'
import { MISREAD_SPAN, spanFromJson } from './field-types'
import { object, SPAN, TEXT } from './schema'

/** The keys of the INI that every kind has; those of its own come beside them. */
export const PROBE_KEYS = ['probe', 'every', 'timeout', 'blindafter', 'targets'] as const

/** The time between two looks where none is set, milliseconds. */
export const USUAL_EVERY = 60_000

/** The same of a kind. */
export function usualEvery(kind: string): number {
  const { every }: Partial<KindOfProbe> = isProbeKind(kind) ? PROBE_KINDS[kind] : {}
  return every ?? USUAL_EVERY
}

/** `1m`, or a moment of the clock; undefined for other text. */
export function parseEvery(text: string): Every | undefined {
  return clockMoment(text.toLowerCase()) ?? parseDuration(text)
}

const clockMoment = (text: unknown): ClockMoment | undefined => CLOCK_MOMENTS.find(moment => moment === text)

export const PROBE_SCHEMA = object(
  {
    kind: { enum: Object.keys(PROBE_KINDS) },
    target: TEXT,
    every: { ...SPAN, description: 'seconds, text such as "1m", or minute, hour, day or noon' },
    timeout: SPAN,
    blindAfter: SPAN,
    settings: {
      type: 'object',
      additionalProperties: TEXT,
      description: "by the kind's keys; secrets are left out",
    },
  },
  ['kind'],
)

/** `probeFaults` judges the kind, its target and its settings. */
export const PROBE: Pick<FieldType<Probe>, 'json' | 'rules'> = {
  json: {
    read,
    write: ({ kind, target, every, timeout, blindAfter, settings }) => ({
      kind,
      target,
      every: typeof every === 'number' ? every / 1000 : every,
      ...(timeout !== undefined && { timeout: timeout / 1000 }),
      ...(blindAfter !== undefined && { blindAfter: blindAfter / 1000 }),
      settings: withoutSecrets(kind, settings),
    }),
    misread: `has to be {"kind": ..., "target": ..., "every": ..., "settings": {...}}, whose spans are ${MISREAD_SPAN.replace('has to be ', '')}`,
    schema: PROBE_SCHEMA,
  },
  rules: [],
}

function withoutSecrets(kind: Probe['kind'], settings: Probe['settings']): Probe['settings'] {
  const { fields }: KindOfProbe = PROBE_KINDS[kind]
  const secret = new Set(fields.filter(field => field.secret).map(({ key }) => key))
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !secret.has(key)))
}

function read(value: unknown): Probe | undefined {
  const {
    kind,
    target = '',
    every: asked = usualEvery(String(kind)) / 1000,
    timeout,
    blindAfter,
    settings = {},
    ...rest
  } = Object(value)
  const every = clockMoment(asked) ?? spanFromJson(asked)
  const [limit, blind] = [timeout, blindAfter].map(spanFromJson)
  const isRead =
    Object.keys(rest).length === 0 &&
    typeof kind === 'string' &&
    isProbeKind(kind) &&
    typeof target === 'string' &&
    every !== undefined &&
    (limit === undefined) === (timeout === undefined) &&
    (blind === undefined) === (blindAfter === undefined) &&
    isTexts(settings)
  if (!isRead) return undefined
  return {
    kind,
    target,
    every,
    ...(limit !== undefined && { timeout: limit }),
    ...(blind !== undefined && { blindAfter: blind }),
    settings,
  }
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(text => typeof text === 'string')
  )
}

/**
 * The probe with the secrets of the one before it, which the API leaves out of what it returns, unless others are given.
 * Another kind or target gets none of them: they would be sent to somebody else.
 */
export function withKeptSecrets(probe: Probe, before: Probe | undefined): Probe {
  if (before?.kind !== probe.kind || before.target !== probe.target) return probe
  const { fields }: KindOfProbe = PROBE_KINDS[probe.kind]
  const kept = fields.flatMap(({ key, secret }) => {
    const value = secret ? before.settings[key] : undefined
    return value === undefined ? [] : [[key, value] as const]
  })
  return { ...probe, settings: { ...Object.fromEntries(kept), ...probe.settings } }
}

/** Whether a secret of the probe before would be sent to another target. */
export function sendsSecretElsewhere(probe: Probe, before: Probe | undefined): boolean {
  if (before?.kind !== probe.kind || before.target === probe.target) return false
  const { fields }: KindOfProbe = PROBE_KINDS[probe.kind]
  return fields.some(({ key, secret }) => {
    const kept = secret ? before.settings[key] : undefined
    return kept !== undefined && kept === probe.settings[key]
  })
}

/** Every fault at once, with the setting that it is about. */
export function faultsOfProbe(probe: Probe, origin: FieldOrigin) {
  return probeFaults(probe, origin).map(({ key, reason }) => ({ setting: key, reason }))
}
