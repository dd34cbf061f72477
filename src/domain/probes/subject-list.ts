/** Lists of subjects in settings. Pure. */

/** `A | B` -> A and B: subjects may have commas in them. In a pattern `\|` is a | already. */
export function listOf(text: string): readonly string[] {
  return text
    .split(/(?<=\s)\|(?=\s)/)
    .map(part => part.trim())
    .filter(part => part !== '')
}

/** The same for plain texts, in which ` \| ` stands for a | between blanks. */
export function plainListOf(text: string): readonly string[] {
  return listOf(text).map(subject => subject.replace(/(?<=^|\s)\\\|(?=\s|$)/g, '|'))
}

/** The text that `plainListOf` returns these for. */
export function plainListText(subjects: readonly string[]): string {
  return subjects.map(subject => subject.replace(/(?<=^|\s)\|(?=\s|$)/g, '\\|')).join(' | ')
}
