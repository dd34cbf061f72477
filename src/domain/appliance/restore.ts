/** The part of a copy that has to be put back into Redis. Pure. */

import type { RestoreMode } from './backup-changes'
import type { Kept, Mark } from './ports'

/** Whether Redis is older than the copy: it lost its lineage, or a change that the copy has. */
export function isBehind(present: Mark, kept: Mark): boolean {
  if (present.lineage === undefined) return true
  return present.lineage === kept.lineage && present.revision < kept.revision
}

/**
 * Undefined where nothing can be lost. A Redis of another lineage has a life of its own, and its content counts. Without a
 * change since the copy both hold the same, or a record was damaged where the server does not notice it. After a change
 * that the copy does not have, a record counts as lost only when it cannot be read.
 *
 * @param isAlone whether nobody else can have changed anything since the loss, nor can now
 */
export function restoreMode(
  present: Mark,
  kept: Pick<Kept, 'mark' | 'isPartial'>,
  isAlone: boolean,
): RestoreMode | undefined {
  if (isBehind(present, kept.mark)) return isAlone && !kept.isPartial ? 'exact' : 'add'
  if (present.lineage !== kept.mark.lineage) return undefined
  return present.revision === kept.mark.revision ? 'add' : 'mend'
}
