/** Puts back what Redis lost and the copy has. */
import { EMPTY } from '../../domain/appliance/backup'
import { changesToRestore, isNothing } from '../../domain/appliance/backup-changes'
import type { BackupStore, ReadCopy } from '../../domain/appliance/ports'
import { lostOf } from '../../domain/appliance/restore'
import type { Loss } from '../../domain/watch/loss'

export interface RestoreNeeds {
  readonly store: BackupStore
  /** Whether nobody else can have changed anything since the loss, nor can now. */
  readonly isAlone: boolean
  /** Sentences about damage to the server's files, which is a loss whatever the copy has. */
  readonly damage?: readonly string[]
  readonly now: number
}

/** Returns the loss; undefined where there is none. */
export async function restoreBackup(
  { kept, copy, damage: copyDamage }: ReadCopy,
  { store, isAlone, damage = [], now }: RestoreNeeds,
): Promise<Loss | undefined> {
  const present = await store.present()
  const lost = kept && lostOf(present, kept)
  // There was a copy of what this Redis had, and it has nothing of it.
  const isBeyondRepair = copy === 'damaged' && present.mark.lineage === undefined
  const isDamaged = damage.length > 0 || isBeyondRepair
  if (lost === undefined && !isDamaged) return undefined
  const mode = isAlone && lost?.isBehind && !kept?.isPartial ? 'exact' : 'add'
  const changes = changesToRestore(present, lost?.backup ?? EMPTY, mode)
  // A Redis that is only new to this copy has lost nothing.
  if (isNothing(changes) && !isDamaged) return undefined
  // A Redis that came up empty may have signs of life again by now.
  const since = isAlone && (isDamaged || lost?.isBehind) ? await store.lastAlive() : undefined
  const loss: Loss = {
    at: now,
    damage: [...damage, ...(copy === 'last' ? [] : copyDamage)],
    isPartial: !isDamaged && lost?.isBehind === false,
    ...(since !== undefined && { since }),
    checks: changes.create.length + changes.replace.length,
    channels: changes.channels.length,
    ...(changes.accounts.length > 0 && { accounts: changes.accounts.length }),
    apiKeys: changes.apiKeys.length,
    copy,
    ...(kept?.savedAt !== undefined && { savedAt: kept.savedAt }),
  }
  await store.restore(changes, loss)
  return loss
}
