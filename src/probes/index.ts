/** The registry: a line for each kind of probe, loaded when it is used first. The settings of each kind stand in domain/probes/probe-kinds.ts. */

import type { Prober } from '../domain/probes/look'
import type { ProbeKind } from '../domain/probes/probe-kinds'

export const PROBERS: Readonly<Record<ProbeKind, () => Promise<Prober>>> = {
  tcp: async () => (await import('./tcp')).tcp,
}
