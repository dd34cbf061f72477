/** The kinds of probes: a row a kind, with a row for each of its settings. The page, the API and the INI walk this table. */

import type { KindOfProbe } from './kind-of-probe'
import { MACHINE_KINDS } from './machine-kinds'
import { MAIL_KINDS } from './mail-kinds'
import { NETWORK_KINDS } from './network-kinds'
import { CHECKER_KIND, PEER_KIND } from './peer-kinds'
import { PROGRAM_KINDS } from './program-kinds'

export const PROBE_KINDS = {
  ...NETWORK_KINDS,
  ...MAIL_KINDS,
  peer: PEER_KIND,
  checker: CHECKER_KIND,
  ...MACHINE_KINDS,
  ...PROGRAM_KINDS,
} as const satisfies Readonly<Record<string, KindOfProbe>>

export type ProbeKind = keyof typeof PROBE_KINDS

/** The reason for which a kind is refused. */
export const UNKNOWN_PROBE_KIND = `has to begin with one of ${Object.keys(PROBE_KINDS).join(', ')}`

export function isProbeKind(kind: string): kind is ProbeKind {
  return Object.hasOwn(PROBE_KINDS, kind)
}
