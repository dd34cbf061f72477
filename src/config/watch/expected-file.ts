/** Files of expected events: lists of items in JSON, each of which becomes a check. */

import type { FileFault, FollowedFile } from '../../domain/files/followed-file'
import { firstCharacters } from '../../domain/shorten'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { scheduleWords } from '../../domain/watch/schedule'
import { type ExpectedItem, itemOf, LONGEST_NAME } from './expected-item'
import { lineOfFault } from './json-fault'

/** The checks of the items without a fault, and all faults. */
export interface ExpectedEvents {
  readonly checks: readonly ProvidedCheck[]
  readonly faults: readonly FileFault[]
}

const MOST_ITEMS = 2_000

/** @param since epoch milliseconds after which a schedule has to come true */
export function expectedEvents(files: readonly FollowedFile[], since = 0): ExpectedEvents {
  const faults: FileFault[] = []
  const found: Item[] = []
  for (const file of files) {
    if ('reason' in file) faults.push({ path: file.path, where: '', reason: file.reason })
    else found.push(...itemsOf(file, faults, since))
  }
  const beyond = found[MOST_ITEMS]
  if (beyond) faults.push({ ...beyond.place, reason: `goes beyond ${MOST_ITEMS} items` })
  const sound = withoutTwins(found.slice(0, MOST_ITEMS), faults)
  return { checks: named(sound), faults }
}

interface Item extends ExpectedItem {
  readonly place: Pick<FileFault, 'path' | 'where'>
}

function itemsOf(
  { path, text }: { readonly path: string; readonly text: string },
  faults: FileFault[],
  since: number,
): Item[] {
  const list = listOf(text)
  if ('reason' in list) {
    faults.push({ path, ...list })
    return []
  }
  return list.items.flatMap((given, index) => {
    const where = `[${index}]`
    const before = faults.length
    const item = itemOf(
      given,
      (inside, reason) => void faults.push({ path, where: `${where}${inside}`, reason }),
      since,
    )
    return item === undefined || faults.length > before ? [] : [{ place: { path, where }, ...item }]
  })
}

function listOf(text: string): { readonly items: readonly unknown[] } | Pick<FileFault, 'where' | 'reason'> {
  try {
    const value = JSON.parse(text.replace(/^\uFEFF/, ''))
    const items = Array.isArray(value) ? value : Object(value).expected
    return Array.isArray(items)
      ? { items }
      : { where: '', reason: 'has to be a list of items, or {"expected": [items]}' }
  } catch (error) {
    return {
      where: `line ${lineOfFault(text, error as Error)}`,
      reason: 'is where it stops being JSON',
    }
  }
}

/** Items that are one and the same in sender, event, type and time are a fault, wherever they stand; the first counts. */
function withoutTwins(items: readonly Item[], faults: FileFault[]): readonly Item[] {
  const first = new Map<string, Item>()
  return items.filter(item => {
    for (const mark of [item.check.key, item.check.id].filter(mark => mark !== undefined)) {
      const before = first.get(mark)
      if (before === undefined) {
        first.set(mark, item)
        continue
      }
      const { path, where } = before.place
      const reason = `is the same in sender, event, type and time as ${path === item.place.path ? '' : `${path}: `}${where}; remove one of them`
      faults.push({
        ...item.place,
        reason: mark === item.check.id ? `has the id of ${path}: ${where}` : reason,
      })
      return false
    }
    return true
  })
}

/** Names that several items would have say when as well. */
function named(items: readonly Item[]): readonly ProvidedCheck[] {
  const uses = new Map<string, number>()
  for (const { check } of items) uses.set(check.plan.name, (uses.get(check.plan.name) ?? 0) + 1)
  return items.map(({ check, hasName }) => {
    const { name, schedule } = check.plan
    if (hasName || (uses.get(name) ?? 0) < 2) return check
    return {
      ...check,
      plan: { ...check.plan, name: firstCharacters(`${name} (${scheduleWords(schedule)})`, LONGEST_NAME) },
    }
  })
}
