import type { Channel } from '../alerts/channel'
import type { Frequency } from '../time/slot'
import type { ProvidedCheck } from '../watch/provided-check'

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
