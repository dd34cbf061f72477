import { type Disk, diskWords } from '../../domain/files/disk'
import { targetOf } from '../../domain/heartbeat/target'
import { type Reading, readingProblem } from '../../domain/settings/reading'
import { Refusal } from '../pages/errors'

/** Why no heartbeat can be queued with this INI; undefined when one can. */
export function heartbeatRefusal(reading: Reading): Refusal | undefined {
  if (reading.kind === 'unreadable') return new Refusal(503, reading.reason, BY_INI)
  if (reading.kind === 'faulty')
    return new Refusal(409, `the INI has faults: ${readingProblem(reading)}`, BY_INI)
  if (reading.settings.monitoring.frequency === 'Off') return new Refusal(409, 'heartbeating is Off')
  return undefined
}

/** The tick, which judges the INI with less, names the organ that the web app names. */
const BY_INI = { json: { organ: 'ini' } }

/**
 * @param isSuspected whether something that needs the disk has just failed
 * @throws Refusal while nothing can be stored: a heartbeat says that everything works
 */
export async function requireDisk(disk: Disk, isSuspected: boolean): Promise<void> {
  const trouble = await disk.trouble(isSuspected)
  if (trouble) throw new Refusal(503, diskWords(trouble), { json: { organ: 'disk' } })
}

/** The settings that heartbeats go out with now (`targetOf`). */
export function presentTarget(reading: Reading): string | undefined {
  return reading.kind === 'ok' ? targetOf(reading.settings.monitoring) : undefined
}
