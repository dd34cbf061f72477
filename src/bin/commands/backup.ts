/** Checks, channels and keys as a file: for a backup, and for a move to another machine. */

import { lstat, open, rename, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isNothing } from '../../domain/appliance/backup-changes'
import { restToImport } from '../../domain/appliance/import-changes'
import type { BackupStore } from '../../domain/appliance/ports'
import type { ReadRest } from '../../domain/appliance/read-backup'
import { counted } from '../../domain/counted'
import { backupText, checksumOf, readAllButChecks, readSavedChecks } from '../../io/appliance/backup-text'
import { CHANNEL_RULES } from '../../wire/alerts'
import { openBackups } from '../../wire/appliance'
import { CommandError, openAppliance, UsageError } from './context'
import { allChecks, withIni } from './export-all'
import { type Given, type GivenFile, withGiven } from './given-files'
import { checksHere, importChecks, printSentences } from './import-checks'
import { fetchProgram, moveIn, openProgram, openProgramText } from './import-program'
import { print, printError } from './print'

/** Files of a million checks are smaller. */
const MOST_BYTES = 1024 ** 3
/** Faults that are printed. */
const MOST_FAULTS = 200

/**
 * Writes a backup to FILE, which only its owner can read, or to standard output (`-`).
 *
 * @param all whether the checks, channels, mail accounts and windows of the INI are in it, too, as if the page had made them
 */
export async function exportBackup(file: string, { all }: { readonly all: boolean }): Promise<number> {
  let checks = 0
  const left: string[] = []
  const leave = (what: string, reason: string) => void left.push(`${what}: ${reason}`)
  const {
    channels,
    accounts,
    windows = [],
    notes = [],
    apiKeys,
  } = await withBackups(async store => {
    const { rest: own } = await store.rest()
    const rest = all ? await withIni(own, leave) : own
    async function* counting() {
      for await (const batch of all ? allChecks(store, leave) : store.checks()) {
        checks += batch.length
        yield batch
      }
    }
    const content = { rest, checks: counting(), savedAt: Date.now(), host: hostname() }
    const text = ended(backupText(content, 2))
    if (file === '-') await pipeline(text, process.stdout, { end: false })
    else await writePrivate(resolve(file), text)
    return rest
  })
  const mail = accounts.length === 0 ? '' : `, ${counted(accounts.length, 'mail account')}`
  const planned = windows.length === 0 ? '' : `, ${counted(windows.length, 'window')} of maintenance`
  const written = notes.length === 0 ? '' : `, ${counted(notes.length, 'note')} on outages`
  printError(
    `Exported ${counted(checks, 'check')}, ${counted(channels.length, 'channel')}${mail}${planned}${written} and ${counted(apiKeys.length, 'API key')}${file === '-' ? '' : ` to ${file}`}. The settings of channels hold secrets: keep it to yourself.`,
  )
  for (const sentence of left) printError(`- Not exported, as the page could not make it: ${sentence}`)
  if (!all)
    printError('Checks and channels of the INI are not in it: copy intvlm8r.ini as well, or add --all.')
  return 0
}

async function* ended(text: AsyncIterable<string>): AsyncGenerator<string> {
  yield* text
  yield '\n}\n'
}

/** Adds what a backup or a file of another program holds, or with `isTrial` only prints it. What is here already stays as it is. */
export async function importFile(
  file: string,
  { isTrial, key }: { readonly isTrial: boolean; readonly key: string },
): Promise<number> {
  if (key !== '' && !/^https?:/i.test(file))
    throw new UsageError('--key belongs to the address of a Healthchecks, such as https://healthchecks.io')
  const isAddress = /^https?:/i.test(file)
  const typed = isAddress ? key : file
  const files = typed === '' || typed === '-' ? [] : [typed]
  const beside = isAddress || file === '-' ? undefined : `${file}-wal`
  return await withGiven(
    { files, ...(beside && { beside }), ...(!isAddress && { ending: /\.ya?ml$/ }) },
    given =>
      isAddress
        ? importFrom(file, key === '-' ? key : given.files[0], isTrial)
        : importGiven(file, given, isTrial),
  )
}

async function importFrom(
  address: string,
  key: GivenFile | '-' | undefined,
  isTrial: boolean,
): Promise<number> {
  return await moveIn(await fetchProgram(address, key), { isTrial })
}

async function importGiven(file: string, given: Given, isTrial: boolean): Promise<number> {
  const [first] = given.files
  const open = first === undefined && !given.isFolder ? await openInput() : undefined
  const move = open === undefined ? await openProgram(file, given) : await openProgramText(open)
  if (move !== undefined) return await moveIn(move, { isTrial })
  if (first !== undefined && first.size > MOST_BYTES) throw tooLarge(file)
  return await importBackup(file, open ?? (first as GivenFile).bytes, isTrial)
}

async function importBackup(
  file: string,
  open: () => AsyncIterable<Buffer>,
  isTrial: boolean,
): Promise<number> {
  const { rest: given, faults } = await readGiven(file, open)
  if (faults.length > 0) {
    for (const fault of faults) print(fault)
    throw new CommandError('nothing was imported; mend these faults first')
  }
  return await withBackups(async store => {
    const { rest: present } = await store.rest()
    const { slugs, hasOwn } = await checksHere(store)
    const found = restToImport(present, given, hasOwn)
    const addsRest = !isNothing(found.rest)
    // Before the checks: a machine that has some keeps its ping key, also where they are of an import that was cut short.
    if (addsRest && !isTrial) await store.changeRest(found.rest)
    const checks = readSavedChecks(decoded(open()), { isJudged: true })
    const created = await importChecks(store, checks, { slugs, isTrial, now: Date.now() })
    printSentences(found)
    if (created === 0 && !addsRest) print('Nothing to import: everything is here already.')
    else if (isTrial) print('Nothing was changed: without --dry-run, the lines with + are imported.')
    else print('Imported. Checks begin as new: each is watched from its next check-in on.')
    return 0
  })
}

/** All but the checks, with the faults of all. */
async function readGiven(file: string, open: () => AsyncIterable<Buffer>): Promise<ReadRest> {
  if ((await checksumOf(open())).verdict === 'wrong')
    throw new CommandError(`${file} is damaged: its checksum is wrong. Try the one before it`)
  try {
    return await readAllButChecks(decoded(open()), { rules: CHANNEL_RULES, mostFaults: MOST_FAULTS })
  } catch (error) {
    throw new CommandError(`${file} is no JSON: ${(error as Error).message}`)
  }
}

/** Returns a function that gives the bytes of standard input from the start, each time it is called. */
async function openInput(): Promise<() => AsyncIterable<Buffer>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BYTES) throw tooLarge('-')
    chunks.push(chunk)
  }
  return () => Readable.from(chunks)
}

const tooLarge = (file: string) => new CommandError(`${file} is too large for a backup`)

async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/**
 * Replaces the file as a whole; whatever its mode was, others can never read it. Neither a device nor a link is replaced,
 * such as /dev/stdout, which would then be missing.
 */
export async function writePrivate(path: string, content: AsyncIterable<string>): Promise<void> {
  const there = await lstat(path).catch(() => undefined)
  if (there?.isDirectory())
    throw new CommandError(`${path} is a folder; name a file in it: ${join(path, 'intvlm8r-backup.json')}`)
  if (there?.isSymbolicLink()) throw new CommandError(`${path} is a link; name what it leads to`)
  if (there?.isFile() === false) throw new CommandError(`${path} is no file; - is standard output`)
  const draft = `${path}.${process.pid}.tmp`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await writeFile(handle, content)
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
