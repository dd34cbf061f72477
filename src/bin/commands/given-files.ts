/** Files that a command line names. Root only opens them: they are read and understood with the rights of the appliance's user. */

import { close, constants, fstat, open, read, readdir } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { places } from '../shared/environment'
import { foreignOwnerOf, runAsOwnerOf } from '../shared/privileges'
import { CommandError } from './context'

export interface GivenFile {
  /** Its whole path, by which it was opened. */
  readonly path: string
  readonly size: number
  /** From the start, each time it is called. */
  bytes(): AsyncIterable<Buffer>
  text(): Promise<string>
}

export interface Given {
  /** Of a folder, those with the ending, in the order of their names. */
  readonly files: readonly GivenFile[]
  readonly isFolder: boolean
  /** Root opened them, and this program may not be able to. */
  readonly isHandedOver: boolean
}

export interface Wanted {
  /** Paths that were typed, the first of which may be a folder. */
  readonly files: readonly string[]
  /** Opened where it is there. */
  readonly beside?: string
  /** Of the files that are taken of a folder; without it a folder is refused. */
  readonly ending?: RegExp
}

/** Paths, with a descriptor for each in a row. */
interface Handed {
  readonly paths: readonly string[]
  readonly isFolder: boolean
}

interface Opened {
  readonly path: string
  readonly descriptor: number
}

const HANDED = 'INTVLM8R_GIVEN'
/** The one after standard input, output and error. */
const FIRST = 3
/** Files of a folder, and folders in each other. */
const MOST = { files: 500, depth: 8 } as const

const AT_ONCE = 64 * 1024

const openPath = promisify(open)
const readPart = promisify(read)
const closeDescriptor = promisify(close)
const factsOf = promisify(fstat)
const entriesOf = promisify(readdir)

/**
 * Opens the files, and does the work with them. As root it is this program with the rights of the appliance's user that does it;
 * then its exit code is returned. No link of another user leads root elsewhere.
 */
export async function withGiven(wanted: Wanted, work: (given: Given) => Promise<number>): Promise<number> {
  const { home } = places()
  const isRootForOther = foreignOwnerOf(home) !== undefined
  const handed = takeHanded()
  // Root hands over, and takes nothing: what its environment has comes from elsewhere.
  if (handed !== undefined && !isRootForOther) {
    const opened = handed.paths.map((path, index) => ({ path, descriptor: FIRST + index }))
    return await work(await givenOf(opened, handed.isFolder, true))
  }
  const { opened, isFolder } = await openAll(wanted, !isRootForOther)
  const paths = opened.map(({ path }) => path)
  const environment = { [HANDED]: JSON.stringify({ paths, isFolder } satisfies Handed) }
  const descriptors = opened.map(({ descriptor }) => descriptor)
  const code = await runAsOwnerOf(home, environment, { descriptors })
  return code ?? (await work(await givenOf(opened, isFolder, false)))
}

/** Taken out of the environment, which programs inherit. */
function takeHanded(): Handed | undefined {
  const json = process.env[HANDED]
  delete process.env[HANDED]
  return json === undefined ? undefined : (JSON.parse(json) as Handed)
}

async function givenOf(opened: readonly Opened[], isFolder: boolean, isHandedOver: boolean): Promise<Given> {
  const files = await Promise.all(
    opened.map(async ({ path, descriptor }): Promise<GivenFile> => {
      const bytes = () => bytesOf(descriptor)
      return { path, size: (await factsOf(descriptor)).size, bytes, text: () => text(bytes()) }
    }),
  )
  return { files, isFolder, isHandedOver }
}

/** The descriptor stays open, also for a reader that leaves before the end: a stream would close it. */
async function* bytesOf(descriptor: number): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await readPart(descriptor, Buffer.allocUnsafe(AT_ONCE), 0, AT_ONCE, at)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}

async function openAll(
  { files, beside, ending }: Wanted,
  mayFollow: boolean,
): Promise<{ readonly opened: readonly Opened[]; readonly isFolder: boolean }> {
  const opened: Opened[] = []
  for (const [index, file] of files.entries()) {
    const path = resolve(file)
    const descriptor = await openOne(path, mayFollow).catch(refuse(file))
    const facts = await factsOf(descriptor)
    if (index === 0 && facts.isDirectory() && ending !== undefined)
      return { opened: await openFolder(path, descriptor, ending).catch(refuse(file)), isFolder: true }
    // It is read several times, and to its end.
    if (!facts.isFile()) throw new CommandError(`${file} is no file; - is standard input`)
    opened.push({ path, descriptor })
  }
  if (beside !== undefined) {
    const path = resolve(beside)
    const descriptor = await openOne(path, mayFollow).catch(() => undefined)
    if (descriptor !== undefined) opened.push({ path, descriptor })
  }
  return { opened, isFolder: false }
}

/** A pipe in its place keeps nobody waiting. */
async function openOne(path: string, mayFollow: boolean): Promise<number> {
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW } = constants
  return await openPath(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | (mayFollow ? 0 : O_NOFOLLOW))
}

/** The files with such an ending, also in folders below. Each is found from its folder's descriptor, so that no link is followed. */
async function openFolder(path: string, folder: number, ending: RegExp): Promise<readonly Opened[]> {
  const opened: Opened[] = []
  async function open(at: string, descriptor: number, depth: number): Promise<void> {
    for (const entry of await entriesOf(`/proc/self/fd/${descriptor}`, { withFileTypes: true })) {
      const isFolder = entry.isDirectory() && depth < MOST.depth
      if (!isFolder && !(entry.isFile() && ending.test(entry.name))) continue
      const inside = join(at, entry.name)
      const one = await openOne(`/proc/self/fd/${descriptor}/${entry.name}`, false).catch(refuse(inside))
      const facts = await factsOf(one)
      if (isFolder && facts.isDirectory())
        await open(inside, one, depth + 1).finally(() => closeDescriptor(one))
      else if (!isFolder && facts.isFile()) opened.push({ path: inside, descriptor: one })
      else await closeDescriptor(one)
      if (opened.length > MOST.files) throw new Error(`more than ${MOST.files} files`)
    }
  }
  await open(path, folder, 0)
  return opened.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function refuse(file: string) {
  return ({ code, message }: NodeJS.ErrnoException): never => {
    if (code === 'ELOOP') throw new CommandError(`${file} is a link; name what it leads to`)
    throw new CommandError(`${file} cannot be read: ${message}`)
  }
}
