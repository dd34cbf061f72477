/**
 * `[Redis] copies`: what is acknowledged is on the disk of so many servers, and of one that a failover makes the primary.
 *
 * A write is followed by WAIT and WAITAOF on the same connection. WAIT alone knows of no disk; WAITAOF alone takes a
 * second, since a replica answers its first question before it has synced, and then once a second only.
 */
import { counted } from '../../domain/counted'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Copied } from '../../domain/redis/server-faults'
import { placeOfStream } from './connector'
import type { Locator } from './primary/locator'
import type { Redis } from './quiet-redis'
import tryCopiesLua from './try-copies.lua' with { type: 'text' }

/** Milliseconds for the replicas to receive a write, and then to sync it: together less than a request may take. */
const WAIT_MS = { received: 300, synced: 1_000 } as const

/** Milliseconds for which a replica that did not keep up is not waited for. */
const LAGGARD_MS = 10_000

const REPLACED = 'Redis is being replaced by one of its replicas at this moment'
const DOUBTFUL =
  'Redis may be being replaced: one of its replicas is away, and one of its Sentinels does not answer'

/**
 * Whether so many servers have on their disks, as soon as a check-in needs it, what is written for that and removed again at
 * once; the primary's own disk gets nothing of it.
 *
 * @param connection one of its own: it waits
 */
export async function areCopied(
  connection: Redis,
  { copies, replicas, key, locator }: TriedCopies,
): Promise<Copied> {
  const [, , [own, others]] = await Promise.all([
    connection.eval(tryCopiesLua, 1, key),
    connection.wait(replicas, WAIT_MS.received),
    waitForDisks(connection, replicas),
  ])
  if (own + others < copies) return 'no'
  const isDoubtful =
    locator !== undefined &&
    others < locator.replicas() &&
    (await isReplaced(connection, locator)) === undefined
  return isDoubtful ? 'doubtful' : 'yes'
}

export interface TriedCopies {
  readonly copies: number
  /** The number that is connected. */
  readonly replicas: number
  readonly key: string
  readonly locator: Locator | undefined
}

async function isReplaced(connection: Redis, known: Locator): Promise<boolean | undefined> {
  const place = placeOfStream(connection.stream)
  return place === undefined || (await known.isChanging(place))
}

function waitForDisks(connection: Redis, replicas: number): Promise<[own: number, others: number]> {
  const answer = connection.call('WAITAOF', '1', `${replicas}`, `${WAIT_MS.synced}`)
  return answer as Promise<[number, number]>
}

/** Settles once all that this connection wrote so far is on enough disks. @throws StoreUnavailable when it is not in time */
export type Confirm = () => Promise<void>

/** @param copies the servers that have to have each write, the primary included: two or more */
export function createConfirm(connection: Redis, copies: number, locator: Locator | undefined): Confirm {
  /** All replicas are waited for: each of them may be made the primary. */
  let awaited = copies - 1
  let allFrom = Number.NEGATIVE_INFINITY

  return async () => {
    const asked = awaited
    const [, [own, others], [, , replicas]] = await Promise.all([
      connection.wait(asked, WAIT_MS.received),
      waitForDisks(connection, asked),
      connection.role() as Promise<[string, number, readonly unknown[]]>,
    ])
    if (own + others < copies)
      throw new StoreUnavailable(
        `Redis has a write on the disk of ${counted(own + others, 'server')} so far, and [Redis] copies is ${copies}`,
      )
    // A replica that is away, or lags, may be on its way to be the primary, without this write.
    if (locator !== undefined && others < locator.replicas()) {
      const isGone = await isReplaced(connection, locator)
      if (isGone !== false) throw new StoreUnavailable(isGone ? REPLACED : DOUBTFUL)
    }
    if (others < asked) allFrom = performance.now() + LAGGARD_MS
    awaited =
      performance.now() < allFrom ? Math.max(copies - 1, others) : Math.max(copies - 1, replicas.length)
  }
}
