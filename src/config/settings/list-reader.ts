/** Reads the checklist that the INI names, at every call, and adds to the INI's reading what the list makes. */
import { dirname, resolve } from 'node:path'
import { type FileFault, type FollowedFile, fileFaultText } from '../../domain/files/followed-file'
import { providableChecks, type Reading, usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import { type FollowedList, followedList, type GoodList, keptList } from './followed-checklist'

/** The access to files. */
export interface ListFiles {
  readonly read: (path: string) => FollowedFile
  /** Differs as soon as one of the files does. */
  readonly marks: (paths: readonly string[]) => string
  /** The last good list as it was kept, a text; undefined where there is none. */
  readonly copy: () => string | undefined
}

/** @param folder of the INI, to which paths are relative */
export function createListReader(files: ListFiles, folder: string) {
  let last: { readonly marks: string; readonly list: FollowedList } | undefined

  /** Undefined where the INI names no list. While its section has a fault, the last list holds. */
  async function list(reading: Reading): Promise<FollowedList | undefined> {
    const paths = listPaths(reading, folder)
    if (paths === undefined) return last?.list ?? keptList(decode(files.copy()))
    const [path, ...etls] = paths
    if (path === undefined) return undefined
    const marks = files.marks(paths)
    if (last?.marks !== marks) {
      const before = last?.list.good ?? decode(files.copy())
      last = { marks, list: await followedList({ list: files.read(path), etl: etlOf(etls) }, before) }
    }
    return withoutDoubles(last.list, reading, path)
  }

  /** The first that can be read, or why none can. */
  function etlOf(paths: readonly string[]): FollowedFile {
    const [first = NONE, second = first] = paths.map(files.read)
    if ('text' in first || first === second) return first
    if ('text' in second) return second
    const reason = `${first.reason}; ${second.path} cannot be used either (${second.reason})`
    return { path: first.path, reason }
  }

  return { list, withList: async (reading: Reading) => merged(reading, await list(reading)) }
}

const NONE: FollowedFile = { path: '', reason: '' }

/** The file of the list, and the places where its settings may be; empty: none is followed. */
export function listPaths(reading: Reading, folder: string): readonly string[] | undefined {
  const section = usable(reading, 'checklist')
  if (section === undefined) return undefined
  if (section.file === '') return []
  const path = resolve(folder, section.file)
  const beside = dirname(path)
  return section.etl === ''
    ? [path, resolve(beside, 'etl.cfg'), resolve(beside, '../etl.cfg')]
    : [path, resolve(folder, section.etl)]
}

/** A check that stands in the INI, too, as after an import, is looked at and told once. */
function withoutDoubles(list: FollowedList, reading: Reading, path: string): FollowedList {
  const own = new Set(providableChecks(reading)?.checks.map(({ key }) => `check.${key}`))
  const doubles = list.checks.filter(({ section }) => own.has(section.toLowerCase()))
  if (doubles.length === 0) return list
  const faults = doubles.map(
    ({ section, check }): FileFault => ({
      path,
      where: '',
      reason: `has "${check.plan.name}", which stands in the INI, too; remove [${section}] there`,
    }),
  )
  return {
    ...list,
    checks: list.checks.filter(each => !doubles.includes(each)),
    faults: [...list.faults, ...faults],
  }
}

/** The reading with the channels and accounts of the list. A name that the INI has belongs to the INI. */
function merged(reading: Reading, list: FollowedList | undefined): Reading {
  if (list === undefined || reading.kind === 'unreadable') return reading
  const add = <S extends Partial<Settings>>(settings: S): S => ({
    ...settings,
    ...(settings.channels && { channels: together(settings.channels, list.channels) }),
    ...(settings.mail && { mail: together(settings.mail, list.accounts) }),
    ...(settings.watch && {
      watch: { ...settings.watch, startChannel: settings.watch.startChannel || list.startChannel },
    }),
  })
  const more =
    reading.kind === 'ok'
      ? { ...reading, settings: Object.freeze(add(reading.settings)) }
      : { ...reading, sound: Object.freeze(add(reading.sound)) }
  return Object.freeze(more)
}

function together<T extends { readonly name: string }>(
  own: readonly T[],
  listed: readonly T[],
): readonly T[] {
  return [...own, ...listed.filter(({ name }) => own.every(other => other.name !== name))]
}

/** The faults, in sentences. */
export function listFaults(list: FollowedList | undefined): readonly string[] {
  return list?.faults.map(fileFaultText) ?? []
}

export function encode(good: GoodList): string {
  return JSON.stringify(good)
}

/** A copy that is damaged counts as none. */
function decode(text: string | undefined): GoodList | undefined {
  try {
    const { entries, etl } = Object(JSON.parse(text ?? 'null'))
    return Array.isArray(entries) && typeof etl === 'object' && etl !== null ? { entries, etl } : undefined
  } catch {
    return undefined
  }
}
