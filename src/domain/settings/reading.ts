/** Readings of the INI with its faults, and the edits that change it. Pure. */

import type { Fault } from '../fault'
import type { Language } from '../language/language'
import type { Settings } from './settings'

/** A fault of the INI, shown as `[section] key: reason`. An empty key concerns the whole section. */
export interface IniFault extends Fault {
  readonly section: string
}

/**
 * A reading of the INI. `sound` holds the sections without a fault: with them the page and its log-in still work while
 * another section has to be mended. `revision` changes with every change of the file.
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
      /** The sound keys of [Monitoring], for the first values of a form. */
      readonly draft?: Partial<Settings['monitoring']>
      /** The language where its line is sound, whatever else of [Web] has to be mended: it is what the faults are told in. */
      readonly language?: Language
      /** The checks without a fault where others have some, or where a line may be another's broken header. */
      readonly soundChecks?: Settings['checks']
      readonly revision: string
      readonly changedAt: number
    }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** A value to set in the INI. */
export interface Edit {
  readonly section: string
  readonly key: string
  readonly value: string
}

/** `saved` and `unchanged` have the file's present reading, `conflict` that of somebody else's edit, `refused` the remedy. */
export type EditOutcome =
  | { readonly kind: 'saved' | 'unchanged' | 'conflict'; readonly reading: Reading }
  | { readonly kind: 'refused'; readonly reason: string }

export function faultText({ section, key, reason }: IniFault): string {
  if (section === '') return reason // A fault above the first section.
  return key === '' ? `[${section}] ${reason}` : `[${section}] ${key}: ${reason}`
}

/** The reason why this reading cannot be used, in one line; undefined when it can. */
export function readingProblem(reading: Reading): string | undefined {
  if (reading.kind === 'ok') return undefined
  if (reading.kind === 'unreadable') return reading.reason
  return reading.faults.map(faultText).join('; ')
}

/** Whether heartbeating is switched off. */
export function isOff(reading: Reading): boolean {
  return usable(reading, 'monitoring')?.frequency === 'Off'
}

/** The language of pages and messages; undefined where the reading does not tell it. */
export function languageIn(reading: Reading): Language | undefined {
  const told = reading.kind === 'faulty' ? reading.language : undefined
  return usable(reading, 'web')?.language ?? told
}

/** The checks that can be provided. `complete` is false while others may be hidden behind a fault. */
export interface ProvidableChecks {
  readonly checks: Settings['checks']
  readonly complete: boolean
}

export function providableChecks(reading: Reading): ProvidableChecks | undefined {
  const checks = usable(reading, 'checks')
  if (checks !== undefined) return { checks, complete: true }
  const sound = reading.kind === 'faulty' ? reading.soundChecks : undefined
  return sound && { checks: sound, complete: false }
}

/** A section's settings; undefined while it has faults. */
export function usable<S extends keyof Settings>(reading: Reading, section: S): Settings[S] | undefined {
  if (reading.kind === 'ok') return reading.settings[section]
  if (reading.kind === 'faulty') return reading.sound[section]
  return undefined
}
