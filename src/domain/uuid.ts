/** UUIDs as text (RFC 9562): a check's id, and the name of a run. Pure. */

/** The source of a regular expression, to stand inside a larger one; letters count in either case. */
export const UUID = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}'

const WHOLE = new RegExp(`^${UUID}$`)

export function isUuid(text: string): boolean {
  return WHOLE.test(text)
}

/** A UUID, also without its hyphens as some clients want their tokens -> lower case with hyphens; undefined for other text. */
export function canonicalUuid(text: string): string | undefined {
  const uuid = /^[\da-f]{32}$/i.test(text) ? hyphenated(text) : text
  return isUuid(uuid) ? uuid.toLowerCase() : undefined
}

/** 32 hexadecimal digits -> the same with hyphens. */
export function hyphenated(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
