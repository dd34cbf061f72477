/** A kind of probes as a row of the table in probe-kinds.ts. Shapes only. */

import type { Fault } from '../fault'
import type { SettingField } from '../field'

export interface KindOfProbe {
  readonly label: string
  /** A line for the page that offers the kinds. */
  readonly hint: string
  /** Absent where a kind has no target. */
  readonly target?: Pick<SettingField, 'label' | 'hint' | 'problem' | 'required'>
  /** The target is the name of a mail account. */
  readonly ofAccount?: true
  /** Whether it reaches out over the network, so that a failure may be the fault of our own. */
  readonly network: boolean
  /** It looks at the machine that looks, though over the network. */
  readonly ofMachine?: true
  /** Whether the page and the API may make one; a kind that runs programs comes from the INI only. */
  readonly onPage: boolean
  /** Whether its looks may have parts, each of which becomes a check of its own. */
  readonly hasParts?: true
  /** Its looks are jobs: programs of the owner's in a unit of their own, which takes a moment to stop them. */
  readonly runsJobs?: true
  /** Its looks call the file system, which may hang: few are made at once. */
  readonly callsFiles?: true
  /** Its looks wait most of their time, so that they need not wait for others, and others not for them. */
  readonly isPatient?: true
  /** It looks at a time of day, where it has one, by the settings checktime, timezone and weekdays; see daily.ts. */
  readonly isDaily?: true
  /** Milliseconds between two looks where nothing is chosen; absent: as for most kinds. */
  readonly every?: number
  /** Milliseconds that a look may take by its settings; with it, no time limit can be set. */
  readonly lasts?: (settings: Readonly<Record<string, string>>) => number
  /** The time limit where none is set, milliseconds. */
  readonly timeout: number
  readonly fields: readonly SettingField[]
  /** Faults of settings that do not go together; the fallbacks are filled in. */
  readonly faults?: (settings: Readonly<Record<string, string>>) => readonly Fault[]
}
