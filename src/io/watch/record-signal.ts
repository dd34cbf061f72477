/** Check-ins, from the cache straight to the write, which finds out whether the cache was right. */
import { isDeepStrictEqual } from 'node:util'
import { isReminder } from '../../domain/alerts/reminders'
import type { Check } from '../../domain/watch/check'
import { receive } from '../../domain/watch/check-state'
import { showsAttendance } from '../../domain/watch/doors'
import type { Admit, CheckStore, Recorded, Target } from '../../domain/watch/ports'
import type { DueAfter } from '../../domain/watch/schedule'
import type { Signal } from '../../domain/watch/signal'
import { failureOf, forRequestAt, type Redis } from '../redis/client'
import { shardOf, shardsOf } from '../redis/shards'
import { openReads } from './batched-reads'
import type { Save, SaveResult } from './batched-saves'
import { entryOf, nextVersion } from './change-args'
import { type CachedCheck, createCheckCache } from './check-cache'
import { bounded, decodeWatched, modest } from './codec'
import { requestReview } from './outbox'
import { LOST, untilWon } from './races'
import { openReadAhead } from './read-ahead'
import { type Found, idsOfSlug } from './read-checks'

export function createRecord(
  connection: Redis,
  save: Save,
  dueAfterOf: (check: Check) => DueAfter,
): CheckStore['record'] {
  const cache = createCheckCache()
  const read = openReads(connection)
  const readAhead = openReadAhead(connection, cache)
  const isDivided = shardsOf(connection).length > 1

  /** The target's check, if it is in the cache. */
  function cachedFor(target: Target): CachedCheck | undefined {
    const id = 'id' in target ? target.id : cache.idOf(target.slug)
    return id === undefined ? undefined : cache.get(id)
  }

  /** The id of the target's check, which is in the cache then; undefined where its slug changed meanwhile. */
  async function resolve(
    target: Target,
  ): Promise<{ readonly id: string } | 'unknown' | 'ambiguous' | undefined> {
    const there = cachedFor(target)
    if (there !== undefined) return { id: there.check.id }
    const slug = 'slug' in target ? target.slug : undefined
    if (slug !== undefined && isDivided) return await resolveSlug(slug)
    const known = 'id' in target ? target.id : cache.idOf(target.slug)
    const [id, another] = known === undefined ? await idsOfSlug(connection, slug ?? '') : [known]
    if (another !== undefined) return await ownOf(slug ?? '')
    if (id === undefined) return 'unknown'
    const [found, sharers] = await Promise.all([
      read(id),
      slug === undefined ? [] : idsOfSlug(connection, slug),
    ])
    if (!found) return 'unknown'
    if (sharers.length > 1) return await ownOf(slug ?? '')
    cache.learn(found)
    if (slug !== undefined) cache.learnSlug(slug, id)
    readAhead()
    return { id }
  }

  /** Of several checks with the slug the only one that is no copy: joining a group keeps nobody from his own check. */
  async function ownOf(slug: string): Promise<{ readonly id: string } | 'ambiguous'> {
    const all = await Promise.all((await idsOfSlug(connection, slug)).map(id => read(id)))
    const [own, another] = all.filter(one => one !== undefined && one.watched.check.home === undefined)
    if (own === undefined || another !== undefined) return 'ambiguous'
    cache.learn(own)
    return { id: own.watched.check.id }
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
    readAhead()
    return { id }
  }

  /** Records a signal of a check as the cache has it, unless that has to be read anew. */
  async function attempt(
    known: CachedCheck | undefined,
    whole: Signal,
    admit: Admit | undefined,
  ): Promise<Recorded | typeof LOST> {
    if (known === undefined) return LOST
    const { id } = known.check
    const admission = admit?.(known.check)
    const reason = admission instanceof Promise ? await admission : admission
    if (reason !== undefined) return { kind: 'refused', reason }
    // From here to the command nothing may wait: the next signal builds on the result of this one.
    const cached = admission instanceof Promise ? cache.get(id) : known
    if (cached?.check !== known.check) return LOST
    const { check, state: before } = cached
    const signal = check.waits ? modest(whole) : whole
    const received = receive(before, signal, check, dueAfterOf(check))
    const { verdict, state, flips } = received
    const version = nextVersion(cached.version)
    cache.advance(cached, { check, state, version })
    const entry = entryOf(received, signal, showsAttendance(signal) ? signal.at : 0)
    let saved: SaveResult
    try {
      saved = await save(cached, { version, state, flips }, entry)
    } catch (error) {
      cache.forget(id)
      throw failureOf(shardOf(connection, id), error as Error)
    }
    if (saved !== 1) {
      // The slug may be another check's by now.
      cache.correct(cached, saved === 0 ? undefined : foundIn(saved))
      return LOST
    }
    if (!check.waits && isReminder(check, received, signal)) await requestReview(connection, id)
    return verdict === 'accepted' ? { kind: verdict, check, state, flips } : { kind: verdict, check, state }
  }

  /** Whether the check is as it was in the cache; else that forgets it. */
  async function isAsKnown(known: Check): Promise<boolean> {
    const found = await read(known.id)
    const isSame = isDeepStrictEqual(found?.watched.check, known)
    if (!isSame) cache.forget(known.id)
    return isSame
  }

  return async (target, arrived, admit) => {
    const whole = bounded(arrived)
    const known = cachedFor(target)
    // The write alone keeps the time by itself.
    const recorded = await attempt(known, whole, admit)
    // The write finds out an outdated check, and a refused check-in has none.
    const isRefused = recorded !== LOST && recorded.kind === 'refused'
    if (recorded !== LOST && !isRefused) return recorded
    return await forRequestAt(connection, 'id' in target ? target.id : target.slug, async () => {
      if (isRefused && known !== undefined && (await isAsKnown(known.check))) return recorded
      return await untilWon(async () => {
        const resolved = await resolve(target)
        if (resolved === undefined) return LOST
        return typeof resolved === 'string'
          ? { kind: resolved }
          : await attempt(cache.get(resolved.id), whole, admit)
      })
    })
  }
}

function foundIn([plan, state]: [plan: string, state: string]): Found {
  return { watched: decodeWatched(plan, state), bytes: plan.length + state.length }
}
