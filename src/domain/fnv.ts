/** The offset basis of 32 bits (RFC 9923). */
const BASIS = 0x811c9dc5
const PRIME = 0x01000193

/**
 * FNV-1a of a text's UTF-16 units: a number of 32 bits that only the text decides; neither secret nor proof. Pure, and
 * nothing has to be loaded for it.
 */
export function fnv1a(text: string, basis = BASIS): number {
  let hash = basis
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME)
  return hash >>> 0
}
