/** Checks and channels of other programs: of Healthchecks, Uptime Kuma and Gatus. */

import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { isNothing, NO_CHECKS } from '../../domain/appliance/backup-changes'
import { checksToImport, restToImport } from '../../domain/appliance/import-changes'
import type { BackupStore } from '../../domain/appliance/ports'
import { counted } from '../../domain/counted'
import { usable } from '../../domain/settings/reading'
import type { Check } from '../../domain/watch/check'
import type { Watched } from '../../domain/watch/ports'
import { CHANNEL_RULES } from '../../wire/alerts'
import {
  gatusMoved,
  healthchecksMoved,
  kumaMoved,
  kumaOfBackup,
  kumaOfTables,
  type Meeting,
  type Moved,
  openBackups,
  readKumaDatabase,
} from '../../wire/appliance'
import { CommandError, openAppliance } from './context'
import { fetchHealthchecks } from './healthchecks-api'
import { checksHere, printSentences } from './import-checks'
import { withChecks } from './own-checks'
import { print } from './print'

/** Configurations of thousands of monitors are smaller. */
const MOST_BYTES = 16 * 1024 ** 2
/** Checks that are looked up together. */
const AT_ONCE = 100
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

/** Returns how the checks of a file or a server are taken over; undefined where it is none of another program's. */
export async function openProgram(file: string, keyFile: string): Promise<Move | undefined> {
  if (/^https?:\/\//i.test(file)) {
    const { checks, channels } = await fetchHealthchecks(file, keyFile)
    return named(file, meeting => healthchecksMoved(checks, channels, meeting))
  }
  const path = resolve(file)
  const folder = await gatusFolder(path, file)
  if (folder !== undefined) return movedGatus(folder, file)
  const handle = await open(path).catch(() => undefined)
  if (handle === undefined) return undefined // The ordinary import has the words for it.
  const { program, size } = await handle
    .read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    .then(async ({ buffer, bytesRead }) => ({
      program: programOf(buffer.subarray(0, bytesRead)),
      size: (await handle.stat()).size,
    }))
    .catch(() => ({ program: undefined, size: 0 }))
    .finally(() => handle.close())
  if (program === undefined) return undefined
  if (program === 'kuma.db') {
    const tables = await readKumaDatabase(path).catch(refuse(file))
    return meeting => kumaMoved(kumaOfTables(tables), meeting)
  }
  if (size > MOST_BYTES) throw new CommandError(`${file} is too large`)
  return moveOf(program, await readFile(path, 'utf8'), file)
}

const movedGatus = (texts: readonly string[], file: string): Move =>
  named(file, meeting => gatusMoved(texts, name => process.env[name], meeting))

/** The texts of a folder of Gatus: of all its YAML files, also in folders below, by their names. Undefined where it is no folder. */
async function gatusFolder(path: string, file: string): Promise<readonly string[] | undefined> {
  const found = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (found === undefined) return undefined
  const paths = found
    .filter(each => each.isFile() && /\.ya?ml$/.test(each.name))
    .map(each => join(each.parentPath, each.name))
    .sort()
  if (paths.length === 0) throw new CommandError(`${file} is a folder without YAML files; name a file`)
  let size = 0
  const texts: string[] = []
  for (const each of paths) {
    size += (await stat(each)).size
    if (size > MOST_BYTES) throw new CommandError(`${file} is too large`)
    texts.push(await readFile(each, 'utf8').catch(refuse(file)))
  }
  return texts
}

/** The same of standard input, whose bytes can be read several times. */
export async function openProgramText(bytes: () => AsyncIterable<Buffer>): Promise<Move | undefined> {
  let head: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes()) {
    head = Buffer.concat([head, chunk])
    if (head.length >= HEAD_BYTES) break
  }
  const program = programOf(head.subarray(0, HEAD_BYTES))
  if (program === 'kuma.db')
    throw new CommandError('a database cannot come from standard input; name its file')
  return program === undefined ? undefined : moveOf(program, await text(bytes()), 'standard input')
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
    const created = await takeIn(store, moved, { isTrial, ini: new Set(own.map(({ name }) => name)) })
    const paused = moved.checks.filter(({ id, isPaused }) => isPaused && created.has(id))
    if (paused.length > 0)
      await withChecks(async checks => {
        for (const { id } of paused) await checks.pause(id, Date.now())
      })
    return 0
  } finally {
    close()
  }
}

/** Returns the ids of the checks that are new here. */
async function takeIn(
  store: BackupStore,
  moved: Moved,
  { isTrial, ini }: { readonly isTrial: boolean; readonly ini: ReadonlySet<string> },
): Promise<ReadonlySet<string>> {
  const { slugs, hasOwn } = await checksHere(store)
  const watched: Watched[] = []
  for (let from = 0; from < moved.checks.length; from += AT_ONCE) {
    const ids = moved.checks.slice(from, from + AT_ONCE).map(({ id }) => id)
    watched.push(...(await store.find(ids)).watched)
  }
  const there = new Map(watched.map(({ check }) => [check.id, check]))
  const now = Date.now()
  const given = moved.checks.map(
    ({ id, plan }): Check => ({
      ...plan,
      id,
      origin: there.get(id)?.origin ?? 'page',
      createdAt: there.get(id)?.createdAt ?? now,
    }),
  )
  const channels = moved.channels.filter(({ name }) => !ini.has(name))
  const { rest: present } = await store.rest()
  const checks = checksToImport(watched, given, slugs)
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
    await store.changeChecks({ ...NO_CHECKS, create: checks.create }, now)
    print(
      'Imported. Checks begin as new: probes look at once, others are watched from their next check-in on.',
    )
  }
  return new Set(isUnchanged || isTrial ? [] : checks.create.map(({ id }) => id))
}
