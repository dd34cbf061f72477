/** The INI for other eyes: what is known to be harmless, and nothing else. */
import { readFile } from 'node:fs/promises'
import type { RedactedIni } from '../../domain/appliance/system-facts'
import { type IniEntry, type IniText, scanIni } from '../ini/ini-text'
import { type Keys, NAMED_SECTIONS, PLAIN_SECTIONS, REMOVED, URL_FORM } from './harmless-values'

const UNKNOWN_KEY = '(unknown key)'
const UNKNOWN_SECTION = '(unknown section)'

/** The INI at that path without its secrets, or a comment with the reason why it cannot be read. */
export async function readRedactedIni(path: string): Promise<RedactedIni> {
  try {
    return redactIni(await readFile(path, 'utf8'))
  } catch (error) {
    const ini = `; the INI cannot be read: ${(error as NodeJS.ErrnoException).code}\n`
    return { ini, mask: masking(new Set()) }
  }
}

/**
 * The INI's text, a line for each of its lines. Known keys stay, and values of a harmless form; the names of checks and
 * channels become numbers; comments, stray lines and everything unknown is removed.
 */
export function redactIni(text: string): RedactedIni {
  const scanned = scanIni(text)
  const names = shownNames(scanned)
  const shown = scanned.lines.map(line => withoutText(line.text))
  const hidden = new Set<string>()
  const hide = (value: string, least: number, shown = '') => {
    const kept = new Set(wordsIn(shown))
    for (const word of wordsIn(value))
      if (word.length >= least && !kept.has(word) && !PLAIN_WORDS.has(word)) hidden.add(word)
  }
  for (const [index, { name, line, entries }] of scanned.sections.entries()) {
    shown[line] = `[${names[index]}]`
    const keys = keysOf(name)
    if (names[index] !== name)
      hide(keys === undefined ? name : name.slice(name.indexOf('.') + 1), LEAST_OF_NAMES)
    for (const entry of entries) {
      const { key, value, more } = entry
      const isKnown = keys?.has(key) === true
      const bare = value.trim()
      const harmless = bare === '' ? '' : keys?.get(key)?.(bare)
      const isHidden = harmless === undefined || harmless.includes('…') || harmless.includes(REMOVED)
      if (isHidden) hide(value, key === 'heartbeatgates' ? LEAST_OF_NAMES : LEAST, harmless)
      if (!isKnown) hide(key, LEAST)
      shown[entry.line] = shownEntry(isKnown ? key : UNKNOWN_KEY, harmless ?? REMOVED, entry, scanned)
      for (const other of more) shown[other] = `  ${REMOVED}`
    }
  }
  return { ini: shown.map(line => `${line}\n`).join(''), mask: masking(hidden) }
}

function shownEntry(key: string, value: string, { line, to }: IniEntry, { lines }: IniText): string {
  const hasComment = (lines[line]?.text.slice(to).trim() ?? '') !== ''
  return `${key} =${value === '' ? '' : ` ${value}`}${hasComment ? ` ; ${REMOVED}` : ''}`
}

/** A line that is neither a section nor a key, nor goes on with one. */
function withoutText(text: string): string {
  if (text.trim() === '') return ''
  return /^\s*[;#]/.test(text) ? `; ${REMOVED}` : REMOVED
}

function keysOf(section: string): Keys | undefined {
  const name = section.toLowerCase()
  return PLAIN_SECTIONS.get(name) ?? NAMED_SECTIONS.get(kindOf(name) ?? '')
}

/** `check` of `check.backup`. */
function kindOf(section: string): string | undefined {
  const dot = section.indexOf('.')
  return dot === -1 ? undefined : section.slice(0, dot).toLowerCase()
}

/** The sections' names: plain ones as they are, and `check.1`, `check.2` in the file's order. */
function shownNames({ sections }: IniText): readonly string[] {
  const counts = new Map<string, number>()
  return sections.map(({ name }) => {
    if (PLAIN_SECTIONS.has(name.toLowerCase())) return name
    const kind = kindOf(name)
    if (kind === undefined || !NAMED_SECTIONS.has(kind)) return UNKNOWN_SECTION
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return `${kind}.${count}`
  })
}

/** Shorter words of a value are left: they stand in other texts by chance. */
const LEAST = 5
const LEAST_OF_NAMES = 3
/** Words of addresses, and of our own sentences. */
const PLAIN_WORDS: ReadonlySet<string> = new Set(
  'https redis rediss local localhost heartbeat heartbeats cronitor events check checks channel example minutes worker'.split(
    ' ',
  ),
)

const WORD = /[\p{L}\p{N}_]+/gu

function wordsIn(text: string): readonly string[] {
  return Array.from(text.toLowerCase().matchAll(WORD), ([word]) => word)
}

const URLS = /(?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/\S+/gi
/** `[section] key: reason`, and a section by itself. */
const PLACE = /\[([^[\]\n]*)\](?: ([^\s:]{1,100}):)?/g
const MAIL_ADDRESS = /(?<![\w.+-])[\w.+-]+@[\w.-]+/g
/** As ids and tokens are: long, with letters and digits, without a blank. */
const LONG_TOKEN = /(?<![\w+/=-])[\w+/=-]{20,}/g

/**
 * Returns what makes another text of the appliance, such as a fault or a log line, fit for other eyes: without words that
 * the INI hides, and without everything that has the form of a secret or is quoted, since an older INI had others.
 */
function masking(hidden: ReadonlySet<string>): RedactedIni['mask'] {
  return text =>
    text
      .replace(PLACE, (place, section: string, key?: string) => shownPlace(place, section, key))
      .replace(/"[^"\n]*"/g, `"${REMOVED}"`)
      .replace(URLS, url => URL_FORM(url) ?? REMOVED)
      .replace(MAIL_ADDRESS, REMOVED)
      .replace(LONG_TOKEN, token => (/\d/.test(token) && /[a-z]/i.test(token) ? REMOVED : token))
      .replace(WORD, word => (hidden.has(word.toLowerCase()) ? REMOVED : word))
}

/** The process in a line of the journal, `[123]`, is no section. */
function shownPlace(place: string, section: string, key: string | undefined): string {
  if (/^\d{1,7}$/.test(section)) return place
  const keys = keysOf(section)
  const kind = PLAIN_SECTIONS.has(section.toLowerCase()) ? section : undefined
  const name = kind ?? (keys === undefined ? UNKNOWN_SECTION : `${kindOf(section)}.${REMOVED}`)
  if (key === undefined) return `[${name}]`
  return `[${name}] ${keys?.has(key.toLowerCase()) ? key : UNKNOWN_KEY}:`
}
