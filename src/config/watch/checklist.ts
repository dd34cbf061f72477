/** The checklist.yaml of a Robopager. The library for YAML is loaded with the first of them. */

import { withoutKeys } from '../../domain/integration-key'
import { parseTimeOfDay } from '../../domain/probes/daily'

export interface ChecklistEntry {
  readonly name: string
  /** Counted from 1. */
  readonly line: number
  readonly type: 'email' | 'batchy'
  /** `09:00` */
  readonly checkTime: string
  /** Seconds between two looks; 0: once a day. */
  readonly pollSec: number
  /** A PagerDuty integration key, which is a secret; empty: nobody is paged. */
  readonly service: string
  readonly description: string
  readonly senders: readonly string[]
  readonly subjects: readonly string[]
  readonly deliveryTime: string
  readonly workflow: string
  /** Minutes. */
  readonly latency: number
}

export interface Checklist {
  /** The entries without a fault. */
  readonly entries: readonly ChecklistEntry[]
  /** Of all entries, also faulty ones. */
  readonly names: readonly string[]
  readonly faults: readonly ChecklistFault[]
}

export interface ChecklistFault {
  /** Counted from 1. */
  readonly line: number
  /** Empty for a fault of the whole file. */
  readonly name: string
  /** Completes a sentence that begins with the place; it holds no integration key. */
  readonly reason: string
}

const KEYS = [
  'type',
  'check_time',
  'poll_sec',
  'pd_service',
  'pd_description',
  'senders',
  'subjects',
  'delivery_time',
  'wf_name',
  'latency_min',
] as const
type Key = (typeof KEYS)[number]

const MOST_ENTRIES = 500

type Note = (key: Key | '', reason: string) => void

/** Reads by YAML 1.2, in which 10:15 is text; a number that another tool made of it counts as minutes of the day. */
export async function readChecklist(text: string): Promise<Checklist> {
  const { faults, ...list } = await readList(text)
  return { ...list, faults: faults.map(fault => ({ ...fault, reason: withoutKeys(fault.reason) })) }
}

/** Its faults may quote the text. */
async function readList(text: string): Promise<Checklist> {
  const { parseDocument, LineCounter, isMap, isScalar } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true })
  const lineOf = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const faults: ChecklistFault[] = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    line: lineOf(pos[0]),
    name: '',
    reason: `is where it stops being YAML: ${message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}`,
  }))
  const whole = (reason: string): Checklist => ({
    entries: [],
    names: [],
    faults: [{ line: 1, name: '', reason }],
  })
  if (faults.length > 0) return { entries: [], names: [], faults }
  const { contents } = document
  if (!isMap(contents))
    return whole('has to be a list of checks by their names, such as "my check:" and its keys below')
  if (contents.items.length > MOST_ENTRIES) return whole(`has more than ${MOST_ENTRIES} checks`)
  let values: Readonly<Record<string, unknown>>
  try {
    values = document.toJS() as Readonly<Record<string, unknown>>
  } catch (error) {
    return whole(`cannot be read: ${(error as Error).message}`)
  }
  const entries: ChecklistEntry[] = []
  const names: string[] = []
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : ''
    const line = lineOf((isScalar(key) && key.range?.[0]) || 0)
    const inside = isMap(value) ? value.items : []
    const lineOfKey = (wanted: string) => {
      const item = inside.find(each => isScalar(each.key) && each.key.value === wanted)
      return item !== undefined && isScalar(item.key) ? lineOf(item.key.range?.[0] ?? 0) : line
    }
    const before = faults.length
    const note: Note = (at, reason) =>
      void faults.push({
        line: at === '' ? line : lineOfKey(at),
        name,
        reason: at === '' ? reason : `${at} ${reason}`,
      })
    names.push(name)
    const entry = entryOf(name, line, values[name], note, key =>
      faults.push({
        line: lineOfKey(key),
        name,
        reason: `${key} is no key of a check; there are ${KEYS.join(', ')}`,
      }),
    )
    if (entry !== undefined && faults.length === before) entries.push(entry)
  }
  return { entries, names, faults }
}

function entryOf(
  name: string,
  line: number,
  given: unknown,
  note: Note,
  noteUnknown: (key: string) => void,
): ChecklistEntry | undefined {
  if (name.trim() === '') note('', 'has no name')
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    note('', 'has to have keys such as type and check_time below it')
    return undefined
  }
  const values = given as Readonly<Partial<Record<Key, unknown>>>
  for (const key of Object.keys(values)) if (!KEYS.some(known => known === key)) noteUnknown(key)
  const type = values.type === 'email' || values.type === 'batchy' ? values.type : undefined
  if (type === undefined) note('type', 'has to be email or batchy')
  const isMail = type === 'email'
  const text = (key: Key, isNeeded: boolean) => textOf(values[key], key, isNeeded, note)
  return {
    name,
    line,
    type: type ?? 'email',
    checkTime: timeOf(values.check_time, 'check_time', note) ?? '',
    pollSec: numberOf(values.poll_sec ?? 0, 'poll_sec', note),
    service: serviceOf(values.pd_service, note),
    description: text('pd_description', false),
    senders: isMail ? listOf(values.senders ?? [], 'senders', note) : [],
    subjects: isMail ? listOf(values.subjects, 'subjects', note) : [],
    deliveryTime: isMail ? (timeOf(values.delivery_time ?? '00:00', 'delivery_time', note) ?? '') : '',
    workflow: type === 'batchy' ? text('wf_name', true) : '',
    latency: type === 'batchy' ? numberOf(values.latency_min, 'latency_min', note) : 0,
  }
}

function textOf(value: unknown, key: Key, isNeeded: boolean, note: Note): string {
  if (value === undefined || value === null || value === '') {
    if (isNeeded) note(key, 'is missing')
    return ''
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    note(key, 'has to be a text')
    return ''
  }
  return String(value).replace(/\s+/g, ' ').trim()
}

/** `10:15`, `9:00`, `03:00:00`, or the minutes of the day as YAML 1.1 counts them (615). */
function timeOf(value: unknown, key: Key, note: Note): string | undefined {
  if (value === undefined || value === null || value === '') {
    note(key, 'is missing; give it a time such as 09:00')
    return undefined
  }
  const minutes =
    typeof value === 'number' && Number.isInteger(value)
      ? value
      : typeof value === 'string'
        ? (parseTimeOfDay(value.replace(/^(\d{1,2}:\d\d):00$/, '$1')) ?? Number.NaN) / 60_000
        : Number.NaN
  if (!(minutes >= 0 && minutes < 24 * 60)) {
    note(key, 'has to be a time such as 09:00')
    return undefined
  }
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function numberOf(value: unknown, key: Key, note: Note): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number
  note(key, value === undefined ? 'is missing' : 'has to be a number')
  return 0
}

/** A single text is a list of one. */
function listOf(value: unknown, key: Key, note: Note): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const isTexts = list.every(each => typeof each === 'string' || typeof each === 'number')
  if (isTexts) return list.map(each => String(each).trim())
  note(key, value === undefined ? 'is missing' : 'has to be a list of texts')
  return []
}

function serviceOf(value: unknown, note: Note): string {
  const service = textOf(value, 'pd_service', false, note)
  if (!/^[\w-]{0,100}$/.test(service)) note('pd_service', 'is no integration key')
  return service
}
