/**
 * The ids of the checks that have a slug, where checks are divided: in the part of the slug, so not in one step with the plans.
 * An id is there before its check has the slug, and until after it had it: the plan alone decides. Only while a single id
 * is there may anybody remember whose slug it is.
 */
import { acknowledged, namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import { ofShards } from '../redis/shards'
import changeVersionLua from './change-version.lua' with { type: 'text' }
import claimSlugLua from './claim-slug.lua' with { type: 'text' }
import leaveSlugLua from './leave-slug.lua' with { type: 'text' }
import { idsOfSlug, readCheck } from './read-checks'
import versionLua from './version.lua' with { type: 'text' }

export interface SlugIndex {
  ids(slug: string): Promise<readonly string[]>
  /**
   * Adds the id, and then makes what is remembered of the others void. Undefined where `expected` is given and other ids
   * are there by now.
   */
  claim(slug: string, id: string, expected?: readonly string[]): Promise<readonly string[] | undefined>
  /** Takes the id out, unless its check has the slug. */
  leave(slug: string, id: string): Promise<void>
}

export function openSlugIndex(connection: Redis): SlugIndex {
  const scripts = ofShards(connection, shard => {
    const { slugs, states } = namesOf(shard).watch
    const claim = defineScript<string | null>(shard, claimSlugLua)
    const leave = defineScript<1>(shard, leaveSlugLua)
    const change = defineScript<1>(shard, versionLua + changeVersionLua)
    return {
      claim: (...args: string[]) => acknowledged(shard, claim([slugs], args)),
      leave: (...args: string[]) => leave([slugs], args),
      changeVersion: (id: string) => acknowledged(shard, change([states], [id])),
    }
  })
  const hasSlug = async (id: string, slug: string) => (await readCheck(connection, id))?.check.slug === slug

  return {
    ids: slug => idsOfSlug(connection, slug),

    claim: async (slug, id, expected) => {
      const condition = expected === undefined ? ['', ''] : ['1', expected.join(' ')]
      const claimed = await scripts.of(slug).claim(slug, id, ...condition)
      if (claimed === null) return undefined
      const ids = claimed.split(' ')
      await Promise.all(
        ids.filter(other => other !== id).map(other => scripts.of(other).changeVersion(other)),
      )
      return ids
    },

    leave: async (slug, id) => {
      if (await hasSlug(id, slug)) return
      await scripts.of(slug).leave(slug, id)
      // It may have got the slug meanwhile.
      if (await hasSlug(id, slug)) await scripts.of(slug).claim(slug, id, '', '')
    },
  }
}
