/** The copy of checks, channels and keys outside Redis, and the one before it, as files with a checksum. */
import { createReadStream } from 'node:fs'
import { copyFile, link, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import type { BackupFile, Kept, Mark, ReadCopy } from '../../domain/appliance/ports'
import { replaceFile } from '../files/atomic-file'
import { backupText, checksumOf, readAllButChecks, readSavedChecks, withChecksum } from './backup-text'

/** `path`: ends in `.json`; the one before stands beside it. Neither file is ever held as a whole. */
export function openBackupFile(path: string): BackupFile {
  const before = path.replace(/\.json$/, '.before.json')
  return {
    read: async (): Promise<ReadCopy> => {
      const [last, earlier] = [await readCopy(path), await readCopy(before)]
      const damage = [last, earlier].flatMap(one => ('damage' in one ? [one.damage] : []))
      if ('mark' in last) return { kept: last, copy: 'last', damage }
      const found = { damage, ...('missing' in last && { isMissing: true as const }) }
      // A missing file means that a write was cut short or none was made; only a damaged one had something newer.
      if ('mark' in earlier) return { ...found, kept: earlier, copy: found.isMissing ? 'last' : 'before' }
      return { ...found, kept: undefined, copy: damage.length > 0 ? 'damaged' : 'none' }
    },

    write: async (content, keepsLast) => {
      if (keepsLast) await keepAs(path, before)
      let written = ''
      const text = backupText({ ...content, host: hostname() }, 1)
      await replaceFile(
        path,
        withChecksum(text, sum => {
          written = sum
        }),
        0o600,
      )
      return written
    },
  }
}

async function readCopy(
  path: string,
): Promise<Kept | { readonly damage: string } | { readonly missing: true }> {
  const name = basename(path)
  const text = () => createReadStream(path, 'utf8') as AsyncIterable<string>
  try {
    const { verdict, sum } = await checksumOf(createReadStream(path) as AsyncIterable<Buffer>)
    if (verdict !== 'right' || sum === undefined)
      return { damage: `${name} is damaged: its checksum is wrong.` }
    const { rest, faults, savedAt, copy } = await readAllButChecks(text())
    const { lineage, revision } = (copy ?? {}) as Partial<Mark>
    // A single part that this version cannot read does not spoil the others.
    if (savedAt === undefined || typeof lineage !== 'string' || typeof revision !== 'number')
      return { damage: `${name} cannot be used: ${faults[0] ?? 'it is no copy'}.` }
    const mark = { lineage, revision }
    const checks = () => readSavedChecks(text())
    return { mark, rest, checks, savedAt, sum, ...(faults.length > 0 && { isPartial: true }) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { missing: true } : { damage: `${name} cannot be read: ${message}.` }
  }
}

/** A second name for the present file, so that at no moment there is none. */
async function keepAs(path: string, name: string): Promise<void> {
  const draft = `${name}.tmp`
  await rm(draft, { force: true })
  try {
    await link(path, draft)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    // A file system without hard links.
    await copyFile(path, draft)
  }
  await rename(draft, name)
}
