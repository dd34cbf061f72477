/** Files beside the INI that are followed: a save takes effect at once, and a fault leaves all as it was. Shapes only. */

/** A file's text as it was read, or why it cannot be. */
export type FollowedFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly reason: string }

export interface FileFault {
  /** Of the file, or the pattern that was to find some. */
  readonly path: string
  /** Where in the file: `line 3` or `[2].times[0]`; empty for the whole of it. */
  readonly where: string
  /** The name of what it concerns, where that has one. */
  readonly entry?: string
  /** Completes a sentence that begins with the place. */
  readonly reason: string
}

/** The faults of the files that the INI names, in sentences. */
export interface FileFaults {
  readonly expected: readonly string[]
  readonly checklist: readonly string[]
}

/** `/etc/intvlm8r/expected/a.json: [2].times[0] is no time of day`. */
export function fileFaultText({ path, where, reason }: FileFault): string {
  return where === '' ? `${path} ${reason}` : `${path}: ${where} ${reason}`
}
