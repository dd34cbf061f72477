import { isNamedBy, type NamedChecks } from '../../domain/alerts/maintenance'
import type { CheckStore } from '../../domain/watch/ports'
import { searchWords } from '../../domain/watch/search-text'

/** The most checks that are read for one name; where more have its words in theirs, one of them may have it. */
const MOST_READ = 100

/**
 * The names and tags that no check has: of those that stand for checks in a window or a status page. A check may come later,
 * by a check-in, so that this is no fault.
 */
export async function namesWithoutCheck(
  { checks: names, tags }: NamedChecks,
  { checks, now }: { readonly checks: CheckStore; readonly now: number },
): Promise<NamedChecks> {
  const isThere = async (name: string) => {
    const key = name.toLowerCase()
    if ((await checks.findBySlug(key)).length > 0 || (await checks.get(key)) !== undefined) return true
    const { rows, isMore, matching } = await checks.lists.find(
      { words: searchWords(name) },
      'name',
      now,
      MOST_READ,
      0,
    )
    return rows.some(({ check }) => isNamedBy(name, check)) || isMore === true || matching > rows.length
  }
  const isUsed = async (tag: string) => (await checks.lists.size({ tags: [tag] }, now)) > 0
  return { checks: await unless(isThere, names), tags: await unless(isUsed, tags) }
}

async function unless(
  holds: (text: string) => Promise<boolean>,
  texts: readonly string[],
): Promise<readonly string[]> {
  const held = await Promise.all(texts.map(holds))
  return texts.filter((_text, at) => !held[at])
}
