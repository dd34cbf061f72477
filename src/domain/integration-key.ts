/** Integration keys of paging services are secrets, and may stand in a wrong line of a file. Pure. */

/** A word as long as a key of PagerDuty, or longer. */
const KEY_LIKE = /\b[A-Za-z\d]{32,}\b/g

/** The text without words that may be keys, for faults that quote a file. */
export function withoutKeys(text: string): string {
  return text.replace(KEY_LIKE, '(removed)')
}
