import type { Channel } from '../alerts/channel'
import type { Escalation } from '../alerts/escalation'
import type { MaintenanceWindow } from '../alerts/maintenance'
import type { StatusPage } from '../alerts/status-page'
import type { Language } from '../language/language'
import type { MailAccount } from '../mail/account'
import type { Peer } from '../peers/peer'
import type { Frequency } from '../time/slot'
import type { ProvidedCheck } from '../watch/provided-check'
import type { Admission } from '../watch/waiting'

/** The INI's settings, checked. Frozen; read anew for every request and every job, never cached. */
export interface Settings {
  readonly monitoring: {
    readonly frequency: Frequency
    /** The heartbeat URL, a secret. Empty only when the frequency is Off. */
    readonly url: string
    /** Whether a heartbeat that failed is tried again on the following ticks. */
    readonly catchup: boolean
    /** Names of the checks on which the heartbeat depends. */
    readonly gates: readonly string[]
    /** Whether the receiver is told of a closed gate as a failure, where its service has a way for that. */
    readonly gateFails: boolean
    /** Whether it shares its URL with peers, of which only the one on duty sends. */
    readonly duty: 'own' | 'group'
  }
  readonly web: {
    readonly host: string
    readonly port: number
    /** Paths of a PEM certificate and its key; both empty: plain http. */
    readonly tlscert: string
    readonly tlskey: string
    /** Whether X-Forwarded-* of a reverse proxy on this machine is trusted. */
    readonly trustproxy: boolean
    /** Further names under which the page may be opened (a reverse proxy's public name). */
    readonly hostnames: readonly string[]
    /** Of pages and messages. */
    readonly language: Language
  }
  /** Whether checks can be made without a log-in: by pyremto's convention, by batchy's, and by check-ins with `?create=1`. */
  readonly watch: {
    readonly pyremto: Admission
    readonly batchy: Admission
    readonly create: Admission
    /** The channel that gets an event at each start; empty: none does. */
    readonly startChannel: string
    /** Looks of probes at the same time; the others wait for their turn. */
    readonly probesAtOnce: number
    /** For checks that choose none of their own. */
    readonly escalation: Escalation
  }
  /** Files of expected events, by paths and patterns; relative ones stand beside the INI. */
  readonly expected: { readonly files: readonly string[] }
  /** A Robopager's checklist that is followed. Paths; relative ones stand beside the INI. */
  readonly checklist: {
    /** Empty: none is. */
    readonly file: string
    /** Its settings; empty: etl.cfg beside the list, or in the folder above. */
    readonly etl: string
    /** The Redis for Robopager's hashes, a URL; empty: the one that its settings name; `off`: none. */
    readonly redis: string
  }
  /** Check-ins by 0MQ. Without any address nothing of it is loaded. */
  readonly zmq: {
    /** Addresses of a PULL socket: for senders that connect, and lose nothing. */
    readonly bind: readonly string[]
    /** Addresses of a SUB socket, for publishers that connect. */
    readonly bindsub: readonly string[]
    /** Publishers that a SUB socket connects to, with their public keys where they have some. */
    readonly connect: readonly { readonly address: string; readonly key?: string }[]
    /** Addresses of a PUB socket: for programs that take the messages of channels of the kind zmq. */
    readonly publish: readonly string[]
    /** Whether an unknown sender and event make a check. */
    readonly create: Admission
    /** The word that frame 1 has to be, or `@file`, a secret; empty: none. */
    readonly word: string
    /** Whether senders need the appliance's public key (on), and one of their own that it knows (known). */
    readonly curve: 'off' | 'on' | 'known'
  }
  readonly redis: {
    /** Empty: the appliance's own private server. */
    readonly url: string
    /** The name of the watch on a server that others may use; empty: none is given. */
    readonly prefix: string
    /** Whether it may become a member of a watch that others use already. */
    readonly join: boolean
    /** The servers on whose disks a write has to be before it is acknowledged. */
    readonly copies: number
    /** The parts into which the checks are divided, so that each may be on another node of a Cluster. */
    readonly shards: number
  }
  /** The way out: to receivers and to the services of channels. */
  readonly network: {
    /** The address of a proxy, perhaps with a password; `off`: none; empty: that of the environment. */
    readonly proxy: string
    /** Hosts that are reached without it, as in NO_PROXY; empty: those of the environment. */
    readonly noproxy: string
    /** The path of PEM certificates to trust beside the system's; empty: none. */
    readonly cafile: string
  }
  /** An empty password hash: no password is set yet. */
  readonly login: {
    readonly username: string
    readonly passwordHash: string
    /** Without it the password alone is enough. */
    readonly secondFactor?: {
      /** In base32. */
      readonly secret: string
      readonly recoveryHashes: readonly string[]
    }
  }
  /** The door for peers that are Checkers. */
  readonly checker: {
    /** 0: it is closed. */
    readonly port: number
  }
  /** The group of watches that this one is a member of. */
  readonly group: {
    /** 1 is the first to have the duty; 0: there is no group. */
    readonly rank: number
    /** Milliseconds of silence after which the next one tells. */
    readonly takeover: number
  }
  /** The sections [check.<name>], and those that look at the peers. */
  readonly checks: readonly ProvidedCheck[]
  /** The sections [channel.<name>], and contacts of peers; secrets in files still as `@file`. */
  readonly channels: readonly Channel[]
  /** The sections [mail.<name>]; secrets in files still as `@file`. */
  readonly mail: readonly MailAccount[]
  /** The sections [status.<name>]. */
  readonly statusPages: readonly StatusPage[]
  /** The sections [window.<name>]. */
  readonly windows: readonly MaintenanceWindow[]
  /** The sections [peer.<name>], but for those of Checkers; secrets in files still as `@file`. */
  readonly peers: readonly Peer[]
}

/** Whether messages by 0MQ are to be received. */
export function receivesZmq({ bind, bindsub, connect }: Settings['zmq']): boolean {
  return [bind, bindsub, connect].some(addresses => addresses.length > 0)
}

/** Whether anything is to be sent or received by 0MQ. */
export function usesZmq(zmq: Settings['zmq']): boolean {
  return receivesZmq(zmq) || zmq.publish.length > 0
}
