/** The kinds of probes: a row a kind, with a row for each of its settings. The page, the API and the INI walk this table. */

import type { SettingField } from '../field'
import { hostAndPortProblem } from './host-and-port'

export interface KindOfProbe {
  readonly label: string
  /** A line for the page that offers the kinds. */
  readonly hint: string
  /** Absent where a kind has no target. */
  readonly target?: Pick<SettingField, 'label' | 'hint' | 'problem' | 'required'>
  /** Whether it reaches out over the network, so that a failure may be the fault of our own. */
  readonly network: boolean
  /** Whether the page and the API may make one; a kind that runs programs comes from the INI only. */
  readonly onPage: boolean
  /** The time limit where none is set, milliseconds. */
  readonly timeout: number
  readonly fields: readonly SettingField[]
}

const SECOND = 1_000

export const PROBE_KINDS = {
  tcp: {
    label: 'TCP port',
    hint: 'Something accepts connections at a host and port.',
    target: {
      label: 'Host and port',
      hint: 'Such as 192.168.1.20:445, nas.local:22 or [2001:db8::1]:25.',
      problem: hostAndPortProblem,
      required: true,
    },
    network: true,
    onPage: true,
    timeout: 10 * SECOND,
    fields: [
      {
        key: 'send',
        label: 'Send',
        hint: 'A line to send first; empty: nothing.',
        type: 'text',
      },
      {
        key: 'expect',
        label: 'Expect',
        hint: 'Text that has to be in the answer; empty: a connection is enough.',
        type: 'text',
      },
    ],
  },
} as const satisfies Readonly<Record<string, KindOfProbe>>

export type ProbeKind = keyof typeof PROBE_KINDS

/** The reason for which a kind is refused. */
export const UNKNOWN_PROBE_KIND = `has to begin with one of ${Object.keys(PROBE_KINDS).join(', ')}`

export function isProbeKind(kind: string): kind is ProbeKind {
  return Object.hasOwn(PROBE_KINDS, kind)
}
