/** The files by which the runner of a test file and the run that started it exchange what was found. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a run of tests has to try: the faults drawn, or one alone that is switched on before the first import. */
export interface Plan {
  readonly drawn: readonly string[]
  readonly alone?: string
  /** A fault that so many tests have reached in vain is tried with no other. */
  readonly mostTries?: number
}

/**
 * - `noticed`: a test failed with the fault, and passed without it before and after.
 * - `timed out`: the same, but the test failed by its limit of time, twice.
 * - `hung`: the process stood still and was ended.
 * - `alone`: the fault has to be tried in a process of its own: with `file`, of which a test cannot be repeated in one
 *   process; with none, as it acts at import or in `beforeAll`.
 * - `runs`: a test of the file has run code of these sources.
 * - `tried`: a test has run to its end with these.
 * - `unsound`: a test of the file failed without a fault, so the file shows nothing.
 * - `done`: the file was run to its end.
 */
export type Entry =
  | { readonly kind: 'noticed' | 'timed out' | 'hung'; readonly id: string; readonly by: string }
  | { readonly kind: 'alone'; readonly id: string; readonly file?: string }
  | { readonly kind: 'covered' | 'tried'; readonly ids: readonly string[] }
  | { readonly kind: 'runs'; readonly file: string; readonly sources: readonly string[] }
  | { readonly kind: 'done' | 'unsound'; readonly file: string }

export const planFile = (folder: string) => join(folder, 'plan.json')
export const switchesFile = (folder: string) => join(folder, 'switches.json')
/** The source of each fault, by its id. */
export const sourcesFile = (folder: string) => join(folder, 'sources.json')
/** The project with the switches in it. */
export const copyFolder = (folder: string) => join(folder, 'project')
/** What a process tries at present: the fault, its file, its test. Its time of change shows whether it goes on. */
export const presentFile = (folder: string, pid: number) => join(folder, 'present', `${pid}`)
/** The faults that programs have reached that a process has started. */
export const reachedFile = (folder: string, pid: number) => join(folder, 'reached', `${pid}`)
const journalFile = (folder: string) => join(folder, 'journal')

export function startJournal(folder: string): void {
  for (const name of ['present', 'reached']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(journalFile(folder), '')
}

export function note(folder: string, entry: Entry): void {
  appendFileSync(journalFile(folder), `${JSON.stringify(entry)}\n`)
}

export function entries(folder: string): Entry[] {
  if (!existsSync(journalFile(folder))) return []
  const lines = readFileSync(journalFile(folder), 'utf8').split('\n')
  return lines.filter(Boolean).map(line => JSON.parse(line))
}

export function noticedIn(found: readonly Entry[]): Set<string> {
  return new Set(found.flatMap(entry => ('id' in entry && entry.kind !== 'alone' ? [entry.id] : [])))
}

/** By how many tests each fault was tried. */
export function triesIn(found: readonly Entry[]): Map<string, number> {
  const tries = new Map<string, number>()
  for (const entry of found)
    if (entry.kind === 'tried') for (const id of entry.ids) tries.set(id, (tries.get(id) ?? 0) + 1)
  return tries
}
