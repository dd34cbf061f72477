/** The probe in a section [check.<name>]: what the check looks at by itself. */

import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import { type Every, type Probe, probeFaults } from '../../domain/probes/probe'
import { isProbeKind, PROBE_KINDS, UNKNOWN_PROBE_KIND } from '../../domain/probes/probe-kinds'
import type { IniFault } from '../../domain/settings/reading'
import { parseDuration } from '../../domain/time/duration'
import { parseEvery, usualEvery } from '../../domain/watch/probe-field'
import { type Fail, readerOf, shown } from './section-reader'

/** Keys that mean something only beside a probe. */
const BESIDE = ['every', 'timeout', 'blindafter', 'targets'] as const

/** With `targets`, a probe for each of them; `target` names it, and is empty without them. */
export interface NamedProbe {
  readonly target: string
  readonly probe: Probe
}

/** The keys of the kind's own settings; none where there is no probe, or of an unknown kind. */
export function probeSettingKeys(values: Readonly<Record<string, string>>): readonly string[] {
  const kind = kindOf(values.probe ?? '')
  if (!isProbeKind(kind)) return []
  const { fields }: KindOfProbe = PROBE_KINDS[kind]
  return fields.map(({ key }) => key)
}

/** Undefined where the section has no probe. An empty list: it has one with faults, which are noted. */
export function probesOf(
  section: string,
  values: Readonly<Record<string, string>>,
  faults: IniFault[],
): readonly NamedProbe[] | undefined {
  const fail = (key: string, reason: string) => void faults.push({ section, key, reason })
  if (!values.probe) {
    for (const key of BESIDE.filter(key => values[key]))
      fail(key, 'belongs to a probe; name one by probe = KIND TARGET, or remove the line')
    return undefined
  }
  const before = faults.length
  const read = readerOf(section, values, faults)
  const text = read('probe', value => value) ?? ''
  const every = read('every', everyOf, usualEvery(kindOf(text)))
  const [timeout, blindAfter] = ['timeout', 'blindafter'].map(key =>
    values[key] ? read(key, spanOf) : undefined,
  )
  const targets = values.targets
    ? read('targets', value => value.split(',').map(one => one.trim()))
    : undefined
  const kind = kindOf(text)
  if (!isProbeKind(kind)) fail('probe', UNKNOWN_PROBE_KIND)
  const keys = probeSettingKeys(values)
  const settings = Object.fromEntries(
    keys.flatMap(key => {
      const value = values[key] ? read(key, value => value) : undefined
      return value === undefined ? [] : [[key, value] as const]
    }),
  )
  const written = text.slice(kind.length).trim()
  if (faults.length > before || every === undefined || !isProbeKind(kind)) {
    // Values that could be read are judged all the same: every fault at once.
    if (isProbeKind(kind) && !values.targets) {
      const misread = faults.slice(before).map(({ key }) => key)
      const readable = { kind, target: written, every: usualEvery(kind), settings }
      for (const { key, reason } of probeFaults(readable, 'ini'))
        if (key !== 'every' && !misread.includes(key)) fail(key, reason)
    }
    return []
  }
  if (targets !== undefined && written !== '')
    fail('targets', 'stands beside a target in probe; keep one of them')
  if (targets?.includes(''))
    fail('targets', 'has nothing between two commas, or at an end; remove that comma')
  // Checks of one section differ in their targets, in small letters.
  if (new Set(targets?.map(target => target.toLowerCase())).size < (targets?.length ?? 0))
    fail('targets', 'names a target twice')
  const probes = (targets?.filter(target => target !== '') ?? ['']).map(target => ({
    target,
    probe: Object.freeze<Probe>({
      kind,
      target: target || written,
      every,
      ...(timeout !== undefined && { timeout }),
      ...(blindAfter !== undefined && { blindAfter }),
      settings: Object.freeze(settings),
    }),
  }))
  for (const { target, probe } of probes)
    for (const { key, reason } of probeFaults(probe, 'ini'))
      fail(
        target !== '' && key === 'probe' ? 'targets' : key,
        target === '' ? reason : `${shown(target)} ${reason}`,
      )
  return faults.length > before ? [] : probes
}

const kindOf = (text: string) => text.replace(/\s.*/s, '').toLowerCase()

function everyOf(value: string, fail: Fail): Every | undefined {
  return (
    parseEvery(value) ??
    fail(`${shown(value)} is neither a span such as 30s or 5m nor minute, hour, day or noon`)
  )
}

function spanOf(value: string, fail: Fail): number | undefined {
  return parseDuration(value) ?? fail(`${shown(value)} is not a span of time such as 90s, 5m, 1h30m or 2d`)
}
