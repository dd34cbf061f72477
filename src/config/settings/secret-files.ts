/** Secrets in files of their own, which `@file` in the INI names. */
import { isUtf8 } from 'node:buffer'
import { constants, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fieldProblem, namesFile, type SettingField } from '../../domain/field'

/** Bytes. A secret is one line; a file that was named by mistake, as a disk's image, is not read whole. */
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
      const read = await readSecret(resolve(folder, value.slice(1)))
      const problem = 'problem' in read ? read.problem : fieldProblem(field, read.secret, 'ini', {})
      if (problem !== undefined) return `${file} cannot be used (${problem})`
      if ('secret' in read) settings[field.key] = read.secret
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return `${file} cannot be read (${code})`
    }
  }
  return settings
}

/**
 * The line that a file holds, without its end and without the byte order mark that some editors write; or why there is none.
 *
 * @throws the system's error for a file that cannot be read
 */
export async function readSecret(
  path: string,
): Promise<{ readonly secret: string } | { readonly problem: string }> {
  // Opening a named pipe would wait for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) return { problem: 'is no regular file' }
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SECRET_LIMIT + 1), 0, SECRET_LIMIT + 1, 0)
    if (bytesRead > SECRET_LIMIT) return { problem: 'is too long for a secret' }
    const bytes = buffer.subarray(0, bytesRead)
    if (!isUtf8(bytes)) return { problem: 'is not UTF-8 text; save it as UTF-8' }
    const secret = bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replace(/(?<![\r\n])[\r\n]+$/, '')
    return secret === '' ? { problem: 'is empty' } : { secret }
  } finally {
    await file.close()
  }
}
