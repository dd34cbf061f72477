/** Check-ins, from the cache straight to the write, which finds out whether the cache was right. */
import { isReminder } from '../../domain/alerts/reminders'
import type { Check } from '../../domain/watch/check'
import { receive } from '../../domain/watch/check-state'
import { showsAttendance } from '../../domain/watch/doors'
import type { CheckStore, Target } from '../../domain/watch/ports'
import type { DueAfter } from '../../domain/watch/schedule'
import type { Redis } from '../redis/client'
import { shardsOf } from '../redis/shards'
import { type Found, openReads } from './batched-reads'
import { entryOf, nextVersion, type Save } from './batched-saves'
import { createCheckCache } from './check-cache'
import { bounded, decodeWatched, modest } from './codec'
import { requestReview } from './outbox'
import { LOST, untilWon } from './races'
import { idsOfSlug } from './read-checks'

export function createRecord(
  connection: Redis,
  save: Save,
  dueAfterOf: (check: Check) => DueAfter,
): CheckStore['record'] {
  const cache = createCheckCache()
  const read = openReads(connection)
  const isDivided = shardsOf(connection).length > 1

  /** The id of the target's check, which is in the cache then; undefined where its slug changed meanwhile. */
  async function resolve(
    target: Target,
  ): Promise<{ readonly id: string } | 'unknown' | 'ambiguous' | undefined> {
    const slug = 'slug' in target ? target.slug : undefined
    const known = 'id' in target ? target.id : cache.idOf(target.slug)
    if (known !== undefined && cache.get(known)) return { id: known }
    if (slug !== undefined && isDivided) return await resolveSlug(slug)
    const [id, another] = known === undefined ? await idsOfSlug(connection, slug ?? '') : [known]
    if (another !== undefined) return 'ambiguous'
    if (id === undefined) return 'unknown'
    const [found, sharers] = await Promise.all([
      read(id),
      slug === undefined ? [] : idsOfSlug(connection, slug),
    ])
    if (!found) return 'unknown'
    if (sharers.length > 1) return 'ambiguous'
    cache.learn(found)
    if (slug !== undefined) cache.learnSlug(slug, id)
    return { id }
  }

  /**
   * The same where checks are divided: the plans decide whose slug it is, and it is remembered only where no other id was in the
   * index after they had been read.
   */
  async function resolveSlug(
    slug: string,
  ): Promise<{ readonly id: string } | 'unknown' | 'ambiguous' | undefined> {
    const ids = await idsOfSlug(connection, slug)
    const found = await Promise.all(ids.map(id => read(id)))
    const owners = found.filter(one => one !== undefined).filter(({ watched }) => watched.check.slug === slug)
    const [owner, another] = owners
    if (another !== undefined) return 'ambiguous'
    if (owner === undefined) return 'unknown'
    const { id } = owner.watched.check
    const after = await idsOfSlug(connection, slug)
    if (`${after}` !== `${ids}`) return undefined
    cache.forget(id)
    cache.learn(owner)
    if (after.length === 1) cache.learnSlug(slug, id)
    return { id }
  }

  return (target, arrived, admit) => {
    const whole = bounded(arrived)
    return untilWon(async () => {
      const resolved = await resolve(target)
      if (resolved === undefined) return LOST
      if (typeof resolved === 'string') return { kind: resolved }
      const { id } = resolved
      const admitted = cache.get(id)?.check
      const reason = admitted && (await admit?.(admitted))
      if (reason !== undefined) return { kind: 'refused', reason }
      // From here to the command nothing may wait: the next signal builds on the result of this one.
      const cached = cache.get(id)
      if (!cached || cached.check !== admitted) return LOST
      const { check, state: before } = cached
      const signal = check.waits ? modest(whole) : whole
      const received = receive(before, signal, check, dueAfterOf(check))
      const { verdict, state, flips } = received
      const version = nextVersion(cached.version)
      cache.advance(cached, { check, state, version })
      const saved = await save(
        { check, state: before, version: cached.version },
        { version, state, flips },
        { ...entryOf(received, signal), ...(showsAttendance(signal) && { heardAt: signal.at }) },
      ).catch(error => {
        cache.forget(id)
        throw error
      })
      if (saved !== 1) {
        // The slug may be another check's by now.
        cache.correct(cached, saved === 0 ? undefined : foundIn(saved))
        return LOST
      }
      if (!check.waits && isReminder(check, { state, flips }, signal)) await requestReview(connection, id)
      return verdict === 'accepted' ? { kind: verdict, check, state, flips } : { kind: verdict, check, state }
    })
  }
}

function foundIn([plan, state]: [plan: string, state: string]): Found {
  return { watched: decodeWatched(plan, state), bytes: plan.length + state.length }
}
