/** The parts into which the checks of a watch are divided: `[Redis] shards`. */

/** Parts of a watch, at most: each program has a connection or more to each of them. */
export const MOST_SHARDS = 64

/**
 * The part, from 0 on, to which a text belongs: the id of a check, or a slug. Stored data rely on it, so it never changes
 * (FNV-1a with 32 bits, and the mixing steps of MurmurHash3, without which the low bits of similar texts are alike).
 */
export function shardNumberOf(text: string, shards: number): number {
  if (shards === 1) return 0
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % shards
}
