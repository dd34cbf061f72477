import type { IniFault } from '../../domain/settings/reading'

/**
 * INI text as Python's configparser reads it (docs.python.org/3/library/configparser.html): `key = value` or
 * `key: value`, keys in any case, indented lines continue a value, a name may stand only once. Section names may be in
 * any case too, and white space followed by `;` or `#` begins a comment.
 */
export interface IniText {
  /** The byte order mark, or nothing. */
  readonly bom: string
  readonly lines: readonly IniLine[]
  readonly sections: readonly IniSection[]
  /** Stray lines and names that stand twice; such a text is ambiguous. */
  readonly faults: readonly IniFault[]
  /** Whether it is longer than is read; then one of the faults names the bound. */
  readonly isCut: boolean
}

export interface IniLine {
  readonly text: string
  /** `\n`, `\r\n`, `\r`, or nothing at the end of the file. */
  readonly eol: string
}

export interface IniSection {
  /** As it is written in the file. */
  readonly name: string
  /** Index of its header in `lines`. */
  readonly line: number
  readonly entries: readonly IniEntry[]
}

export interface IniEntry {
  /** In lower case. */
  readonly key: string
  /** Index in `lines`. */
  readonly line: number
  /** Columns between which the value stands in its line. */
  readonly from: number
  readonly to: number
  readonly value: string
  /** Whether the value was written elsewhere: its quotes belong to it. */
  readonly isExact?: boolean
  /** Indices of the indented lines that continue the value. */
  readonly more: readonly number[]
}

type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] }

/** Faults beyond these are left out: a file of junk has thousands. */
const MOST_FAULTS = 20
/** An INI is read as a whole, and the web app serves nobody meanwhile; a small Pi takes half a millisecond for a check. */
const MOST_SECTIONS = 2_000
const MOST_KEYS = 20_000

export function scanIni(source: string): IniText {
  const bom = source.startsWith('\uFEFF') ? '\uFEFF' : ''
  const lines = splitLines(source.slice(bom.length))
  const sections: Draft<IniSection>[] = []
  const faults: IniFault[] = []
  const firstLines = new Map<string, number>()
  let entry: Draft<IniEntry> | undefined
  let indent = 0
  let keys = 0
  let isCut = false

  const complain = (key: string, reason: string) => {
    if (faults.length < MOST_FAULTS) faults.push({ section: sections.at(-1)?.name ?? '', key, reason })
  }
  const complainIfTwice = (key: string, line: number) => {
    const name = `${sections.at(-1)?.name}]${key}`.toLowerCase()
    const first = firstLines.get(name)
    if (first === undefined) firstLines.set(name, line)
    else complain(key, `stands twice, in lines ${first + 1} and ${line + 1}; keep one of them`)
  }

  for (const [line, { text }] of lines.entries()) {
    const content = withoutComment(text)
    if (content === '') {
      if (entry && text.trim() === '') entry.value += '\n'
      continue
    }
    const column = content.length - content.trimStart().length
    if (entry && column > indent) {
      entry.value += `\n${content.trim()}`
      entry.more.push(line)
      continue
    }
    indent = column
    const header = headerIn(content)
    if (header !== undefined) {
      sections.push({ name: header, line, entries: [] })
      entry = undefined
      complainIfTwice('', line)
      if (sections.length > MOST_SECTIONS) {
        isCut = true
        complain('', tooMany(line, 'sections', MOST_SECTIONS))
        break
      }
      continue
    }
    const section = sections.at(-1)
    entry = entryIn(content, line)
    if (section && entry) {
      section.entries.push(entry)
      complainIfTwice(entry.key, line)
      if (++keys <= MOST_KEYS) continue
      isCut = true
      complain('', tooMany(line, 'keys', MOST_KEYS))
      break
    } else {
      complain('', stray(line, section !== undefined))
    }
  }
  return { bom, lines, sections, faults, isCut }
}

/** Whether there may be more faults than were counted, in any section. */
export function isTooBroken({ faults, isCut }: IniText): boolean {
  return isCut || faults.length >= MOST_FAULTS
}

export function findSection(sections: readonly IniSection[], name: string): IniSection | undefined {
  return sections.find(section => section.name.toLowerCase() === name.toLowerCase())
}

// The functions below use regular expressions only for lines that need them: in the tick, which reads one INI and ends,
// V8 would compile each for its first use, and again, to machine code, for the second.

function splitLines(text: string): IniLine[] {
  // Stryker disable next-line StringLiteral,ConditionalExpression: the other way is only slower.
  if (!text.includes('\r')) {
    const texts = text.split('\n')
    const last = texts.pop() ?? ''
    const lines = texts.map(text => ({ text, eol: '\n' }))
    return last === '' ? lines : [...lines, { text: last, eol: '' }]
  }
  const parts = text.split(/(\r\n|\n|\r)/)
  const lines: IniLine[] = []
  for (let i = 0; i < parts.length; i += 2) lines.push({ text: parts[i] ?? '', eol: parts[i + 1] ?? '' })
  return lines.filter(({ text, eol }) => text !== '' || eol !== '')
}

function withoutComment(text: string): string {
  const mayHoldOne = text.includes(';') || text.includes('#')
  return (mayHoldOne ? text.replace(/(^|\s)[;#].*$/s, '') : text).trimEnd()
}

/** The text between the first bracket and the last one. */
function headerIn(content: string): string | undefined {
  const text = content.trimStart()
  const end = text.lastIndexOf(']')
  return text.startsWith('[') && end > 1 ? text.slice(1, end) : undefined
}

function entryIn(content: string, line: number): Draft<IniEntry> | undefined {
  const delimiter = firstOf(content.indexOf('='), content.indexOf(':'))
  const key = content.slice(0, Math.max(0, delimiter)).trim()
  if (key === '') return undefined
  const value = content.slice(delimiter + 1).trimStart()
  return {
    key: key.toLowerCase(),
    line,
    from: content.length - value.length,
    to: content.length,
    value,
    more: [],
  }
}

/** The smaller of two indices, where -1 stands for none. */
function firstOf(a: number, b: number): number {
  return a === -1 || b === -1 ? Math.max(a, b) : Math.min(a, b)
}

function stray(line: number, inSection: boolean): string {
  return inSection
    ? `line ${line + 1} is neither "key = value" nor a [section]; mend it, or put a ; in front of it`
    : `line ${line + 1} stands before the first [section]; put the section's name above it`
}

function tooMany(line: number, what: 'sections' | 'keys', most: number): string {
  return `line ${line + 1} goes beyond the ${most} ${what} that an INI may have; make checks on the page or by the API`
}
