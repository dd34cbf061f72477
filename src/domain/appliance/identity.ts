/** The identity that tells one appliance from another: an id that is drawn once and kept in the state folder. */

/** The prefix of version 1.0, which every appliance used before there were ids. */
export const FIRST_PREFIX = 'intvlm8r'

export interface Identity {
  /** Twelve hexadecimal digits. */
  readonly id: string
  /** The prefix of its names in Redis where the INI gives none: its id, or the first prefix of an appliance that is older than ids. */
  readonly prefix: string
}

/** Of an appliance that has kept something from a time before there were ids, or of a new one. */
export function newIdentity(id: string, isOlder: boolean): Identity {
  return { id, prefix: isOlder ? FIRST_PREFIX : id }
}

/** The identity in a file's text; undefined where a power cut or an editor left no whole one. */
export function readIdentity(text: string): Identity | undefined {
  try {
    const { id, prefix } = JSON.parse(text) as Partial<Identity>
    if (!/^[0-9a-f]{12}$/.test(id ?? '') || !isPrefix(prefix ?? '')) return undefined
    return { id: id as string, prefix: prefix as string }
  } catch {
    return undefined
  }
}

/** Whether the text can be a prefix in Redis: it stands in braces there, and in names that may have no blanks. */
export function isPrefix(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,63}$/.test(text)
}
