/**
 * The language of pages and messages. It is the process's own state: an appliance speaks one language, and its texts are made
 * in too many places to pass it down. English needs no catalogue, since the English sentence is the key of every text.
 */

/** ISO 639-1; each with the name that its speakers know it by. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const

export type Language = keyof typeof LANGUAGES

/** English sentence -> sentence, both with the same places in braces. */
export type Catalogue = Readonly<Record<string, string>>

/** A language with the functions that translate into it. */
export interface Spoken {
  readonly language: Language
  /** Returns the text for an English one with its places unfilled. */
  text(english: string): string
  /** Returns the text for an English one whose places are filled. */
  stored(english: string): string
}

const same = (english: string) => english

export const ENGLISH: Spoken = { language: 'en', text: same, stored: same }

let inUse = ENGLISH

export function spoken(): Spoken {
  return inUse
}

/** Takes a language into use for all texts from now on. */
export function speak(language: Spoken): void {
  inUse = language
}

export function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text)
}
