/** Lists of subjects in settings. Pure. */

/** `A | B` -> A and B: subjects may have commas in them. */
export function listOf(text: string): readonly string[] {
  return text
    .split(/(?<=\s)\|(?=\s)/)
    .map(part => part.trim())
    .filter(part => part !== '')
}
