/** The language of the INI, in web and worker. The command line stays English. */
import { type Catalogue, type Language, spoken } from '../../domain/language/language'
import { useLanguage } from '../../domain/language/use-language'
import { languageIn, type Reading } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'

/** The catalogue of a language, which is read at its first use. */
export async function catalogueOf(language: Language): Promise<Catalogue> {
  return language === 'de' ? (await import('../../domain/language/german/index')).german : {}
}

/**
 * The settings, whose every reading takes its language into use. A reading that does not tell the language leaves it as it
 * is.
 */
export function withLanguage<T extends SettingsFile>(settings: T, loaded = catalogueOf): T {
  async function use(reading: Reading): Promise<void> {
    const language = languageIn(reading) ?? spoken().language
    if (language !== spoken().language) useLanguage(language, await loaded(language))
  }
  return {
    ...settings,
    read: async () => {
      const reading = await settings.read()
      await use(reading)
      return reading
    },
    edit: async (edits, expectedRevision) => {
      const outcome = await settings.edit(edits, expectedRevision)
      if (outcome.kind !== 'refused') await use(outcome.reading)
      return outcome
    },
  }
}
