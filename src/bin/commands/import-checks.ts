/** Checks that are taken over a batch at a time, so that memory does not grow with their number. */
import { NO_CHECKS } from '../../domain/appliance/backup-changes'
import { checksToImport, type Sentences } from '../../domain/appliance/import-changes'
import type { BackupStore, CheckBatches } from '../../domain/appliance/ports'
import { belongsInBackup, type Check } from '../../domain/watch/check'
import type { Watched } from '../../domain/watch/ports'
import type { MovedCheck } from '../../wire/appliance'
import { print } from './print'

/** Checks that are looked up together. */
const AT_ONCE = 100

/** The facts about the checks here on which an import depends. */
export interface ChecksHere {
  readonly slugs: Set<string>
  /** Some are not of the INI. */
  readonly hasOwn: boolean
}

export async function checksHere(store: BackupStore): Promise<ChecksHere> {
  const slugs = new Set<string>()
  let hasOwn = false
  for await (const { watched } of store.all())
    for (const { check } of watched) {
      slugs.add(check.slug)
      hasOwn ||= belongsInBackup(check)
    }
  return { slugs, hasOwn }
}

export function printSentences({ added, kept }: Sentences): void {
  for (const sentence of added) print(`+ ${sentence}`)
  for (const sentence of kept) print(`= ${sentence}`)
}

/** Makes checks of the page of those that are moved in; one that is here already has its origin and its age. */
export async function asChecks(
  store: BackupStore,
  moved: readonly MovedCheck[],
  now: number,
): Promise<{ readonly given: readonly Check[]; readonly here: readonly Watched[] }> {
  const here: Watched[] = []
  for (let from = 0; from < moved.length; from += AT_ONCE) {
    const ids = moved.slice(from, from + AT_ONCE).map(({ id }) => id)
    here.push(...(await store.find(ids)).watched)
  }
  const there = new Map(here.map(({ check }) => [check.id, check]))
  const given = moved.map(({ id, plan }): Check => {
    const { origin = 'page', createdAt = now } = there.get(id) ?? {}
    return { ...plan, id, origin, createdAt }
  })
  return { given, here }
}

/** Prints and adds those that are not here, or with `isTrial` only prints them. Returns how many they are. */
export async function importChecks(
  store: BackupStore,
  batches: CheckBatches,
  { slugs, isTrial, now }: Pick<ChecksHere, 'slugs'> & { readonly isTrial: boolean; readonly now: number },
): Promise<number> {
  let count = 0
  for await (const batch of batches) {
    const { watched } = await store.find(batch.map(({ id }) => id))
    const found = checksToImport(watched, batch, slugs)
    printSentences(found)
    const { create } = found
    count += create.length
    if (create.length > 0 && !isTrial) await store.changeChecks({ ...NO_CHECKS, create }, now)
  }
  return count
}
