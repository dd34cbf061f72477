import type { Edit } from '../../domain/settings/reading'
import { findSection, type IniEntry, type IniLine, type IniSection, type IniText, scanIni } from './ini-text'
import { iniValues, namedSections } from './ini-values'

/** The edited text, or the reason why there is none. */
export type Edited = { readonly text: string } | { readonly problem: string }

/**
 * Sets values in INI text and leaves every other byte as it is: comments, order, spacing, line endings. A key that is
 * missing goes to the end of its section, a section that is missing to the end of the text. Refuses a text with faults,
 * and a value that would be read back differently.
 */
export function editIniText(source: string, edits: readonly Edit[]): Edited {
  const { faults } = scanIni(source)
  if (faults.length > 0)
    return { problem: 'it has stray or doubled lines, which have to be mended by hand first' }
  let text = source
  for (const edit of edits) {
    text = withEdit(scanIni(text), edit)
    if (!readsBack(edit, text)) return { problem: `the value for [${edit.section}] ${edit.key} ${UNFIT}` }
  }
  return { text }
}

const UNFIT =
  'cannot stand in an INI: it may not hold control characters, nor begin or end with a blank, nor have a ; or # at its start or after a blank, nor be in quotes'

/** Refuses control characters and halves of surrogate pairs too: other programs, or the disk, would change them. */
function readsBack({ section, key, value }: Edit, text: string): boolean {
  return valueIn(scanIni(text), section, key) === value && !/[\p{Cc}\p{Cs}]/u.test(value)
}

function valueIn(ini: IniText, section: string, key: string): string | undefined {
  const name = section.toLowerCase()
  const kind = /^(check|channel|mail|peer)\./.exec(name)?.[1]
  const values =
    kind === undefined
      ? iniValues(ini)[name]
      : namedSections(ini, kind).find(each => each.section.toLowerCase() === name)?.values
  return values?.[key.toLowerCase()]
}

function withEdit(ini: IniText, { section: name, key, value }: Edit): string {
  const { lines } = ini
  const section = findSection(ini.sections, name)
  const entry = section?.entries.find(other => other.key === key.toLowerCase())
  if (entry && valueIn(ini, name, key) === value) return join(ini, lines)
  if (entry) return join(ini, replaced(lines, entry, value))
  const line = `${key} = ${value}`.trimEnd()
  if (section) return join(ini, inserted(lines, endOf(section, ini), [indentIn(ini, section) + line]))
  const gap = (lines.at(-1)?.text.trim() ?? '') === '' ? [] : ['']
  return join(ini, inserted(lines, lines.length, [...gap, `[${name}]`, line]))
}

function replaced(lines: readonly IniLine[], entry: IniEntry, value: string): IniLine[] {
  return lines.flatMap((line, index) => {
    if (index === entry.line) return [{ ...line, text: textWith(line.text, entry, value) }]
    return entry.more.includes(index) ? [] : [line]
  })
}

/** An empty value has no place of its own: a new one follows the `=`, after a blank where one stands before the `=`. */
function textWith(text: string, { from, to }: IniEntry, value: string): string {
  const before = text.slice(0, from)
  const after = text.slice(to)
  if (from < to || value === '') return before + value + after
  const blank = /\s[=:]$/.test(before) || after !== '' ? ' ' : ''
  return before + blank + value + after
}

/** The index of the line after the last entry and the comments right below it, unless these stand right above the next section. */
function endOf({ line, entries }: IniSection, { lines, sections }: IniText): number {
  const last = entries.at(-1)
  const start = (last?.more.at(-1) ?? last?.line ?? line) + 1
  let end = start
  while (/^\s*[;#]/.test(lines[end]?.text ?? '')) end++
  return sections.some(next => next.line === end) ? start : end
}

/** The indent of the last entry, or else of the next header: a deeper line would continue the one above it. */
function indentIn({ lines, sections }: IniText, section: IniSection): string {
  const next = section.entries.at(-1) ?? sections[sections.indexOf(section) + 1]
  return /^\s*/.exec(lines[next?.line ?? section.line]?.text ?? '')?.[0] ?? ''
}

function inserted(lines: readonly IniLine[], at: number, texts: readonly string[]): IniLine[] {
  const eol = lines[at - 1]?.eol || lines[0]?.eol || '\n'
  const added = texts.map(text => ({ text, eol }))
  const before = lines.slice(0, at)
  const last = before.at(-1)
  if (last?.eol !== '') return [...before, ...added, ...lines.slice(at)]
  // A file whose last line has no ending stays so.
  return [
    ...before.slice(0, -1),
    { ...last, eol },
    ...added.slice(0, -1),
    { text: texts.at(-1) ?? '', eol: '' },
  ]
}

function join({ bom }: IniText, lines: readonly IniLine[]): string {
  return bom + lines.map(({ text, eol }) => text + eol).join('')
}
