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
  return path.replace(/^(?:.*\/)?(?:src|test)\//, '').replace(/(?:\.test)?\.ts$/, '')
}
