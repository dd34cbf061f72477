/** The part of a check's form that is about its probe: the texts of its fields, and what they mean. */

import type { SettingField } from '../../domain/field'
import { mark } from '../../domain/language/text'
import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import type { Every, Probe } from '../../domain/probes/probe'
import { isProbeKind, PROBE_KINDS, type ProbeKind, UNKNOWN_PROBE_KIND } from '../../domain/probes/probe-kinds'
import { formatDuration, parseShortDuration } from '../../domain/time/duration'
import type { PlanFault } from '../../domain/watch/check-plan'
import { parseEvery, USUAL_EVERY, usualEvery } from '../../domain/watch/probe-field'
import { DROP, isHidden, keptSecrets, SET, shownSettings, typedSettings } from '../pages/setting-fields'

type Texts = Readonly<Record<string, string>>

/** The fields that every kind has; `settingsOf` names the kind whose settings the form shows. */
export const PROBE_FIELDS = [
  'feed',
  'probe',
  'settingsOf',
  'target',
  'every',
  'timeout',
  'blindAfter',
] as const

/** The kinds that the page may make, by their labels. */
export const OFFERED_KINDS = (Object.entries(PROBE_KINDS) as [ProbeKind, KindOfProbe][])
  .filter(([, { onPage }]) => onPage)
  .map(([kind, { label, hint }]) => ({ kind, label, hint }))

export const TIME_FIELDS = [
  [
    'every',
    mark('How often'),
    mark('A span such as 30s or 5m; or minute, hour, day or noon, by the appliance’s clock.'),
  ],
  ['timeout', mark('Time limit'), mark('Of one look, such as 5s; empty: as usual for the kind.')],
  [
    'blindAfter',
    mark('Blind after'),
    mark('Without an answer for so long, it is told that it cannot look; empty: after three looks.'),
  ],
] as const

const FIRST_KIND: ProbeKind = 'http'

export const isProbed = ({ feed }: Texts) => feed === 'probe'
export const isProbeField = (name: string) => name.startsWith(SET) || name.startsWith(DROP)

/** The kind that is chosen; the first one where the form has none that there is. */
export function kindOfForm({ probe = '' }: Texts): ProbeKind {
  return isProbeKind(probe) ? probe : FIRST_KIND
}

/** A setting that names a file is for the INI alone. */
export function formFields(kind: ProbeKind): readonly SettingField[] {
  const { fields }: KindOfProbe = PROBE_KINDS[kind]
  return fields.filter(({ type }) => type !== 'file')
}

/** The fields of the form with the probe; no secret is among them. */
export function probeTexts(probe: Probe | undefined): Texts {
  if (probe === undefined)
    return {
      feed: 'checkins',
      probe: FIRST_KIND,
      settingsOf: FIRST_KIND,
      target: '',
      every: everyText(USUAL_EVERY),
      timeout: '',
      blindAfter: '',
    }
  const { kind, target, every, timeout, blindAfter, settings } = probe
  const shown = shownSettings(formFields(kind), settings)
  return {
    feed: 'probe',
    probe: kind,
    settingsOf: kind,
    target,
    every: everyText(every),
    timeout: timeout === undefined ? '' : spanText(timeout),
    blindAfter: blindAfter === undefined ? '' : spanText(blindAfter),
    ...Object.fromEntries(Object.entries(shown).map(([key, value]) => [SET + key, value])),
  }
}

const everyText = (every: Every) => (typeof every === 'number' ? spanText(every) : every)
const spanText = (ms: number) => (ms % 1_000 === 0 ? formatDuration(ms) : `${ms}ms`)

/** After another kind was chosen, an interval that nobody chose becomes that kind's own. */
export function withUsualEvery(fields: Texts): Texts {
  const { probe: kind = '', settingsOf = kind, every } = fields
  const isUntouched = settingsOf !== kind && every === everyText(usualEvery(settingsOf))
  return isUntouched ? { ...fields, every: everyText(usualEvery(kind)) } : fields
}

