/** The searchable text of checks: name, slug and tags in one text, which sorts by the name. Pure. */

import type { CheckPlan } from './plan-fields'

/** Stands before all that names, slugs and tags may hold. */
const BAR = '\u0001'

/** Words that were typed into a search field, as they are compared. */
export function searchWords(typed: string): readonly string[] {
  return folded(typed).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)
}

const MOST_WORDS = 10

/** Small letters without accents: `Küche` -> `kuche`. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** `name, slug, #tag #tag, id` with bars between them: its place in the list by names, and what a search finds it by. */
export function searchEntryOf({
  name,
  slug,
  tags,
  id,
}: Pick<CheckPlan, 'name' | 'slug' | 'tags'> & { readonly id: string }): string {
  const marked = tags.map(tag => `#${folded(tag)}`).join(' ')
  return [folded(name), slug, marked, id].join(BAR)
}

/** Whether every word stands in the name, the slug or a tag; a word that begins with # is the beginning of a tag. */
export function hasWords(entry: string, words: readonly string[]): boolean {
  const text = entry.slice(0, entry.lastIndexOf(BAR))
  return words.every(word => text.includes(word))
}
