/** The faults of a Redis server that answers, and is not as the watch needs it. Pure. */

import { counted } from '../counted'

/** The result of a look at the server. */
export interface ServerFacts {
  /** `valkey 8.1.4`, for people. */
  readonly server: string
  /** The version of Redis whose commands it has: 7.2.4 for Valkey, too. */
  readonly version: string
  /** The eviction policy; empty where the server has no limit of memory, and so evicts nothing. */
  readonly policy: string
  /** Bytes. `max`: 0 without a limit. */
  readonly memory: { readonly used: number; readonly max: number }
  /** `no`: it has no append-only file; else when that is synced (`appendfsync`), or undefined where we may not ask. */
  readonly sync: 'no' | 'always' | 'everysec' | 'never' | undefined
  readonly isPrimary: boolean
  readonly replicas: number
  /** Milliseconds by which its clock is ahead of ours; undefined where it is the same clock. */
  readonly ahead?: number | undefined
  /** Whether its user may publish the messages of the watch. */
  readonly mayPublish: boolean
  /** Whether it may receive them. */
  readonly maySubscribe?: boolean
  /** The servers on whose disks a write has to be (`[Redis] copies`); 1 where it is not given. */
  readonly copies?: number
  /** Whether so many had one in time; undefined where that was not tried. */
  readonly copied?: Copied
}

/** `doubtful`: they had, and another server may be on its way to be the primary, without what they have. */
export type Copied = 'yes' | 'no' | 'doubtful'

export const SERVER_FAULTS = [
  'version',
  'role',
  'policy',
  'disk',
  'memory',
  'messages',
  'clock',
  'copies',
] as const
export type ServerFaultKind = (typeof SERVER_FAULTS)[number]

export interface ServerFault {
  readonly kind: ServerFaultKind
  /** The fault and its remedy, a sentence without its subject (the server) and its full stop. */
  readonly words: string
}

/** Clocks that are farther apart than this, in milliseconds, cannot judge silence. */
export const CLOCKS_APART_MS = 2_000

/** From this share on, little is left. */
const FULL = 0.9
/** XAUTOCLAIM and HRANDFIELD came with it. */
const OLDEST = [6, 2] as const
const WITH_WAITAOF = [7, 2] as const

export function serverFaults(facts: ServerFacts): readonly ServerFault[] {
  return SERVER_FAULTS.flatMap(kind => {
    const words = RULES[kind](facts)
    return words === undefined ? [] : [{ kind, words }]
  })
}

/** The facts of two servers that have parts of one watch: of each the one that is the likelier fault. */
export function worstOf(one: ServerFacts, other: ServerFacts): ServerFacts {
  const either = <T>(isWorse: (facts: ServerFacts) => boolean, value: (facts: ServerFacts) => T): T =>
    value(isWorse(other) ? other : one)
  const share = ({ memory: { used, max } }: ServerFacts) => (max > 0 ? used / max : 0)
  const copied = (['no', 'doubtful'] as const).find(worse => one.copied === worse || other.copied === worse)
  return {
    ...one,
    ...(isOlder(other.version, versionIn(one)) && { server: other.server, version: other.version }),
    policy: either(
      ({ policy }) => policy !== '' && policy !== 'noeviction',
      ({ policy }) => policy,
    ),
    memory: share(other) > share(one) ? other.memory : one.memory,
    sync: either(
      ({ sync }) => sync !== undefined && sync !== 'always',
      ({ sync }) => sync,
    ),
    isPrimary: one.isPrimary && other.isPrimary,
    replicas: Math.min(one.replicas, other.replicas),
    ahead: Math.abs(other.ahead ?? 0) > Math.abs(one.ahead ?? 0) ? other.ahead : one.ahead,
    mayPublish: one.mayPublish && other.mayPublish,
    maySubscribe: (one.maySubscribe ?? true) && (other.maySubscribe ?? true),
    ...(copied !== undefined && { copied }),
  }
}

function versionIn({ version }: ServerFacts): readonly [number, number] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return [major, minor]
}

const RULES: Readonly<Record<ServerFaultKind, (facts: ServerFacts) => string | undefined>> = {
  version: ({ version }) =>
    isOlder(version) ? `is too old (${version}); version ${OLDEST.join('.')} or later is needed` : undefined,

  role: ({ isPrimary }) =>
    isPrimary ? undefined : 'is the replica of another server; name the primary in [Redis] url',

  policy: ({ policy }) =>
    policy === '' || policy === 'noeviction'
      ? undefined
      : `deletes checks and alerts when its memory is full (${policy}); set maxmemory-policy noeviction there`,

  disk: ({ sync }) =>
    sync === undefined || sync === 'always'
      ? undefined
      : `${DISK[sync]} what it has acknowledged when its machine fails; set ${sync === 'no' ? 'appendonly yes and ' : ''}appendfsync always there`,

  memory: ({ memory: { used, max } }) =>
    max > 0 && used >= max * FULL
      ? `has used ${Math.floor((100 * used) / max)} % of its memory; raise maxmemory there`
      : undefined,

  messages: ({ mayPublish, maySubscribe = true }) =>
    mayPublish && maySubscribe
      ? undefined
      : mayPublish
        ? 'forbids its user to receive the messages of the watch (ACL), so it is deaf to changes; allow the command SUBSCRIBE'
        : 'forbids its user the messages of the watch (ACL), so it is deaf to changes; allow the channels &{PREFIX}*',

  clock: ({ ahead = 0 }) =>
    Math.abs(ahead) > CLOCKS_APART_MS
      ? `has a clock that is ${seconds(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} this machine's, so no silence is judged; set both right (timedatectl)`
      : undefined,

  copies: ({ copies = 1, version, replicas, copied = 'yes' }) => {
    if (copies === 1) return undefined
    if (isOlder(version, WITH_WAITAOF))
      return `is too old (${version}) for [Redis] copies = ${copies}, so no check-in is acknowledged; version ${WITH_WAITAOF.join('.')} or later is needed, or copies = 1`
    if (replicas < copies - 1)
      return `has ${counted(replicas, 'replica')} for [Redis] copies = ${copies}, so no check-in is acknowledged; start its replicas again (min-replicas-to-write ${copies - 1} there lets it refuse at once)`
    if (copied === 'doubtful')
      return 'lacks a replica, and one of its Sentinels does not answer, so no check-in is acknowledged: another server may be on its way to be the primary; start both again'
    return copied === 'yes'
      ? undefined
      : `had no write on the disks of ${copies} servers within a second when that was tried, and check-ins are refused then; appendonly yes and appendfsync always are needed on its replicas, too`
  },
}

const DISK = {
  no: 'keeps nothing on its disk, and loses',
  everysec: 'loses the last second of',
  never: 'loses some seconds of',
}

function isOlder(version: string, [leastMajor, leastMinor]: readonly [number, number] = OLDEST): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < leastMajor || (major === leastMajor && minor < leastMinor)
}

function seconds(ms: number): string {
  return `${Math.round(Math.abs(ms) / 100) / 10} s`
}
