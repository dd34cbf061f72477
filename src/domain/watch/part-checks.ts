/** Parts of a look as checks of their own: read-only, with the channels and options of the check that they belong to. Pure. */

import type { KindOfProbe } from '../probes/kind-of-probe'
import type { Part } from '../probes/look'
import { intervalOf, looksAtTheSame, type Probe } from '../probes/probe'
import { PROBE_KINDS } from '../probes/probe-kinds'
import { firstCharacters } from '../shorten'
import type { Check } from './check'
import { planOf } from './check-plan'
import type { Watched } from './ports'

const DAY = 86_400_000
/** A name as the rule for plans allows it. */
const LONGEST_NAME = 100

/** The key of a part's check, as if the INI had it in a section of its own. */
export function partKey(section: string, part: string): string {
  return `${section}/${part}`.toLowerCase()
}

/** The part's check as it should be now. */
export function partCheck(parent: Check, part: Part, id: string, createdAt: number): Check {
  const { probe, slug: _own, schedule: _derived, grace: _too, ...options } = parent
  if (probe === undefined) throw new Error('a check without a probe has no parts')
  const { section: _section, blindAfter, ...looking } = probe
  const every = part.every ?? probe.every
  const keepsBlindAfter = blindAfter !== undefined && blindAfter >= intervalOf({ every })
  const plan = planOf({
    ...options,
    ...part.habits,
    name: firstCharacters(`${parent.name}/${part.name}`, LONGEST_NAME),
    description: part.about ?? parent.description,
    probe: { ...looking, every, partOf: parent.id, ...(keepsBlindAfter && { blindAfter }) },
  })
  return { ...plan, id, origin: parent.origin, createdAt }
}

/**
 * Whether a part that its check no longer names is over. It became blind long before, which was told: a day is enough to
 * mend a program that forgot it.
 */
export function isOver({ check, state }: Watched, now: number): boolean {
  const last = state.lastSignalAt ?? check.createdAt
  const interval = check.probe === undefined ? 0 : intervalOf(check.probe)
  return now - last > Math.max(DAY, 3 * interval)
}

/** The parts among all checks with a probe whose check is gone, or has no parts any more. */
export function orphans(probed: readonly Check[]): readonly Check[] {
  const parents = new Set(
    probed
      .filter(({ probe }) => {
        const row: KindOfProbe | undefined = probe && PROBE_KINDS[probe.kind]
        return probe?.partOf === undefined && row?.hasParts
      })
      .map(({ id }) => id),
  )
  return probed.filter(({ probe }) => probe?.partOf !== undefined && !parents.has(probe.partOf))
}

/** The parts whose check looks at something else by now, each with the probe that it has from now on. */
export function outdated(
  probed: readonly Check[],
): readonly { readonly id: string; readonly probe: Probe }[] {
  const wholes = new Map(probed.map(({ id, probe }) => [id, probe]))
  return probed.flatMap(({ id, probe }) => {
    const whole = wholes.get(probe?.partOf ?? '')
    if (probe === undefined || whole === undefined || looksAtTheSame(probe, whole)) return []
    const { kind, target, settings } = whole
    return [{ id, probe: { ...probe, kind, target, settings } }]
  })
}
