/** Keeps the copy of checks, channels and keys outside Redis, and puts back what Redis lost while it ran. */
import type { BackupRest } from '../../domain/appliance/backup'
import { isAlike } from '../../domain/appliance/backup-changes'
import type { BackupFile, BackupStore, CheckBatches, Mark, ReadCopy } from '../../domain/appliance/ports'
import { isBehind } from '../../domain/appliance/restore'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Clock } from '../../domain/time/clock'
import type { Check } from '../../domain/watch/check'
import type { Loss } from '../../domain/watch/loss'
import { restoreBackup } from './restore-backup'

export interface KeepBackupPorts {
  readonly now: Clock
  readonly store: BackupStore
  readonly file: BackupFile
  /** Called when Redis has become another one, and what the INI provides may be missing in it. */
  readonly onRenewed: () => void
  readonly onLoss: (loss: Loss) => void
  /** The reason why the copy cannot be written; undefined once it can be again. Called at each change of the reason. */
  readonly onTrouble: (reason: string | undefined) => void
  /** A sentence about a damaged copy. */
  readonly onDamage: (sentence: string) => void
}

/** Changes in quick succession, as by a program, are one write to the card. */
const SPACING_MS = 2_000
/** With thousands of checks the pause is that many times as long as the write took, for the card's sake. */
const SPACING_SHARE = 10
const LONGEST_SPACING_MS = 300_000
/** Between two readings of the file while nothing changes: somebody may have removed it, or a card damaged it. */
const VERIFY_MS = 3_600_000
const RETRY_MS = { first: 5_000, longest: 60_000 } as const

/** The returned function is one step: it returns when the next one is due, epoch milliseconds; undefined: at a change. */
export function createKeepBackup(ports: KeepBackupPorts): () => Promise<number | undefined> {
  const { now, store, file, onRenewed, onLoss, onTrouble, onDamage } = ports
  /** Of the content that was compared last; nothing is read again before it changes. */
  let seen: Mark | undefined
  /** When the file was known to hold it. */
  let verifiedAt = Number.NEGATIVE_INFINITY
  let writtenAt = Number.NEGATIVE_INFINITY
  /** The checksum of the file as it was compared or written last. */
  let sum: string | undefined
  let spacingMs = SPACING_MS
  let retryMs: number = RETRY_MS.first
  let trouble: string | undefined
  let damaged: string | undefined

  async function readFile(): Promise<ReadCopy> {
    const read = await file.read()
    if (`${read.damage}` !== damaged) read.damage.forEach(onDamage)
    damaged = `${read.damage}`
    return read
  }

  /** Puts back what is missing, and makes sure that Redis has a lineage. Returns whether something was put back. */
  async function settle(mark: Mark, read: ReadCopy): Promise<boolean> {
    // Later on only a Redis that was emptied, or replaced by an older one, is in doubt.
    const isDoubtful = seen === undefined || (read.kept ? isBehind(mark, read.kept.mark) : !mark.lineage)
    const loss = isDoubtful ? await restoreBackup(read, { store, isAlone: false, now: now() }) : undefined
    if (loss) onLoss(loss)
    if (mark.lineage === undefined) await store.begin()
    return loss !== undefined
  }

  /** Returns when to try again; undefined: the copy is as it has to be. */
  async function write(read: ReadCopy, wasRestored: boolean): Promise<number | undefined> {
    const { kept, copy } = read
    const { mark, rest } = await store.rest()
    const isRenewed = seen !== undefined && seen.lineage !== mark.lineage
    const hasOtherIds = kept !== undefined && kept.rest.pingKey !== rest.pingKey
    if (wasRestored || isRenewed || hasOtherIds) onRenewed()
    if (await isSame(read, mark, rest)) sum = kept?.sum
    else {
      const savedAt = now()
      const { checks, failure } = noting(checksOf(mark))
      try {
        sum = await file.write({ mark, rest, checks, savedAt }, copy === 'last')
      } catch (error) {
        // It is Redis that failed, not the disk.
        if (failure() !== undefined) throw failure()
        report(reasonOf(error as NodeJS.ErrnoException))
        const due = now() + retryMs
        retryMs = Math.min(2 * retryMs, RETRY_MS.longest)
        return due
      }
      writtenAt = savedAt
      spacingMs = Math.min(Math.max(SPACING_MS, SPACING_SHARE * (now() - savedAt)), LONGEST_SPACING_MS)
    }
    report(undefined)
    retryMs = RETRY_MS.first
    seen = mark
    verifiedAt = now()
    return undefined
  }

  /** The checks of the Redis with that mark. @throws StoreUnavailable where it lost its data meanwhile: the copy would lose them, too */
  async function* checksOf(mark: Mark): CheckBatches {
    yield* store.checks()
    const after = await store.mark()
    if (after.lineage !== mark.lineage || isBehind(after, mark))
      throw new StoreUnavailable('Redis lost its data while they were copied')
  }

  async function isSame(
    { kept, isMissing, damage }: ReadCopy,
    mark: Mark,
    rest: BackupRest,
  ): Promise<boolean> {
    if (kept === undefined || isMissing || damage.length > 0) return false
    if (!isAlike(kept.mark, mark) || !isAlike(kept.rest, rest)) return false
    // The file that was compared or written last, with the same mark: Redis has changed nothing since.
    if (kept.sum === sum) return true
    return await haveSameChecks(kept.checks(), store.checks())
  }

  /** After trouble it is not as it has to be. */
  function isVerified(): boolean {
    const since = now() - verifiedAt
    return trouble === undefined && since >= 0 && since < VERIFY_MS
  }

  function report(reason: string | undefined): void {
    if (reason !== trouble) onTrouble(reason)
    trouble = reason
  }

  return async () => {
    const mark = await store.mark()
    if (seen && isAlike(mark, seen) && isVerified()) return undefined
    const since = now() - writtenAt
    // Copies are spaced for the card's sake, and what Redis lost is put back at once. After the clock was set back nothing waits.
    const isLost = seen !== undefined && isBehind(mark, seen)
    if (!isLost && since >= 0 && since < spacingMs) return writtenAt + spacingMs
    const read = await readFile()
    return await write(read, await settle(mark, read))
  }
}

/** The same batches, and the error by which they ended. */
function noting(batches: CheckBatches): { checks: CheckBatches; failure: () => unknown } {
  let failed: unknown
  async function* noted() {
    try {
      yield* batches
    } catch (error) {
      failed = error
      throw error
    }
  }
  return { checks: noted(), failure: () => failed }
}

/** Whether both have the same checks in the same order. */
async function haveSameChecks(some: CheckBatches, others: CheckBatches): Promise<boolean> {
  const theirs = oneByOne(others)
  try {
    for await (const check of oneByOne(some)) {
      const { value, done } = await theirs.next()
      if (done || !isAlike(check, value)) return false
    }
    return (await theirs.next()).done === true
  } finally {
    await theirs.return()
  }
}

async function* oneByOne(batches: CheckBatches): AsyncGenerator<Check, void> {
  for await (const batch of batches) yield* batch
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return REASONS[String(code)] ?? message
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'the state folder may not be written to',
  EISDIR: 'a folder stands in its place; remove it',
  EIO: 'the disk reports an error',
}
