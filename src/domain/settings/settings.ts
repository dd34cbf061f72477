import type { Channel } from '../alerts/channel'
import type { Frequency } from '../time/slot'
import type { CheckPlan } from '../watch/check'

/** What the INI says, checked. Frozen; read anew for every request and every job, never cached. */
export interface Settings {
  readonly monitoring: {
    readonly frequency: Frequency
    /** The heartbeat URL, a secret. Empty only when the frequency is Off. */
    readonly url: string
    /** Whether a heartbeat that failed is tried again on the following ticks. */
    readonly catchup: boolean
  }
  readonly web: {
    readonly host: string
    readonly port: number
    /** Paths of a PEM certificate and its key; both empty: plain http. */
    readonly tlscert: string
    readonly tlskey: string
    /** Believe X-Forwarded-* of a reverse proxy on this machine. */
    readonly trustproxy: boolean
    /** Further names under which the page may be opened (a reverse proxy's public name). */
    readonly hostnames: readonly string[]
  }
  /** Empty: the appliance's own private server. */
  readonly redis: { readonly url: string }
  /** An empty password hash: nobody has chosen a password yet. */
  readonly login: { readonly username: string; readonly passwordHash: string }
  /** The sections [check.<name>]. */
  readonly checks: readonly ProvidedCheck[]
  /** The sections [channel.<name>]; `@file` still stands where a secret's file is named. */
  readonly channels: readonly Channel[]
}

/** A check that the INI provides. */
export interface ProvidedCheck {
  /** What stands in the section's name after `check.`; whoever it is called, it stays the same check. */
  readonly key: string
  /** The UUID that the INI gives it; otherwise it follows from the key. */
  readonly id?: string
  readonly plan: CheckPlan
}

/** One thing wrong in the INI, to be shown as `[section] key: reason`. An empty key concerns the whole section. */
export interface Fault {
  readonly section: string
  readonly key: string
  readonly reason: string
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
      readonly faults: readonly Fault[]
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

export function faultText({ section, key, reason }: Fault): string {
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
