/** Checks and channels of other programs: of Healthchecks, Uptime Kuma and Gatus. */

import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { isNothing, NO_CHECKS } from '../../domain/appliance/backup-changes'
import { checksToImport, restToImport } from '../../domain/appliance/import-changes'
import type { BackupStore } from '../../domain/appliance/ports'
import { counted } from '../../domain/counted'
import { usable } from '../../domain/settings/reading'
import { CHANNEL_RULES } from '../../wire/alerts'
import {
  gatusMoved,
  healthchecksMoved,
  type KumaTables,
  kumaMoved,
  kumaOfBackup,
  kumaOfTables,
  type Meeting,
  type Moved,
  openBackups,
  readKumaCopy,
  readKumaDatabase,
} from '../../wire/appliance'
import { CommandError, openAppliance } from './context'
import type { Given, GivenFile } from './given-files'
import { fetchHealthchecks } from './healthchecks-api'
import { asChecks, checksHere, printSentences } from './import-checks'
import { print } from './print'

/** Configurations of thousands of monitors are smaller. */
const MOST_BYTES = 16 * 1024 ** 2
/** As much of a file is read to recognise it. */
const HEAD_BYTES = 64 * 1024

/** The program that a file is of. */
type Program = 'kuma.db' | 'kuma' | 'healthchecks' | 'gatus'

/** Returns what is to be taken over, once it is known what is here. */
type Move = (meeting: Meeting) => Promise<Moved> | Moved

