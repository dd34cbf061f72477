/** The copy of checks, channels and keys outside Redis, and the one before it, as files with a checksum. */
import { createHash } from 'node:crypto'
import { copyFile, link, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { backupJson } from '../../domain/appliance/backup-json'
import type { BackupFile, Kept, Mark, ReadCopy } from '../../domain/appliance/ports'
import { readBackupJson } from '../../domain/appliance/read-backup'
import { replaceFile } from '../files/atomic-file'

/** The last property of the text: the SHA-256 of all that stands before it. */
const CHECKSUM = /,\n "sha256": "([0-9a-f]{64})"\n\}\n$/

/** `path`: ends in `.json`; the one before stands beside it. */
export function openBackupFile(path: string): BackupFile {
  const before = path.replace(/\.json$/, '.before.json')
  return {
    read: async (): Promise<ReadCopy> => {
      const [last, earlier] = await Promise.all([readCopy(path), readCopy(before)])
      const damage = [last, earlier].flatMap(one => ('damage' in one ? [one.damage] : []))
      if ('mark' in last) return { kept: last, copy: 'last', damage }
      const found = { damage, ...('missing' in last && { isMissing: true as const }) }
      // A missing file means that a write was cut short or none was made; only a damaged one had something newer.
      if ('mark' in earlier) return { ...found, kept: earlier, copy: found.isMissing ? 'last' : 'before' }
      return { ...found, kept: undefined, copy: damage.length > 0 ? 'damaged' : 'none' }
    },

    write: async ({ mark, backup, savedAt }, keepsLast) => {
      if (keepsLast) await keepAs(path, before)
      const body = JSON.stringify({ ...backupJson(backup, savedAt, hostname()), copy: mark }, null, 1)
      const text = body.slice(0, -'\n}'.length)
      await replaceFile(path, `${text},\n "sha256": "${sha256(text)}"\n}\n`, 0o600)
    },
  }
}

/** The checksum of an exported file or of a copy: wrong, right, or none at all. */
export function checksumOf(text: string): 'right' | 'wrong' | 'none' {
  const found = CHECKSUM.exec(text)
  if (found === null) return 'none'
  return sha256(text.slice(0, found.index)) === found[1] ? 'right' : 'wrong'
}

async function readCopy(
  path: string,
): Promise<Kept | { readonly damage: string } | { readonly missing: true }> {
  const name = basename(path)
  try {
    const text = await readFile(path, 'utf8')
    if (checksumOf(text) !== 'right') return { damage: `${name} is damaged: its checksum is wrong.` }
    const json = JSON.parse(text) as { copy?: Partial<Mark> }
    const { backup, faults, savedAt } = readBackupJson(json)
    const { lineage, revision } = json.copy ?? {}
    // A single part that this version cannot read does not spoil the others.
    if (savedAt === undefined || typeof lineage !== 'string' || typeof revision !== 'number')
      return { damage: `${name} cannot be used: ${faults[0] ?? 'it is no copy'}.` }
    return { mark: { lineage, revision }, backup, savedAt, ...(faults.length > 0 && { isPartial: true }) }
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
