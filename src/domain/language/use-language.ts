import { type Catalogue, ENGLISH, type Language, type Spoken, speak, spoken } from './language'
import { storedTexts } from './stored-texts'

/** Takes a language into use, with its texts. */
export function useLanguage(language: Language, catalogue: Catalogue = {}): void {
  speak(language === 'en' ? ENGLISH : spokenBy(language, catalogue))
}

/** Returns what the work returns while another language is in use. The work is synchronous: others would see the language, too. */
export function inLanguage<T>(language: Language, catalogue: Catalogue, work: () => T): T {
  const before = spoken()
  useLanguage(language, catalogue)
  try {
    return work()
  } finally {
    speak(before)
  }
}

const known = new WeakMap<Catalogue, Spoken>()

function spokenBy(language: Language, catalogue: Catalogue): Spoken {
  const before = known.get(catalogue)
  if (before !== undefined) return before
  const texts = new Map(Object.entries(catalogue))
  const made = {
    language,
    text: (english: string) => texts.get(english) ?? english,
    stored: storedTexts(texts),
  }
  known.set(catalogue, made)
  return made
}
