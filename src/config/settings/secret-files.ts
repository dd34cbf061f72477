/** Secrets in files of their own, which `@file` in the INI names. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fieldProblem, namesFile, type SettingField } from '../../domain/field'

/** Characters. A secret is one line; a certificate that was named by mistake is not read whole. */
const SECRET_LIMIT = 10_000

/**
 * The settings with the secrets from their files, relative to that folder. Files are read anew every time.
 *
 * @param owner names in the reason whose settings they are, such as `[channel.mail]`
 * @returns the reason why a file cannot be used, as a sentence without its full stop, in place of the settings
 */
export async function secretsFrom(
  fields: readonly SettingField[],
  given: Readonly<Record<string, string>>,
  folder: string,
  owner?: string,
): Promise<Readonly<Record<string, string>> | string> {
  const settings: Record<string, string> = { ...given }
  for (const field of fields) {
    const value = settings[field.key] ?? ''
    if (!namesFile(field, value)) continue
    const file = `the file that ${owner ?? 'the INI'} names for "${field.label}"`
    try {
      const text = await readFile(resolve(folder, value.slice(1)), 'utf8')
      const secret = text.slice(0, SECRET_LIMIT).replace(/(?<![\r\n])[\r\n]+$/, '')
      const problem = fieldProblem(field, secret, 'ini', {})
      if (problem !== undefined) return `${file} cannot be used (${problem})`
      settings[field.key] = secret
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return `${file} cannot be read (${code})`
    }
  }
  return settings
}
