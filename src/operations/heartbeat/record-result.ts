import { type Heartbeat, type HeartbeatEnd, lastResultOf, missedAt } from '../../domain/heartbeat/heartbeat'
import type { ResultFile } from '../../domain/heartbeat/ports'
import { type LastResult, resultLine } from '../../domain/heartbeat/result-line'
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'

export interface RecordPorts {
  readonly now: Clock
  readonly file: ResultFile
  readonly log: Log
}

/**
 * Writes a finished heartbeat's result into the log, and into hbresults.txt unless that has a newer one: a heartbeat that was
 * interrupted, as by a power cut, may end later than the one after it. `heartbeat`: undefined where it was damaged.
 */
export function createRecordResult({ now, file, log }: RecordPorts) {
  return async (end: HeartbeatEnd, heartbeat?: Heartbeat): Promise<void> => {
    const at = now()
    const { outcome, reason, receiver } = end
    const result = lastResultOf(end, heartbeat === undefined ? at : missedAt(at, heartbeat))
    const line = `heartbeat ${outcome}: ${resultLine(result)} ${receiver} ${reason}`.trim()
    if (outcome === 'delivered') log.info(line)
    else log.warn(line)
    if (await hasNewer(result, at)) return
    // A delivered heartbeat stays delivered, even when its result cannot be written.
    await file.write(result).catch(error => log.error(error, 'hbresults.txt cannot be written'))
  }

  /** A result in the future is from before the clock was set back. */
  async function hasNewer(result: LastResult, at: number): Promise<boolean> {
    const before = await file.read().catch(() => undefined) // A file that cannot be read is replaced.
    return before !== undefined && before.at > result.at && before.at <= at
  }
}
