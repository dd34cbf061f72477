/** Keys and sections of the INI that are nearly right: they would be ignored silently. */

import { nearMiss } from '../../domain/near-miss'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'

const NAMED_SECTIONS = ['check', 'channel', 'mail', 'peer', 'window', 'status']
/** Beyond that many a file is junk, and more words would not help. */
const MOST_NEAR = 20

/** Notes the keys and sections that are nearly right, and returns the sections that were meant, in lower case. */
export function nearlyRight(
  ini: IniText,
  known: ReadonlyMap<string, readonly string[]>,
  faults: IniFault[],
): ReadonlySet<string> {
  const meant = new Set<string>()
  const most = faults.length + MOST_NEAR
  for (const { name: section, entries } of ini.sections) {
    if (faults.length >= most) break
    const own = [...known].find(([name]) => name.toLowerCase() === section.toLowerCase())
    if (own === undefined) {
      const near = nearSection(section, [...known.keys()])
      if (near === undefined) continue
      meant.add(near.kind)
      faults.push({ section, key: '', reason: `is no section of ours; did you mean [${near.name}]?` })
      continue
    }
    for (const { key } of entries) {
      const near = nearMiss(key, own[1])
      if (near === undefined || faults.length >= most) continue
      faults.push({ section, key, reason: `is no key of this section; did you mean ${near}?` })
    }
  }
  return meant
}

/** `chek.backup` -> `check.backup`, and `check backup`, `check:backup` and `check/backup` as well. */
function nearSection(section: string, known: readonly string[]) {
  const [, before = '', after] = /^(\w+)[ :/]+(.+)$/.exec(section) ?? []
  const undotted = NAMED_SECTIONS.find(kind => kind === before.toLowerCase())
  if (undotted !== undefined) return { kind: undotted, name: `${undotted}.${after}` }
  const dot = section.indexOf('.')
  const kinds = dot < 0 ? known : NAMED_SECTIONS
  const kind = nearMiss(dot < 0 ? section : section.slice(0, dot), kinds)
  if (kind === undefined) return undefined
  return { kind: kind.toLowerCase(), name: dot < 0 ? kind : `${kind}${section.slice(dot)}` }
}
