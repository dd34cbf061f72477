/**
 * Checks on their way from Redis before their check-ins come. After a start many come within a short time, and each would wait
 * for Redis twice: once to read its check, once to write.
 */
import type { Redis } from '../redis/client'
import type { CheckCache } from './check-cache'
import { type Found, scanFound } from './read-checks'

/** So long after all have been read, or Redis has failed, none are read ahead. */
const REST_MS = 10_000

/**
 * Returns a function that is to be called whenever a check-in had to read its check. It reads some more then, until the cache
 * knows all of them or is half full: a read for one costs nearly as much as one for many, and the other half is for those that
 * do come.
 */
export function openReadAhead(
  connection: Redis,
  cache: Pick<CheckCache, 'isHalfEmpty' | 'learn'>,
  time: () => number = () => performance.now(),
): () => void {
  let pass: AsyncIterator<readonly Found[]> | undefined
  let isReading = false
  let restsUntil = Number.NEGATIVE_INFINITY

  async function readOn(): Promise<void> {
    pass ??= scanFound(connection)
    const { done, value } = await pass.next()
    if (done) endPass()
    else for (const found of value) cache.learn(found)
  }

  function endPass(): void {
    pass = undefined
    restsUntil = time() + REST_MS
  }

  return () => {
    if (isReading || time() < restsUntil) return
    // A pass remembers the ids that it has had.
    if (!cache.isHalfEmpty()) return endPass()
    isReading = true
    // A check-in reads its own check by itself, and tells of what fails.
    readOn()
      .catch(endPass)
      .finally(() => {
        isReading = false
      })
  }
}
