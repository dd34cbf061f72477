import { isClosed, type ReadGates } from '../../domain/heartbeat/gates'
import { type Heartbeat, heartbeatOfGate, jobOfGate } from '../../domain/heartbeat/heartbeat'
import { providableChecks, usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { SLOT_MS } from '../../domain/time/slot'

export interface AnnounceGatesPorts {
  readonly now: Clock
  readonly settings: SettingsFile
  readonly gates: ReadGates
  /** Queues a heartbeat; the same id again is the same one. */
  readonly queue: (heartbeat: Heartbeat, job: string) => Promise<void>
}

/**
 * Looks whether a gate has closed, and queues the heartbeat that tells the receiver of it: one for each time that all were
 * open before. A gate that closed longer ago than a slot is told in the due slots.
 *
 * @returns whether the INI wants that, so that it is worth looking again after a change of a check
 */
export function createAnnounceGates({ now, settings, gates, queue }: AnnounceGatesPorts) {
  return async (): Promise<boolean> => {
    const reading = await settings.read()
    const monitoring = usable(reading, 'monitoring')
    if (!monitoring?.gateFails || monitoring.frequency === 'Off' || monitoring.gates.length === 0)
      return false
    const found = await gates(monitoring.gates, providableChecks(reading)?.checks ?? [])
    const at = now()
    const closings = found
      .filter(isClosed)
      // A new check has not closed; it was never open.
      .flatMap(gate => ('since' in gate && gate.status !== 'new' ? [gate.since] : []))
    const first = Math.min(...closings)
    if (first > at - SLOT_MS && first <= at) await queue(heartbeatOfGate(at), jobOfGate(first))
    return true
  }
}
