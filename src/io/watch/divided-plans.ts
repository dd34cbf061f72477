/**
 * Whole checks where they are divided: each is changed in one step within its part, and its slug in steps of its own around
 * that. A process that dies between two steps leaves an id in the index of slugs whose check has another slug, or is not
 * there: nothing is lost, and who needs that slug for a new check takes the id over.
 */
import type { Check } from '../../domain/watch/check'
import type { Watched } from '../../domain/watch/ports'
import type { Redis } from '../redis/client'
import { ofShards, shardsOf } from '../redis/shards'
import { createPlanSaves, type PlanSaves } from './plan-saves'
import { damagedOf, readCheck, readChecks } from './read-checks'
import { openSlugIndex } from './slug-index'

/** Returns the saves of all checks, whether these are divided or not. */
export function openPlanSaves(connection: Redis): PlanSaves {
  const { length } = shardsOf(connection)
  return length === 1 ? createPlanSaves(connection) : openDividedPlans(connection)
}

function openDividedPlans(connection: Redis): PlanSaves {
  const plans = ofShards(connection, shard =>
    createPlanSaves(shard, {
      shards: shardsOf(connection).length,
      onErased: erased => {
        for (const { slug, id } of erased) slugs.leave(slug, id).catch(() => {}) // It is left over, and does no harm.
      },
    }),
  )
  const slugs = openSlugIndex(connection)

  async function haveSlug(slug: string, ids: readonly string[]): Promise<readonly Watched[]> {
    return (await readChecks(connection, ids)).filter(({ check }) => check.slug === slug)
  }

  /** The id for a check that is to be the only one with its slug: that of a claim whose check is not there, else its own. Undefined: there is one. */
  async function claimFree({ slug, id }: Check): Promise<string | undefined> {
    const ids = await slugs.ids(slug)
    const found = await readChecks(connection, ids)
    if (found.some(({ check }) => check.slug === slug)) return undefined
    const there = new Set([...found.map(({ check }) => check.id), ...(await damagedOf(connection, ids))])
    const free = ids.find(claimed => !there.has(claimed))
    if (free !== undefined) return free
    return (await slugs.claim(slug, id, ids)) && id
  }

  /** Of several that make a check for one slug the same id is everybody's, so that one of them makes it. */
  async function createAlone(wanted: Check, now: number): Promise<Watched | undefined> {
    const id = await claimFree(wanted)
    if (id === undefined) return undefined
    const made = await plans.of(id).create({ ...wanted, id }, now)
    if (made === undefined) return undefined
    // The claim may have been taken away meanwhile, and another one made.
    const ids = (await slugs.claim(wanted.slug, id)) ?? []
    if ((await haveSlug(wanted.slug, ids)).length < 2) return made
    await remove(made)
    return undefined
  }

  async function remove(watched: Watched): Promise<boolean> {
    const { id, slug } = watched.check
    const isRemoved = await plans.of(id).remove(watched)
    if (isRemoved) await slugs.leave(slug, id)
    return isRemoved
  }

  return {
    create: async (check, now, { slugMustBeFree, ...condition } = {}) => {
      if (slugMustBeFree) return await createAlone(check, now)
      const { id, slug } = check
      if ((await readCheck(connection, id)) !== undefined) return undefined
      await slugs.claim(slug, id)
      const made = await plans.of(id).create(check, now, condition)
      if (made) await slugs.claim(slug, id)
      else await slugs.leave(slug, id)
      return made
    },

    revision: id => plans.of(id).revision(id),

    replace: async (before, check, now, dueAfterOf) => {
      const { id, slug } = check
      const former = before.check.slug
      const isRenamed = slug !== former
      if (isRenamed) await slugs.claim(slug, id)
      const saved = await plans.of(id).replace(before, check, now, dueAfterOf)
      if (isRenamed && saved) await slugs.claim(slug, id)
      if (isRenamed) await slugs.leave(saved ? former : slug, id)
      return saved
    },

    remove,
  }
}
