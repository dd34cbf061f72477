/** Sections with a name, such as [channel.phone], that hold settings as texts. */
import type { Fault } from '../../domain/fault'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import { readerOf } from './section-reader'

/** All of one type; undefined when one of them is faulty. The faults name the reasons, and hold no value. */
export function allNamed<T>(
  ini: IniText,
  type: string,
  faults: IniFault[],
  make: (named: NamedSection) => T,
): readonly T[] | undefined {
  const before = faults.length
  const made = namedSections(ini, type).map(make)
  return faults.length === before ? Object.freeze(made) : undefined
}

/** The name in small letters, the texts that can be read, and a way to note the faults of their values. */
export function readNamed({ section, name, values }: NamedSection, faults: IniFault[]) {
  const read = readerOf(section, values, faults)
  const texts: Record<string, string> = {}
  const unreadable: string[] = []
  for (const key of Object.keys(values)) {
    const text = read(key, text => text, '')
    if (text === undefined) unreadable.push(key)
    else texts[key] = text
  }
  function note(found: readonly Fault[]): void {
    for (const { key, reason } of found)
      if (key === 'name') faults.push({ section, key: '', reason: `the name ${reason}` })
      else if (!unreadable.includes(key)) faults.push({ section, key, reason })
  }
  return { name: name.toLowerCase(), texts, note }
}

/** Without those that are empty, frozen. */
export function givenOnes(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.freeze(Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')))
}
