import type { LibraryRules } from '../../domain/field'
import { fnv1a } from '../../domain/fnv'
import type { Reading } from '../../domain/settings/reading'
import { readIniFile } from '../ini/ini-file'
import { parseSettings } from './settings'

/**
 * Reads the INI. Never throws for the state of the file. The revision is a hash of the content, neither secret nor proof.
 * Synchronous: for a file of this size that is less work than four trips to the thread pool, and the tick has nothing else
 * to do.
 */
export function readSettings(path: string, rules?: LibraryRules): Reading {
  return settingsReader(path, rules)()
}

/** Reads the file at every call, as `readSettings` does; parses it, and makes a new reading, only when it has changed. */
export function settingsReader(path: string, rules?: LibraryRules): () => Reading {
  let before: { readonly text: string; readonly changedAt: number; readonly reading: Reading } | undefined
  return () => {
    const file = readIniFile(path)
    if ('reason' in file) return { kind: 'unreadable', reason: file.reason }
    const { text, changedAt } = file
    if (before?.changedAt !== changedAt || before.text !== text)
      before = { text, changedAt, reading: readingOf(text, changedAt, rules) }
    return before.reading
  }
}

export function readingOf(text: string, changedAt: number, rules?: LibraryRules): Reading {
  let revision: string | undefined
  return {
    ...parseSettings(text, rules, changedAt),
    // Computed on demand: the tick does not need it.
    get revision() {
      revision ??= revisionOf(text)
      return revision
    },
    changedAt,
  }
}

/** Two hashes of 32 bits each: loading node:crypto would cost the tick 3 ms. */
export function revisionOf(text: string): string {
  return [fnv1a(text), fnv1a(text, 0x9e3779b9)].map(hash => hash.toString(16).padStart(8, '0')).join('')
}
