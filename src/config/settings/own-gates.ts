/** Gates that would close themselves: a check of the own heartbeats goes down when one is withheld, and withholds the next. */

import { isNamedBy } from '../../domain/heartbeat/gates'
import type { IniFault } from '../../domain/settings/reading'
import type { ProvidedCheck } from '../../domain/watch/provided-check'

export function ownGateFaults(
  gates: readonly string[] = [],
  checks: readonly ProvidedCheck[],
): readonly IniFault[] {
  const own = checks.filter(({ plan }) => plan.probe?.kind === 'heartbeat')
  const names = gates.filter(gate =>
    own.some(({ key, id = '', plan }) => gate === key || isNamedBy(gate, { id, slug: plan.slug })),
  )
  const reason = (name: string) =>
    `"${name}" looks at the heartbeats themselves, and one that is withheld would withhold all others; take it out`
  return names.map(name => ({ section: 'Monitoring', key: 'heartbeatgates', reason: reason(name) }))
}
