/** The part of a copy that has to be put back into Redis. Pure. */

import type { Backup } from './backup'
import { isAlike, type Present } from './backup-changes'
import type { Kept, Mark } from './ports'

/** Whether Redis is older than the copy: it lost its lineage, or a change that the copy has. */
export function isBehind(present: Mark, kept: Mark): boolean {
  if (present.lineage === undefined) return true
  return present.lineage === kept.lineage && present.revision < kept.revision
}

export interface Lost {
  /** The part of the copy that may be missing. */
  readonly backup: Backup
  /** Redis as a whole is an earlier state than the copy. */
  readonly isBehind: boolean
}

/**
 * Undefined where nothing is lost. A Redis of another lineage has a life of its own, and its content counts. Without a
 * change since the copy both hold the same, or a record was damaged where the server does not notice it. After a change
 * that the copy does not have, a record counts as lost only when it cannot be read.
 */
export function lostOf(
  { mark, backup, damaged }: Present & { readonly mark: Mark },
  kept: Kept,
): Lost | undefined {
  if (isBehind(mark, kept.mark)) return { backup: kept.backup, isBehind: true }
  if (mark.lineage !== kept.mark.lineage) return undefined
  if (mark.revision === kept.mark.revision)
    return isAlike(backup, kept.backup) ? undefined : { backup: kept.backup, isBehind: false }
  const { checks, channels, accounts, apiKeys } = kept.backup
  const unreadable: Backup = {
    checks: checks.filter(({ id }) => damaged.checks.includes(id)),
    channels: channels.filter(({ name }) => damaged.channels.includes(name)),
    accounts: accounts.filter(({ name }) => damaged.accounts.includes(name)),
    apiKeys: apiKeys.filter(({ hash }) => damaged.apiKeys.includes(hash)),
  }
  const isNone = Object.values(unreadable).every(list => list.length === 0)
  return isNone ? undefined : { backup: unreadable, isBehind: false }
}