/** The probe that was typed; a secret whose field is empty is that of the saved probe, where it has the same kind. */
export function typedProbe(
  typed: Texts,
  saved: Probe | undefined,
): { readonly probe?: Probe; readonly faults: readonly PlanFault[] } {
  const fields = withUsualEvery(typed)
  const { probe: kind = '', target = '', settingsOf = kind } = fields
  if (!isProbeKind(kind)) return { faults: [{ key: 'probe', setting: 'kind', reason: UNKNOWN_PROBE_KIND }] }
  const faults: PlanFault[] = []
  function read<T>(name: string, parse: (text: string) => T | undefined, reason: string): T | undefined {
    const text = fields[name]?.trim() ?? ''
    const value = text === '' ? undefined : parse(text)
    if (text !== '' && value === undefined) faults.push({ key: 'probe', setting: name.toLowerCase(), reason })
    return value
  }
  const every = read('every', parseEvery, 'is neither a span such as 30s or 5m nor minute, hour, day or noon')
  const timeout = read('timeout', parseShortDuration, 'is no span of time such as 5s or 500ms')
  const blindAfter = read('blindAfter', parseShortDuration, 'is no span of time such as 5m or 1h')
  const of = (name: string) => (settingsOf === kind || !isProbeField(name) ? (fields[name] ?? '') : '')
  const { settings } = typedSettings(of, formFields(kind), {
    earlier: {},
    saved: saved?.kind === kind ? saved.settings : {},
  })
  return {
    probe: {
      kind,
      target: hasTarget(kind) ? target.trim() : '',
      every: every ?? usualEvery(kind),
      ...(timeout !== undefined && { timeout }),
      ...(blindAfter !== undefined && { blindAfter }),
      settings: { ...settings, ...unknownSettings(fields, kind, settingsOf) },
    },
    faults,
  }
}

export function hasTarget(kind: ProbeKind): boolean {
  const { target }: KindOfProbe = PROBE_KINDS[kind]
  return target !== undefined
}

/** Settings that the kind does not have, for `probeFaults` to refuse; those of a kind that was left count no more. */
function unknownSettings(fields: Texts, kind: ProbeKind, settingsOf: string): Texts {
  if (settingsOf !== kind) return {}
  const known = formFields(kind).map(({ key }) => SET + key)
  const unknown = Object.keys(fields).filter(
    name => name.startsWith(SET) && !known.includes(name) && fields[name] !== '',
  )
  return Object.fromEntries(unknown.map(name => [name.slice(SET.length), fields[name] ?? '']))
}

/** The secrets that were typed and are not saved, by their fields; those in `faulty` are not worth keeping. */
export function typedSecrets(fields: Texts, faulty: readonly string[] = []): Texts {
  const hidden = formFields(kindOfForm(fields)).filter(isHidden)
  const typed = hidden.filter(({ key }) => fields[SET + key] && !faulty.includes(SET + key))
  return Object.fromEntries(typed.map(({ key }) => [SET + key, fields[SET + key] ?? '']))
}

/** The keys of the secrets that the form keeps, saved or typed. */
export function keptOf(
  fields: Texts,
  saved: Probe | undefined,
  faulty: readonly string[],
): readonly string[] {
  const kind = kindOfForm(fields)
  const before = saved?.kind === kind ? keptSecrets(formFields(kind), saved.settings) : []
  const typed = Object.keys(typedSecrets(fields, faulty)).map(name => name.slice(SET.length))
  return [...new Set([...before, ...typed])]
}

/** The field of the form where a fault of the probe stands. */
export function fieldOfFault({ setting = 'probe' }: PlanFault, kind: ProbeKind): string {
  if (setting === 'kind') return 'probe'
  if (setting === 'probe') return hasTarget(kind) ? 'target' : 'probe'
  const time = TIME_FIELDS.find(([name]) => name.toLowerCase() === setting)
  return time === undefined ? SET + setting : time[0]
}
