/** The shape of a row in the tables of kinds. Pure. */

import type { Fault } from '../fault'
import type { SettingField } from '../field'
import { heartbeatUrlProblem } from '../net/web-url'

export interface KindOfChannel {
  readonly label: string
  /** A line for the page that offers the kinds. */
  readonly hint: string
  /** The work of its owner before the form can be filled in: a sentence a step. */
  readonly steps?: readonly string[]
  /** Services of this kind open incidents and close them; the others send messages. */
  readonly incidents: boolean
  /** Only the worker can send by it, since it runs a program; and whether only the INI may have such a channel. */
  readonly runs?: 'program' | 'program of the INI'
  readonly fields: readonly SettingField[]
  /** Puts values at their own places before they are judged and kept. */
  readonly tidy?: (settings: Readonly<Record<string, string>>) => Readonly<Record<string, string>>
  /** Faults of settings that do not go together. */
  readonly faults?: (settings: Readonly<Record<string, string>>) => readonly Fault[]
}

export const webAddress = { type: 'url', problem: heartbeatUrlProblem } as const
