import type { Admit } from './connector'
import type { Space } from './keys'

/** Where the Redis server is, a socket of this machine's or a URL of `[Redis] url`, and whose names are used there. */
export type RedisTarget = ({ readonly path: string } | { readonly url: string }) &
  Space & {
    /** Awaited before each connection is made. */
    readonly admit?: Admit
    /** The servers that have to have a write on their disks before it counts; 1 where it is not given. */
    readonly copies?: number
  }
