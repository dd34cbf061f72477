import { rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { editIni } from '../config/settings/edit-settings'
import type { FollowedList } from '../config/settings/followed-checklist'
import { type ForeignSettings, readForeignSettings } from '../config/settings/foreign-settings'
import { createListReader, encode as encodeList, listFaults, listPaths } from '../config/settings/list-reader'
import { cafileJudge } from '../config/settings/named-files'
import { parseSettings } from '../config/settings/settings'
import { readSettings, settingsReader } from '../config/settings/settings-file'
import { type ExpectedEvents, expectedEvents } from '../config/watch/expected-file'
import { type FileFaults, fileFaultText } from '../domain/files/followed-file'
import { type Reading, usable } from '../domain/settings/reading'
import type { Settings } from '../domain/settings/settings'
import type { SettingsFile } from '../domain/settings/settings-file'
import { replaceFile } from '../io/files/atomic-file'
import { marksOf, readFollowed, readFollowedFile } from '../io/files/followed-files'
import { withLock } from '../io/files/lock-file'
import { MAIL_RULES } from '../notifiers/mail-addresses'
import type { Places } from './places'

/** The INI, and the files that it names. */
export interface OpenSettings extends SettingsFile {
  /** The checklist that is followed, read anew at each call; undefined where the INI names none. */
  list(): Promise<FollowedList | undefined>
  /** The URL of the Redis for Robopager's hashes; empty: there is none. */
  hashes(): Promise<string>
}

/** Its readings have the channels and accounts of a checklist, too. */
export function openSettings({ ini, home }: Places): OpenSettings {
  const read = settingsReader(ini, MAIL_RULES)
  const judge = cafileJudge(dirname(ini))
  const { list, withList } = openList({ ini, home })
  const ownReading = () => judge(read())
  return {
    read: async () => await withList(ownReading()),
    list: async () => await list(ownReading()),
    hashes: async () => {
      const reading = ownReading()
      const named = usable(reading, 'checklist')?.redis ?? 'off'
      return named === '' ? ((await list(reading))?.redis ?? '') : named === 'off' ? '' : named
    },
    edit: async (edits, expectedRevision) => {
      const outcome = await editIni(ini, edits, {
        replaceFile,
        withLock,
        rules: MAIL_RULES,
        ...(expectedRevision !== undefined && { expectedRevision }),
      })
      return outcome.kind === 'refused'
        ? outcome
        : { ...outcome, reading: await withList(judge(outcome.reading)) }
    },
  }
}

function openList({ ini, home }: Pick<Places, 'ini' | 'home'>) {
  return createListReader(
    {
      read: readFollowedFile,
      marks: marksOf,
      copy: () => {
        const file = readFollowedFile(listCopy({ home }))
        return 'text' in file ? file.text : undefined
      },
    },
    dirname(ini),
  )
}

/** The last good list, for the time in which its files have faults. */
const listCopy = ({ home }: Pick<Places, 'home'>) => join(home, 'checklist-kept.json')

/** Keeps a good list; removes the copy where none is followed. */
export async function keepList(where: Pick<Places, 'home'>, list: FollowedList | undefined): Promise<void> {
  const path = listCopy(where)
  if (list?.good === undefined) return list === undefined ? await rm(path, { force: true }) : undefined
  const text = encodeList(list.good)
  const file = readFollowedFile(path)
  if (!('text' in file) || file.text !== text) await replaceFile(path, text, 0o600)
}

/** The paths of the files that are followed for the list; undefined while the INI's own section cannot be read. */
export function listFiles(reading: Reading, { ini }: Pick<Places, 'ini'>): readonly string[] | undefined {
  return listPaths(reading, dirname(ini))
}

/**
 * The expected events in the files that the INI names, and the faults of these files; read anew at each call. Undefined
 * while the INI's own section cannot be read.
 */
export function readExpected(reading: Reading, { ini }: Pick<Places, 'ini'>): ExpectedEvents | undefined {
  const patterns = expectedPatterns(reading, { ini })
  return patterns && expectedEvents(readFollowed(patterns))
}

/** Returns the faults of the files that the INI names, in sentences; they are read again after a change only. */
export function openFileFaults(
  settings: OpenSettings,
  where: Pick<Places, 'ini'>,
): () => Promise<FileFaults> {
  let last: { readonly marks: string; readonly faults: readonly string[] } | undefined
  async function ofExpected(): Promise<readonly string[]> {
    const reading = await settings.read()
    const patterns = expectedPatterns(reading, where) ?? []
    if (patterns.length === 0) return []
    const marks = [...patterns, marksOf(patterns)].join('\n')
    if (last?.marks !== marks)
      last = { marks, faults: readExpected(reading, where)?.faults.map(fileFaultText) ?? [] }
    return last.faults
  }
  return async () => ({ expected: await ofExpected(), checklist: listFaults(await settings.list()) })
}

/** The number of checks in the files that the INI names, with their faults; undefined where it names none. */
export async function countListed(
  settings: OpenSettings,
  where: Pick<Places, 'ini'>,
): Promise<{ readonly checks: number; readonly faults: readonly string[] } | undefined> {
  const reading = await settings.read()
  const isNaming = (expectedPatterns(reading, where) ?? []).length > 0
  const events = isNaming ? readExpected(reading, where) : undefined
  const list = await settings.list()
  if (events === undefined && list === undefined) return undefined
  return {
    checks: (events?.checks.length ?? 0) + (list?.checks.length ?? 0),
    faults: [...(events?.faults.map(fileFaultText) ?? []), ...listFaults(list)],
  }
}

/** The paths and patterns of these files. */
export function expectedPatterns(
  reading: Reading,
  { ini }: Pick<Places, 'ini'>,
): readonly string[] | undefined {
  return usable(reading, 'expected')?.files.map(file => resolve(dirname(ini), file))
}

/** Reads an INI at any path, once. */
export function readIni(path: string): Reading {
  return cafileJudge(dirname(path))(readSettings(path, MAIL_RULES))
}

/** Reads an INI at any path with the files that it names, once; the faults of these files as sentences. */
export async function readWithFiles(
  where: Pick<Places, 'ini' | 'home'>,
): Promise<{ readonly reading: Reading; readonly faults: readonly string[] }> {
  const own = readIni(where.ini)
  const { list, withList } = openList(where)
  const expected = readExpected(own, where)?.faults.map(fileFaultText) ?? []
  return { reading: await withList(own), faults: [...expected, ...listFaults(await list(own))] }
}

export { type CheckerSettings, readCheckerSettings } from '../config/settings/checker-settings'
export {
  accountOf,
  checklistSections,
  type Mapped,
  PASSWORD_FILE,
  probeOf,
  sectionName,
} from '../config/settings/checklist-sections'
export { type EtlSettings, readEtlSettings } from '../config/settings/etl-settings'
export type { ForeignSettings } from '../config/settings/foreign-settings'
export { type ChecklistFault, readChecklist } from '../config/watch/checklist'

/** The heartbeat settings of another program's INI. */
export function readForeignIni(path: string): ForeignSettings {
  return readForeignSettings(path)
}

/** The settings of a section that the INI does not mention. */
export function defaults(): Settings {
  const parsed = parseSettings('[Monitoring]\nheartbeatfrequency = Off\n')
  if (parsed.kind !== 'ok') throw new Error('the defaults have faults')
  return parsed.settings
}
