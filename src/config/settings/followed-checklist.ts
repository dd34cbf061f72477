/**
 * A Robopager's checklist that is followed: the checks, channels and the mail account that its files make, and what they
 * said before where they have a fault now.
 */
import type { Channel } from '../../domain/alerts/channel'
import type { FileFault, FollowedFile } from '../../domain/files/followed-file'
import { withoutKeys } from '../../domain/integration-key'
import type { MailAccount } from '../../domain/mail/account'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { type Checklist, type ChecklistEntry, readChecklist } from '../watch/checklist'
import {
  accountOf,
  checklistSections,
  type IniSection,
  type Mapped,
  parsedAlone,
  START_CHANNEL,
} from './checklist-sections'
import { type EtlSettings, parseEtlSettings } from './etl-settings'

/** A list that is kept for the time in which its files have faults. It holds secrets. */
export interface GoodList {
  readonly entries: readonly ChecklistEntry[]
  readonly etl: EtlSettings
}

/** A check of the list; `section` is the one that the importer gives it in the INI. */
export interface ListedCheck {
  readonly section: string
  readonly check: ProvidedCheck
}

export interface FollowedList {
  readonly checks: readonly ListedCheck[]
  readonly channels: readonly Channel[]
  readonly accounts: readonly MailAccount[]
  /** Of the event at the start; empty: none. */
  readonly startChannel: string
  /** A redis:// URL for Robopager's hashes; empty: none. */
  readonly redis: string
  readonly faults: readonly FileFault[]
  /** Undefined where the files never were good. */
  readonly good: GoodList | undefined
}

/** Reads both files. Entries with a fault stay as they were, and while there is one, none is removed. */
export async function followedList(
  files: { readonly list: FollowedFile; readonly etl: FollowedFile },
  before: GoodList | undefined,
): Promise<FollowedList> {
  const faults: FileFault[] = []
  const etl = etlOf(files.etl, faults) ?? before?.etl
  const entries = await soundEntries(files.list, etl, faults)
  const names = entries.map(({ name }) => name)
  const kept = faults.length === 0 ? [] : (before?.entries ?? []).filter(({ name }) => !names.includes(name))
  return keptList(etl && { entries: [...entries, ...kept], etl }, faults)
}

/** The list as it was kept. */
export function keptList(good: GoodList | undefined, faults: readonly FileFault[] = []): FollowedList {
  if (good === undefined)
    return { checks: [], channels: [], accounts: [], startChannel: '', redis: '', faults, good }
  const { entries, etl } = good
  const mapped = checklistSections({ entries, names: [], faults: [] }, etl)
  return {
    checks: soundOf(mapped).flatMap(listedCheck),
    channels: [...mapped.channels, ...mapped.start].flatMap(section =>
      parsed(section, 'channels').map((channel): Channel => ({ ...channel, origin: 'file' })),
    ),
    accounts: mapped.account === undefined ? [] : [{ ...accountOf(etl), origin: 'file' }],
    startChannel: mapped.start.length > 0 ? START_CHANNEL : '',
    redis: redisOf(etl),
    faults,
    good,
  }
}

function etlOf(file: FollowedFile, faults: FileFault[]): EtlSettings | undefined {
  const { path } = file
  const fault = (reason: string, where = '') => void faults.push({ path, where, reason: withoutKeys(reason) })
  if ('reason' in file) return void fault(file.reason)
  const etl = parseEtlSettings(file.text)
  if (etl === undefined) return void fault('is no etl.cfg of a Robopager')
  for (const problem of etl.problems) {
    const [, line, reason] = /^(line \d+):? (.*)$/s.exec(problem) ?? [undefined, '', problem]
    fault(`${reason}`, line && `${line}:`)
  }
  return etl.problems.length > 0 ? undefined : etl
}

async function soundEntries(
  file: FollowedFile,
  etl: EtlSettings | undefined,
  faults: FileFault[],
): Promise<readonly ChecklistEntry[]> {
  const { path } = file
  if ('reason' in file) {
    faults.push({ path, where: '', reason: file.reason })
    return []
  }
  const list: Checklist = await readChecklist(file.text)
  const mapped = etl && checklistSections(list, etl)
  const found = [...(mapped?.faults ?? list.faults)].sort((one, other) => one.line - other.line)
  for (const { line, name, reason } of found) {
    const what = name === '' ? reason : `"${name}" ${reason}`
    faults.push({ path, where: `line ${line}:`, reason: withoutKeys(what), entry: name })
  }
  return mapped === undefined ? [] : [...soundOf(mapped).map(({ entry }) => entry), ...mapped.off]
}

type MappedCheck = Mapped['checks'][number]

function soundOf({ checks, faults }: Mapped): readonly MappedCheck[] {
  const faulty = new Set(faults.map(({ name }) => name))
  return checks.filter(({ entry }) => !faulty.has(entry.name))
}

/** It has the name of its entry, so that its incidents have the keys that Robopager gives them. */
function listedCheck({ section, values, entry }: MappedCheck): readonly ListedCheck[] {
  return parsed({ section, values }, 'checks').map(({ key, plan }) => ({
    section: `check.${key}`,
    check: {
      key: `checklist/${entry.name}`,
      plan: Object.freeze({ ...plan, name: entry.name.replace(/\p{Cc}+/gu, ' ').trim() }),
    },
  }))
}

function parsed<K extends 'checks' | 'channels'>(section: IniSection, what: K) {
  const result = parsedAlone(section)
  return result.kind === 'ok' ? result.settings[what] : []
}

function redisOf({ redis, redisServer, redisDb }: EtlSettings): string {
  return redis && redisServer !== '' ? `redis://${redisServer}:6379/${redisDb || 0}` : ''
}
