import { isNamedBy } from '../../domain/heartbeat/gates'
import { usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Check } from '../../domain/watch/check'
import { Refusal } from '../pages/errors'

/** @throws Refusal when the check is a gate of the heartbeat, so that deleting it would keep every heartbeat back */
export async function refuseGate(settings: Pick<SettingsFile, 'read'>, check: Check): Promise<void> {
  const gates = usable(await settings.read(), 'monitoring')?.gates ?? []
  const name = gates.find(gate => isNamedBy(gate, check))
  if (name === undefined) return
  throw new Refusal(
    409,
    `This check is a gate of the heartbeat: take ${name} out of heartbeatgates in the INI before you delete it.`,
  )
}
