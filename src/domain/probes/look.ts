/** A look: one run of a probe and its answer. Shapes only. */

import type { MailTools } from '../mail/ports'
import type { HttpClient, OtherWay } from '../net/http-client'
import type { Asked, PeerSelf } from './peer-answer'
import type { Every } from './probe'

/**
 * `success` and `failure` say what the target is like; `blind` says that it could not be looked at (no network here, a
 * tool that is missing, a folder that is hidden from us), which is no failure of the target.
 */
export type Answer = 'success' | 'failure' | 'blind'

export interface Look {
  readonly answer: Answer
  /** A sentence for people, without its full stop: what was seen, or why nothing could be seen. It holds no secret. */
  readonly detail: string
  /** The single results by their names, for programs. */
  readonly findings?: Readonly<Record<string, string | number>>
  /** A success that needs attention soon, such as a slow answer; the same form as `detail`. */
  readonly warning?: string
  /** The target's own time to answer, milliseconds; absent where there is none to measure. */
  readonly took?: number
  /** Milliseconds from the start to the end of each phase, in their order. */
  readonly phases?: Readonly<Record<string, number>>
  /** Of a program that ended by itself. */
  readonly exitCode?: number
  /** Milliseconds that a program ran, which is no time to answer. */
  readonly ran?: number
  /** The last words of a program or a service, kept with the signal. */
  readonly output?: string
  /** It is blind because this watch has no network: that is told once for all checks, and this one keeps its status. */
  readonly isCutOff?: true
  /** Looks at several things under one name each, as a command reports them; each becomes a check of its own. */
  readonly parts?: readonly Part[]
  /** Names of parts that are still there, but were not due in this look. */
  readonly kept?: readonly string[]
  /** The outage in which another program left the target; it counts where nothing is known of the check yet. */
  readonly before?: EarlierOutage
}

/** Moments in epoch milliseconds. */
export interface EarlierOutage {
  readonly failingSince: number
  /** When people were notified of it last; absent: nobody was. */
  readonly toldAt?: number
  /** In a row. */
  readonly failures: number
}

export interface Part extends Omit<Look, 'parts' | 'kept'> {
  /** Unique among the parts, whatever its case, and the same in every look. */
  readonly name: string
  /** For people, on the check's page. */
  readonly about?: string
  /** How often it is looked at; absent: with every look. */
  readonly every?: Every
  /** It becomes a check only once it fails; one that is there is told that all is well again. */
  readonly quiet?: true
  /** Its own habits of alerting; absent: those of the check that it is a part of. */
  readonly habits?: Habits
}

/** Options of a check by their names. */
export interface Habits {
  readonly failuresBeforeAlert?: number
  readonly reminders?: 'always' | '5m' | '10m' | '1h' | '1d' | 'change'
  readonly recovery?: boolean
}

/** Bytes of each output of a program that are kept: its end. */
export const OUTPUT_KEPT = 64 * 1024

/** The arguments of one look. */
export interface Task {
  /** Behind the kind in `probe = KIND TARGET`; empty for kinds without one. */
  readonly target: string
  /** By the keys of the kind's fields, with the fallbacks filled in and secrets read from their files. */
  readonly settings: Readonly<Record<string, string>>
  /** The moment of the look, epoch milliseconds. */
  readonly now: number
  /** The beginning of the last look of this check that succeeded; absent before the first, and for kinds without parts. */
  readonly lastSuccess?: number
  /** Milliseconds that the whole look may take. */
  readonly timeout: number
  /** Aborts at that time. A prober gives everything back that it holds, and its answer no longer counts. */
  readonly signal: AbortSignal
}

/** Tools of the appliance that probers share. */
export interface LookTools {
  /** Follows the appliance's proxy and its certificate authorities. */
  readonly http: HttpClient
  /** The same for other protocols. */
  readonly otherWay: OtherWay
  readonly run: RunProgram
  /** Runs a program of the owner's: in limits of its own where the machine has them, and without our environment. */
  readonly job: RunProgram
  readonly find: FindProgram
  readonly heartbeats: ReadOwnHeartbeats
  readonly mail: MailTools
  readonly peers: PeerTools
  /** The folder of the programs that come with the appliance. */
  readonly programs: string
  /** The folder of the machine's own files, such as proc and sys: `/`. */
  readonly root: string
  readonly callFiles: CallFiles
}

/** Makes a call to a file system when it may be made. @throws Error named AbortError where the look's time ends before that */
export type CallFiles = <T>(call: () => Promise<T>) => Promise<T>

/** The state of this appliance's own heartbeats, as domain/heartbeat/alive.ts judges it. Fails when they cannot be read. */
export type ReadOwnHeartbeats = () => Promise<{
  readonly liveness: 'alive' | 'late' | 'silent' | 'waiting' | 'off'
  /** The last result: its moment, epoch milliseconds, and its words. */
  readonly last?: { readonly at: number; readonly result: string } | undefined
  /** The fault of the INI that keeps every heartbeat back. */
  readonly why?: string | undefined
}>

/** The way to other watches. */
export interface PeerTools {
  /** The marks of this one. */
  readonly self: PeerSelf
  /** Asks the peer at this address how it is, with a signed question. */
  ask(
    url: string,
    key: string,
    options: { readonly deadlineMs: number; readonly signal: AbortSignal },
  ): Promise<Asked>
  /** Stores an answer for lists of the peers, by the target of its probe; nothing of it is written to the disk. */
  note(target: string, answer: SeenPeer): Promise<void>
}

/** The last answer of a peer, as it is stored. */
export interface SeenPeer {
  /** Epoch milliseconds. */
  readonly at: number
  /** In few words: `fine`, `can't mail`, `no answer`. */
  readonly words: string
  /** Since when the words are these, epoch milliseconds. */
  readonly since?: number
  /** The address that answered; absent where none did. */
  readonly url?: string
  readonly took?: number
  readonly version?: string
  readonly name?: string
}

/** The path of a program of the owner's: one of root's own folder by its name, where nobody else can change it. */
export type FindProgram = (
  name: string,
) => Promise<{ readonly program: string } | { readonly refused: string }>

/** Runs a program without a shell, in a process group of its own that ends with the signal. */
export type RunProgram = (
  command: readonly [program: string, ...args: string[]],
  options: {
    readonly signal: AbortSignal
    readonly input?: string
    /** All of it; absent: that of the appliance's program. */
    readonly environment?: Readonly<Record<string, string>>
  },
) => Promise<ProgramEnd>

/** `missing`: there is no such program, or it cannot be executed; `refused`: it could not be started, for this reason. */
export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' | 'refused'; readonly reason: string }

/**
 * Looks once. An unreachable target is an answer, never an exception; an exception is a fault of the prober itself, and
 * counts as `blind`.
 */
export type Prober = (task: Task, tools: LookTools) => Promise<Look>
