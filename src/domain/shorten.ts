/** Cuts texts to the length that another service takes. Pure. */

/** The first characters (not UTF-16 halves) of a text. */
export function firstCharacters(text: string, limit: number): string {
  return text.length <= limit ? text : Array.from(text).slice(0, limit).join('')
}

/** As much of a text as fits into so many bytes of UTF-8, without splitting a character. */
export function firstBytes(text: string, limit: number): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(limit)).read)
}

/** The same from the end of a text. */
export function lastBytes(text: string, limit: number): string {
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= limit) return text
  const bytes = new TextEncoder().encode(text)
  let from = Math.max(0, bytes.length - limit)
  // Bytes that continue a character.
  while (((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  return new TextDecoder().decode(bytes.subarray(from))
}