/** The file's program, by its first bytes; undefined for a backup of our own, and anything else. */
function programOf(head: Buffer): Program | undefined {
  if (head.subarray(0, 15).toString('latin1') === 'SQLite format 3') return 'kuma.db'
  const words = head.toString('utf8').replace(/^\uFEFF/, '')
  if (/^\s*[{[]/.test(words)) {
    if (/"format"\s*:\s*"intvlm8r/.test(words)) return undefined
    if (/"(?:monitorList|notificationList)"\s*:/.test(words)) return 'kuma'
    return /"(?:ping_url|unique_key|n_pings)"\s*:/.test(words) ? 'healthchecks' : undefined
  }
  return /^(?:endpoints|services|external-endpoints|suites|alerting)\s*:/m.test(words) ? 'gatus' : undefined
}

/** Returns how the checks of a Healthchecks are taken over. */
export async function fetchProgram(address: string, key: GivenFile | '-' | undefined): Promise<Move> {
  const { checks, channels } = await fetchHealthchecks(address, key)
  return named(address, meeting => healthchecksMoved(checks, channels, meeting))
}

/** Returns how the checks of a file or a folder are taken over; undefined where it is none of another program's. */
export async function openProgram(file: string, given: Given): Promise<Move | undefined> {
  const { files, isFolder } = given
  const [first] = files
  if (isFolder) return movedGatus(await textsOf(files, file), file)
  if (first === undefined) return undefined
  const program = programOf(await headOf(first.bytes()))
  if (program === undefined) return undefined // The ordinary import has the words for it.
  if (program === 'kuma.db') {
    const tables = await readKuma(given).catch(refuse(file))
    return meeting => kumaMoved(kumaOfTables(tables), meeting)
  }
  if (first.size > MOST_BYTES) throw new CommandError(`${file} is too large`)
  return moveOf(program, await first.text(), file)
}

const movedGatus = (texts: readonly string[], file: string): Move =>
  named(file, meeting => gatusMoved(texts, name => process.env[name], meeting))

async function textsOf(files: readonly GivenFile[], folder: string): Promise<readonly string[]> {
  if (files.length === 0) throw new CommandError(`${folder} is a folder without YAML files; name a file`)
  const size = files.reduce((sum, file) => sum + file.size, 0)
  if (size > MOST_BYTES) throw new CommandError(`${folder} is too large`)
  return await Promise.all(files.map(file => file.text()))
}

/** A file that only root could open is copied: its reader takes a path. */
async function readKuma({ files: [database, log], isHandedOver }: Given): Promise<KumaTables> {
  const { path, bytes } = database as GivenFile
  const isReadable =
    !isHandedOver ||
    (await access(path, constants.R_OK).then(
      () => true,
      () => false,
    ))
  return isReadable ? await readKumaDatabase(path) : await readKumaCopy(bytes(), log?.bytes())
}

/** The same of standard input, whose bytes can be read several times. */
export async function openProgramText(bytes: () => AsyncIterable<Buffer>): Promise<Move | undefined> {
  const program = programOf(await headOf(bytes()))
  if (program === 'kuma.db')
    throw new CommandError('a database cannot come from standard input; name its file')
  return program === undefined ? undefined : moveOf(program, await text(bytes()), 'standard input')
}

async function headOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    head = Buffer.concat([head, chunk])
    if (head.length >= HEAD_BYTES) break
  }
  return head.subarray(0, HEAD_BYTES)
}

function moveOf(program: Exclude<Program, 'kuma.db'>, content: string, file: string): Move {
  if (program === 'gatus') return movedGatus([content], file)
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch (error) {
    throw new CommandError(`${file} is no JSON: ${(error as Error).message}`)
  }
  return named(file, meeting =>
    program === 'kuma' ? kumaMoved(kumaOfBackup(json), meeting) : healthchecksMoved(json, undefined, meeting),
  )
}

/** The same, whose faults begin with the name of the file. */
const named =
  (file: string, move: Move): Move =>
  async meeting => {
    try {
      return await move(meeting)
    } catch (error) {
      return refuse(file)(error as Error)
    }
  }

const refuse =
  (file: string) =>
  (error: Error): never => {
    throw new CommandError(`${file} ${error.message}`)
  }

/** Takes over what is not here yet, or with `isTrial` only prints it. What is here already stays as it is. */
export async function moveIn(move: Move, { isTrial }: { readonly isTrial: boolean }): Promise<number> {
  const { target, reading } = await openAppliance()
  const { store, connected, close } = openBackups(target)
  try {
    await connected()
    const own = usable(reading, 'channels') ?? []
    const { rest: present } = await store.rest()
    const page = present.channels.map(channel => ({ ...channel, origin: 'page' as const }))
    const moved = await move({ channels: [...own, ...page], rules: CHANNEL_RULES, now: Date.now() })
    await takeIn(store, moved, { isTrial, ini: new Set(own.map(({ name }) => name)) })
    return 0
  } finally {
    close()
  }
}

async function takeIn(
  store: BackupStore,
  moved: Moved,
  { isTrial, ini }: { readonly isTrial: boolean; readonly ini: ReadonlySet<string> },
): Promise<void> {
  const { slugs, hasOwn } = await checksHere(store)
  const now = Date.now()
  const { given, here } = await asChecks(store, moved.checks, now)
  const channels = moved.channels.filter(({ name }) => !ini.has(name))
  const { rest: present } = await store.rest()
  const checks = checksToImport(here, given, slugs)
  const others = restToImport(present, { channels, accounts: [], apiKeys: [] }, hasOwn)
  printSentences({ added: [...checks.added, ...others.added], kept: [...checks.kept, ...others.kept] })
  for (const { name } of moved.channels) if (ini.has(name)) print(`= channel ${name} is that of the INI`)
  for (const sentence of moved.left) print(`- Not taken over: ${sentence}`)
  const unalerted = checks.create.filter(check => check.channels.length === 0)
  if (unalerted.length > 0)
    print(
      `${counted(unalerted.length, 'check')} of these alert nobody: ${unalerted.map(({ name }) => `"${name}"`).join(', ')}`,
    )
  if (given.length === 0 && moved.channels.length === 0)
    throw new CommandError('there is no check and no channel in it that can be taken over')
  const isUnchanged = isNothing({ ...NO_CHECKS, create: checks.create, ...others.rest })
  if (isUnchanged) print('Nothing to import: everything that can be taken over is here already.')
  else if (isTrial) print('Nothing was changed: without --dry-run, the lines with + are imported.')
  else {
    await store.changeRest(others.rest)
    const paused = moved.checks.filter(({ isPaused }) => isPaused).map(({ id }) => id)
    await store.changeChecks({ ...NO_CHECKS, create: checks.create, paused }, now)
    print(
      'Imported. Checks begin as new: probes look at once, others are watched from their next check-in on.',
    )
  }
}
