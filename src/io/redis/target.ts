import type { Admit, Authorities } from './connector'
import type { Space } from './keys'

/** Where the Redis server is, a socket of this machine's or a URL of `[Redis] url`, and whose names are used there. */
export type RedisTarget = ({ readonly path: string } | { readonly url: string }) &
  Space & {
    /** Awaited before each connection is made. */
    readonly admit?: Admit
    /** To be called once a day, and where the server has lost its data, and with them who the members of the watch are. */
    readonly rejoin?: () => Promise<void>
    /** Where the URL asks for TLS: what is trusted beside Node's own authorities. */
    readonly authorities?: Authorities
    /** The servers that have to have a write on their disks before it counts; 1 where it is not given. */
    readonly copies?: number
    /** The parts into which the checks are divided; 1 where it is not given. */
    readonly shards?: number
  }

/** Whether it is a server that other watches and programs may use as well, each with keys of any name. */
export function isCommon(target: RedisTarget): boolean {
  return 'url' in target && !/\+cluster:/i.test(target.url)
}

const parts = new WeakMap<RedisTarget, Map<number, RedisTarget>>()
const wholes = new WeakMap<RedisTarget, RedisTarget>()

/** The target of a part of the checks, from 0 on; always the same one. */
export function targetOfShard(target: RedisTarget, shard: number): RedisTarget {
  const known = parts.get(target) ?? new Map<number, RedisTarget>()
  parts.set(target, known)
  const { shards: _whole, ...rest } = target
  const part = known.get(shard) ?? { ...rest, shard }
  known.set(shard, part)
  wholes.set(part, target)
  return part
}

/** The target of which this one is a part, or itself. */
export function wholeOf(target: RedisTarget): RedisTarget {
  return wholes.get(target) ?? target
}
