/** One reading of the INI with its faults, and the edits that change it. Pure. */

import type { Fault } from '../fault'
import type { Settings } from './settings'

/** A fault of the INI, shown as `[section] key: reason`. An empty key concerns the whole section. */
export interface IniFault extends Fault {
  readonly section: string
}

/**
 * One reading of the INI. `sound` holds the sections without a fault, so that the page can still be served, and the
 * log-in still be asked for, while another section has to be mended. `revision` changes with every change of the file.
 */
export type Reading =
  | {
      readonly kind: 'ok'
      readonly settings: Settings
      readonly revision: string
      readonly changedAt: number
    }
  | {
      readonly kind: 'faulty'
      readonly faults: readonly IniFault[]
      readonly sound: Partial<Settings>
      /** What is sound of [Monitoring], key by key, so that a form can begin with it. */
      readonly draft?: Partial<Settings['monitoring']>
      readonly revision: string
      readonly changedAt: number
    }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** One value to be set in the INI. */
export interface Edit {
  readonly section: string
  readonly key: string
  readonly value: string
}

/** `saved` and `unchanged` tell what the file says now, `conflict` what somebody else made of it, `refused` what to do. */
export type EditOutcome =
  | { readonly kind: 'saved' | 'unchanged' | 'conflict'; readonly reading: Reading }
  | { readonly kind: 'refused'; readonly reason: string }

export function faultText({ section, key, reason }: IniFault): string {
  if (section === '') return reason // Above the first section.
  return key === '' ? `[${section}] ${reason}` : `[${section}] ${key}: ${reason}`
}

/** Why this reading cannot be used, in one line; undefined when it can. */
export function readingProblem(reading: Reading): string | undefined {
  if (reading.kind === 'ok') return undefined
  if (reading.kind === 'unreadable') return reading.reason
  return reading.faults.map(faultText).join('; ')
}

/** A section as far as it can be used: undefined while it has to be mended. */
export function usable<S extends keyof Settings>(reading: Reading, section: S): Settings[S] | undefined {
  if (reading.kind === 'ok') return reading.settings[section]
  if (reading.kind === 'faulty') return reading.sound[section]
  return undefined
}
