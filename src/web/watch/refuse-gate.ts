import { gatesBeyondIni, isNamedBy } from '../../domain/heartbeat/gates'
import { usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Check } from '../../domain/watch/check'
import { Refusal } from '../pages/errors'

/** @throws Refusal when one of the checks is a gate of the heartbeat: deleting it would keep every heartbeat back */
export async function refuseGate(
  settings: Pick<SettingsFile, 'read'>,
  ...checks: readonly Pick<Check, 'id' | 'slug' | 'waits'>[]
): Promise<void> {
  const name = (await ownGates(settings)).find(gate => checks.some(check => isNamedBy(gate, check)))
  if (name === undefined) return
  throw new Refusal(
    409,
    checks.length === 1
      ? `This check is a gate of the heartbeat: take ${name} out of heartbeatgates in the INI before you delete it.`
      : `One of these checks is a gate of the heartbeat: take ${name} out of heartbeatgates in the INI before you delete it.`,
  )
}

/** The names of the gates that checks of the page or the API may be. */
export async function ownGates(settings: Pick<SettingsFile, 'read'>): Promise<readonly string[]> {
  const reading = await settings.read()
  return gatesBeyondIni(usable(reading, 'monitoring')?.gates ?? [], usable(reading, 'checks') ?? [])
}
