/** Makes the index of slugs as it has to be where checks are divided: a process that died may have left something over. */
import { namesOf, type Redis } from '../redis/client'
import { byShard, shardsOf } from '../redis/shards'
import { readChecks, scanChecks, scanSlugs } from './read-checks'
import { openSlugIndex } from './slug-index'

export async function mendSlugs(connection: Redis): Promise<void> {
  if (shardsOf(connection).length === 1) return
  const index = openSlugIndex(connection)

  for await (const checks of scanChecks(connection)) {
    for (const [shard, slugs] of byShard(connection, [...new Set(checks.map(({ check }) => check.slug))])) {
      const found = await shard.hmget(namesOf(shard).watch.slugs, ...slugs)
      for (const [at, slug] of slugs.entries()) {
        const there = found[at]?.split(' ') ?? []
        for (const { check } of checks)
          if (check.slug === slug && !there.includes(check.id)) await index.claim(slug, check.id)
      }
    }
  }

  for await (const entries of scanSlugs(connection)) {
    const all = entries.flatMap(([slug, ids]) => ids.split(' ').map(id => ({ slug, id })))
    const checks = await readChecks(connection, [...new Set(all.map(({ id }) => id))])
    const slugOf = new Map(checks.map(({ check }) => [check.id, check.slug]))
    for (const { slug, id } of all) if (slugOf.get(id) !== slug) await index.leave(slug, id)
  }
}
