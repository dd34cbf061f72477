/** The text of a backup, written and read bit by bit: of the copy that the appliance keeps, and of an export. */
import { createHash } from 'node:crypto'
import type { BackupRest } from '../../domain/appliance/backup'
import { readCheck } from '../../domain/appliance/backup-entries'
import { headJson, restJson, savedCheckJson } from '../../domain/appliance/backup-json'
import type { CheckBatches, Mark } from '../../domain/appliance/ports'
import { type ReadRest, readRest } from '../../domain/appliance/read-backup'
import type { LibraryRules } from '../../domain/field'
import { isObject } from '../../domain/watch/asked-plan'
import type { Check } from '../../domain/watch/check'
import { type JsonPart, readJsonParts } from '../files/json-parts'

/** Checks that are read at once. */
const BATCH = 100

interface BackupContent {
  readonly rest: BackupRest
  readonly checks: CheckBatches
  readonly savedAt: number
  readonly host: string
  /** Of the copy that the appliance keeps. */
  readonly mark?: Mark
}

/** The text without its end, as JSON.stringify(..., null, indent) would write it: `\n}` is missing. */
export async function* backupText(content: BackupContent, indent: number): AsyncGenerator<string> {
  const { rest, checks, savedAt, host, mark } = content
  const pad = ' '.repeat(indent)
  const members = (json: object) => JSON.stringify(json, null, indent).slice(1, -'\n}'.length)
  yield `{${members(headJson(savedAt, host))},\n${pad}"checks": [`
  let isEmpty = true
  for await (const batch of checks) {
    if (batch.length === 0) continue
    const texts = batch.map(check => JSON.stringify(savedCheckJson(check), null, indent))
    yield `${isEmpty ? '' : ','}\n${texts.join(',\n')}`.replaceAll('\n', `\n${pad}${pad}`)
    isEmpty = false
  }
  yield `${isEmpty ? ']' : `\n${pad}]`},${members({ ...restJson(rest), ...(mark && { copy: mark }) })}`
}

/** The text with its checksum as the last member: the SHA-256 of all that stands before it. `onSum` gets it. */
export async function* withChecksum(
  text: AsyncIterable<string>,
  onSum: (sum: string) => void,
): AsyncGenerator<string> {
  const hash = createHash('sha256')
  for await (const piece of text) {
    hash.update(piece)
    yield piece
  }
  const sum = hash.digest('hex')
  onSum(sum)
  yield endWith(sum)
}

const endWith = (sum: string) => `,\n "sha256": "${sum}"\n}\n`
const END_BYTES = endWith('0'.repeat(64)).length
const END = /^,\n "sha256": "([0-9a-f]{64})"\n\}\n$/

export interface Checksum {
  readonly verdict: 'right' | 'wrong' | 'none'
  /** As the text has it. */
  readonly sum?: string
}

/** The checksum of an exported file or of a copy: wrong, right, or none at all. */
export async function checksumOf(bytes: AsyncIterable<Buffer>): Promise<Checksum> {
  const hash = createHash('sha256')
  let end: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    const held = Buffer.concat([end, chunk])
    const known = Math.max(0, held.length - END_BYTES)
    hash.update(held.subarray(0, known))
    end = held.subarray(known)
  }
  const sum = END.exec(end.toString('latin1'))?.[1]
  if (sum === undefined) return { verdict: 'none' }
  return { verdict: hash.digest('hex') === sum ? 'right' : 'wrong', sum }
}

/** The checks of a backup's text, so many at a time, without those that this version cannot read. `isJudged`: as those of a form. */
export async function* readSavedChecks(text: AsyncIterable<string>, { isJudged = false } = {}): CheckBatches {
  let batch: Check[] = []
  for await (const part of readJsonParts(text)) {
    const { value } = isCheck(part) ? readOne(part, isJudged) : {}
    if (value !== undefined) batch.push(value)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

export interface Judging {
  /** For the settings of channels. */
  readonly rules: LibraryRules
  /** So many faults of checks are returned, and the number of the others: of thousands they would fill the memory. */
  readonly mostFaults: number
}

/** Everything but the checks, with the first fault of these; or, of a file from elsewhere, with their faults. */
export async function readAllButChecks(
  text: AsyncIterable<string>,
  judging?: Judging,
): Promise<ReadRest & { readonly copy: unknown }> {
  const members: Record<string, unknown> = {}
  const faults: string[] = []
  const ids = new Set<string>()
  let more = 0
  function add(found: readonly string[], part: JsonPart): void {
    const place = `checks${part.index === undefined ? '' : `[${part.index}]`}`
    for (const fault of found)
      if (faults.length < (judging?.mostFaults ?? 1))
        faults.push(
          isCheck(part) && isObject(part.value) && fault !== TWICE
            ? `${place}.${fault}`
            : `${place}: ${fault}`,
        )
      else more++
  }
  for await (const part of readJsonParts(text)) {
    const { key, index, value } = part
    if (isCheck(part)) {
      const { value: check, faults: found } = readOne(part, judging !== undefined)
      add(found, part)
      if (judging === undefined || check === undefined) continue
      if (ids.has(check.id)) add([TWICE], part)
      ids.add(check.id)
    } else if (key === 'checks') add(Array.isArray(value) ? [] : [NO_LIST], part)
    else if (index === undefined) members[key] = value
    else if (index === 0) members[key] = [value]
    else (members[key] as unknown[]).push(value)
  }
  const read = readRest(members, judging?.rules)
  if (!read.isBackup) return { ...read, copy: members.copy }
  const others = judging !== undefined && more > 0 ? [`checks: ${more} more faults`] : []
  return { ...read, faults: [...faults, ...others, ...read.faults], copy: members.copy }
}

const TWICE = 'is there twice'
const NO_LIST = 'has to be a list'
const isCheck = ({ key, index }: JsonPart) => key === 'checks' && index !== undefined

function readOne({ value }: JsonPart, isJudged: boolean): ReturnType<ReturnType<typeof readCheck>> {
  return isObject(value) ? readCheck(isJudged)(value) : { faults: ['has to be an object'] }
}
