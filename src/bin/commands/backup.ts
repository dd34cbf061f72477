/** Checks, channels and keys as a file: for a backup, and for a move to another machine. */

import { lstat, open, readFile, rename, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { isNothing } from '../../domain/appliance/backup-changes'
import { backupJson } from '../../domain/appliance/backup-json'
import { changesToImport } from '../../domain/appliance/import-changes'
import type { BackupStore } from '../../domain/appliance/ports'
import { type ReadBackup, readBackupJson } from '../../domain/appliance/read-backup'
import { counted } from '../../domain/counted'
import { checksumOf } from '../../io/appliance/backup-file'
import { CHANNEL_RULES } from '../../wire/alerts'
import { openBackups } from '../../wire/appliance'
import { CommandError, openAppliance } from './context'
import { print, printError } from './print'

/** A file of a fraction of that holds 10,000 checks. */
const MOST_BYTES = 64 * 1024 * 1024

/** Writes a backup to FILE, which only its owner can read, or to standard output (`-`). */
export async function exportBackup(file: string): Promise<number> {
  const { backup } = await withBackups(store => store.read())
  const json = `${JSON.stringify(backupJson(backup, Date.now(), hostname()), null, 2)}\n`
  if (file === '-') process.stdout.write(json)
  else await writePrivate(resolve(file), json)
  const { checks, channels, accounts, apiKeys } = backup
  const mail = accounts.length === 0 ? '' : `, ${counted(accounts.length, 'mail account')}`
  printError(
    `Exported ${counted(checks.length, 'check')}, ${counted(channels.length, 'channel')}${mail} and ${counted(apiKeys.length, 'API key')}${file === '-' ? '' : ` to ${file}`}. The settings of channels hold secrets: keep it to yourself.`,
  )
  printError('Checks and channels of the INI are not in it: copy intvlm8r.ini as well.')
  return 0
}

/** Adds what a backup holds, or with `isTrial` only prints it. What is here already stays as it is. */
export async function importBackup(
  file: string,
  { isTrial }: { readonly isTrial: boolean },
): Promise<number> {
  const { backup, faults } = await readGiven(file)
  if (faults.length > 0) {
    for (const fault of faults) print(fault)
    throw new CommandError('nothing was imported; mend these faults first')
  }
  return await withBackups(async store => {
    const { changes, added, kept } = changesToImport(await store.present(), backup)
    for (const sentence of added) print(`+ ${sentence}`)
    for (const sentence of kept) print(`= ${sentence}`)
    if (isNothing(changes)) print('Nothing to import: everything is here already.')
    else if (isTrial) print('Nothing was changed: without --dry-run, the lines with + are imported.')
    else {
      await store.apply(changes, Date.now())
      print('Imported. Checks begin as new: each is watched from its next check-in on.')
    }
    return 0
  })
}

async function readGiven(file: string): Promise<ReadBackup> {
  const given =
    file === '-' ? await text(process.stdin) : await readFile(resolve(file), 'utf8').catch(refuse(file))
  if (Buffer.byteLength(given) > MOST_BYTES) throw new CommandError(`${file} is too large for a backup`)
  if (checksumOf(given) === 'wrong')
    throw new CommandError(`${file} is damaged: its checksum is wrong. Try the one before it`)
  let json: { sha256?: unknown }
  try {
    json = JSON.parse(given)
  } catch (error) {
    throw new CommandError(`${file} is no JSON: ${(error as Error).message}`)
  }
  if (typeof json === 'object' && json !== null) delete json.sha256
  return readBackupJson(json, CHANNEL_RULES)
}

function refuse(file: string) {
  return (error: Error): never => {
    throw new CommandError(`${file} cannot be read: ${error.message}`)
  }
}

/** Replaces the file as a whole; whatever its mode was, others can never read it. */
async function writePrivate(path: string, content: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined))?.isDirectory())
    throw new CommandError(`${path} is a folder; name a file in it: ${join(path, 'intvlm8r-backup.json')}`)
  const draft = `${path}.${process.pid}.tmp`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, path)
  } catch (error) {
    await unlink(draft).catch(() => {})
    throw new CommandError(`${path} cannot be written: ${(error as Error).message}`)
  }
}

async function withBackups<T>(work: (store: BackupStore) => Promise<T>): Promise<T> {
  const { target } = await openAppliance()
  const { store, connected, close } = openBackups(target)
  try {
    await connected()
    return await work(store)
  } finally {
    close()
  }
}
