import { type HeartbeatEnd, lastResultOf } from '../../domain/heartbeat/heartbeat'
import type { ResultFile } from '../../domain/heartbeat/ports'
import { resultLine } from '../../domain/heartbeat/result-line'
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'

export interface RecordPorts {
  readonly now: Clock
  readonly file: ResultFile
  readonly log: Log
}

/** Writes a finished heartbeat's result into hbresults.txt and the log. */
export function createRecordResult({ now, file, log }: RecordPorts): (end: HeartbeatEnd) => Promise<void> {
  return async end => {
    const { outcome, reason, receiver } = end
    const result = lastResultOf(end, now())
    const line = `heartbeat ${outcome}: ${resultLine(result)} ${receiver} ${reason}`.trim()
    if (outcome === 'delivered') log.info(line)
    else log.warn(line)
    // A delivered heartbeat stays delivered, even when its result cannot be written.
    await file.write(result).catch(error => log.error(error, 'hbresults.txt cannot be written'))
  }
}
