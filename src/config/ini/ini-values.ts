import { parse } from 'ini'
import type { IniEntry, IniSection, IniText } from './ini-text'

/**
 * Section -> key -> value, all names in lower case, without quotes around a value. The package `ini` cuts values at any
 * `;` or `#`, unescapes backslashes, nests names with dots and gives some words a type. So it gets every value as a JSON
 * string, and only plain names: no setting of ours has another.
 */
export function iniValues({ sections }: IniText): Record<string, Record<string, string>> {
  const plain = sections.flatMap(({ name, entries }) =>
    isPlain(name)
      ? [`[${name.toLowerCase()}]`, ...entries.filter(({ key }) => isPlain(key)).map(plainEntry)]
      : [],
  )
  const parsed: Record<string, Record<string, unknown>> = parse(plain.join('\n'))
  return mapValues(parsed, values => mapValues(values, String))
}

/** The values of ConfigParser's section [DEFAULT], which count in every section that has no own. Its name is in capitals. */
export function defaultsIn(ini: IniText): Record<string, string> {
  return iniValues({ ...ini, sections: ini.sections.filter(({ name }) => name === 'DEFAULT') }).default ?? {}
}

/** A section such as `[check.backup]`. */
export interface NamedSection {
  /** As it is written in the file: `check.backup`. */
  readonly section: string
  /** The part after the dot: `backup`. */
  readonly name: string
  readonly values: Readonly<Record<string, string>>
}

/** The sections `[<kind>.<name>]`, in the file's order. */
export function namedSections(ini: IniText, kind: string): NamedSection[] {
  const start = `${kind}.`
  return ini.sections
    .filter(({ name }) => name.toLowerCase().startsWith(start))
    .map(section => ({
      section: section.name,
      name: section.name.slice(start.length).trim(),
      values: {
        ...oddValues(section),
        // Renamed, since the package would split the name at its dot.
        ...iniValues({ ...ini, sections: [{ ...section, name: kind }] })[kind],
      },
    }))
}

/** Keys that no setting of ours can have, such as `gräce`: in these sections they are faults like other unknown ones. */
function oddValues({ entries }: IniSection): Record<string, string> {
  return Object.fromEntries(
    entries.filter(({ key }) => !isPlain(key)).map(({ key, value }) => [key, value.trim()]),
  )
}

/** Sections with values that were written elsewhere, whatever signs they hold, as an INI has them. */
export function iniOf(
  sections: readonly { readonly section: string; readonly values: Readonly<Record<string, string>> }[],
): IniText {
  const place = { line: 0, from: 0, to: 0, more: [] }
  return {
    bom: '',
    lines: [],
    faults: [],
    isCut: false,
    sections: sections.map(({ section, values }) => ({
      name: section,
      line: 0,
      entries: Object.entries(values).map(([key, value]) => ({ key, value, isExact: true, ...place })),
    })),
  }
}

function plainEntry({ key, value, isExact }: IniEntry): string {
  const quoted = JSON.stringify(isExact ? value : withoutQuotes(value.trim(), key))
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return `${key} = ${quoted}`
}

function isPlain(name: string): boolean {
  return /^[\w -]+$/.test(name)
}

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}

function withoutQuotes(value: string, key: string): string {
  const [quote = ''] = value
  const quoted = value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote)
  const ofWords = key === COMMAND ? !isOnePair(value) : areQuotedWords(value, quote)
  return quoted && !ofWords ? value.slice(1, -1) : value
}

/** The key whose value is a command line: its quotes are those of words, wherever they stand. */
const COMMAND = 'command'

/** Whether a shell would read the value as one pair of quotes and nothing else. */
function isOnePair(value: string): boolean {
  return /^(?:'[^']*'|"(?:[^"\\]|\\.)*")$/s.test(value)
}

/** Whether the quotes at both ends are those of two words, as in a command: `"a b" c "d"`. */
function areQuotedWords(value: string, quote: string): boolean {
  const end = value.indexOf(quote, 1)
  return end < value.length - 1 && /\s/.test(value.charAt(end + 1)) && value.split(quote).length % 2 === 1
}
