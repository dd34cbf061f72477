/** A fault of one file, or one that acts at import, is tried with so many test files. */
export const NEAREST = 6

/** Sorts test files by how much of their path below `test` they share with the path of `file` below `src`. */
export function nearestFirst(file: string, tests: readonly string[]): string[] {
  const own = wordsOf(file)
  const shared = (test: string) => wordsOf(test).filter(word => own.includes(word)).length
  return [...new Set(tests)].sort((a, b) => shared(b) - shared(a) || a.localeCompare(b))
}

/** `src/domain/watch/check-state.ts` has the words domain, watch, check, state. */
const wordsOf = (path: string) => subjectOf(path).split(/[/-]/)

/** `config/ini/ini-text` of a source and of its own tests, whether the path is absolute or not. */
export function subjectOf(path: string): string {
  return path.replace(/^(?:.*\/)?(?:src|test)\//, '').replace(/(?:\.test)?\.(?:ts|lua)$/, '')
}

/**
 * Sorts test files so that what is noticed soon is not tried by slow tests: those of one of these sources by its name, and then
 * the shorter ones, which are quicker for the most part.
 */
export function quickestFirst(
  tests: readonly string[],
  sources: readonly string[],
  sizeOf: (test: string) => number,
): string[] {
  const own = new Set(sources.map(subjectOf))
  const rank = (test: string) => (own.has(subjectOf(test)) ? 0 : 1)
  return [...tests].sort((a, b) => rank(a) - rank(b) || sizeOf(a) - sizeOf(b) || a.localeCompare(b))
}
