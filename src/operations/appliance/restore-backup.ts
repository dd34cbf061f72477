/** Puts back what Redis lost and the copy has. */
import { EMPTY_REST } from '../../domain/appliance/backup'
import {
  changesBesideCopy,
  changesOfChecks,
  changesOfRest,
  isAlike,
  isNothing,
  type RestChanges,
  type RestoreMode,
} from '../../domain/appliance/backup-changes'
import type { BackupStore, Kept, Mark, ReadCopy } from '../../domain/appliance/ports'
import { isBehind, restoreMode } from '../../domain/appliance/restore'
import { createIdList, type IdList } from '../../domain/watch/id-list'
import type { Loss } from '../../domain/watch/loss'

export interface RestoreNeeds {
  readonly store: BackupStore
  /** Whether nobody else can have changed anything since the loss, nor can now. */
  readonly isAlone: boolean
  /** Sentences about damage to the server's files, which is a loss whatever the copy has. */
  readonly damage?: readonly string[]
  readonly now: number
}

/** The result of one reading of Redis and the copy. */
interface Finding {
  readonly mark: Mark
  readonly isBehind: boolean
  readonly isDamaged: boolean
  readonly mode: RestoreMode
  /** Ids of the checks of the copy. */
  readonly kept: IdList
  /** Ids of those among them that are to be put back. */
  readonly lost: IdList
  /** Checks and records beside them that are to be removed. */
  readonly beside: number
  readonly rest: RestChanges
}

/** Readings, at most: a change in the middle of one leaves open whether a check was lost or deleted. */
const READINGS = 5

/** Returns the loss; undefined where there is none. */
export async function restoreBackup(read: ReadCopy, needs: RestoreNeeds): Promise<Loss | undefined> {
  const { store, isAlone, damage = [], now } = needs
  const { kept, copy, damage: copyDamage } = read
  const found = await findOut(read, needs)
  const { lost, rest, isDamaged } = found
  // A Redis that is only new to this copy has lost nothing.
  if (lost.size === 0 && found.beside === 0 && isNothing(rest) && !isDamaged) return undefined
  // A Redis that came up empty may have signs of life again by now.
  const since = isAlone && (isDamaged || found.isBehind) ? await store.lastAlive() : undefined
  const loss = await store.beginRestore({
    at: now,
    damage: [...damage, ...(copy === 'last' ? [] : copyDamage)],
    isPartial: !isDamaged && !found.isBehind,
    ...(since !== undefined && { since }),
    checks: lost.size,
    channels: rest.channels.length,
    ...(rest.accounts.length > 0 && { accounts: rest.accounts.length }),
    ...(rest.windows && rest.windows.length > 0 && { windows: rest.windows.length }),
    ...(rest.notes && rest.notes.length > 0 && { notes: rest.notes.length }),
    apiKeys: rest.apiKeys.length,
    copy,
    ...(kept?.savedAt !== undefined && { savedAt: kept.savedAt }),
  })
  await putBack(found, kept, store, loss.at)
  await store.endRestore(loss)
  return loss
}

async function findOut(read: ReadCopy, needs: RestoreNeeds): Promise<Finding> {
  for (let reading = 1; ; reading++) {
    const found = await readBoth(read, needs)
    if (reading === READINGS || isAlike(await needs.store.mark(), found.mark)) return found
  }
}

async function readBoth({ kept: copied, copy }: ReadCopy, needs: RestoreNeeds): Promise<Finding> {
  const { store, isAlone, damage = [] } = needs
  const present = await store.rest()
  const restored = copied && restoreMode(present.mark, copied, isAlone)
  // A Redis with a life of its own gets nothing of the copy.
  const kept = restored && copied
  const mode = restored ?? 'add'
  // There was a copy of what this Redis had, and it has nothing of it.
  const isBeyondRepair = copy === 'damaged' && present.mark.lineage === undefined
  const isDamaged = damage.length > 0 || isBeyondRepair
  const isOlder = kept !== undefined && isBehind(present.mark, kept.mark)
  const rest = changesOfRest(present, kept?.rest ?? EMPTY_REST, mode)
  const [ids, lost] = [createIdList(), createIdList()]
  for await (const batch of kept?.checks() ?? []) {
    for (const { id } of batch) ids.add(id)
    const { create, replace } = changesOfChecks(await store.find(batch.map(({ id }) => id)), batch, mode)
    for (const { id } of [...create, ...replace.map(({ check }) => check)]) lost.add(id)
  }
  let beside = 0
  if (isOlder || isDamaged || lost.size > 0 || !isNothing(rest))
    for await (const found of store.all()) {
      const { discard, remove } = changesBesideCopy(found, ids.has, mode)
      beside += discard.length + remove.length
    }
  return { mark: present.mark, isBehind: isOlder, isDamaged, mode, kept: ids, lost, beside, rest }
}

async function putBack(
  { mode, kept: ids, lost, beside, rest }: Finding,
  kept: Kept | undefined,
  store: BackupStore,
  now: number,
): Promise<void> {
  if (beside > 0)
    for await (const found of store.all())
      await store.changeChecks(changesBesideCopy(found, ids.has, mode), now)
  if (lost.size > 0)
    for await (const batch of kept?.checks() ?? []) {
      const chosen = batch.filter(({ id }) => lost.has(id))
      if (chosen.length === 0) continue
      const found = await store.find(chosen.map(({ id }) => id))
      await store.changeChecks(changesOfChecks(found, chosen, mode), now)
    }
  await store.changeRest(rest)
}
