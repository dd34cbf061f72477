import type { Clock, SettingsFile } from '../domain/ports'
import { usable } from '../domain/settings'
import type { Provisioning } from '../domain/watch-ports'

export interface ProvideChecksPorts {
  readonly settings: SettingsFile
  readonly provisioning: Provisioning
  readonly now: Clock
}

/** Makes the store's checks from the INI what the INI says. With a fault in one of them, all stay as they are. */
export function createProvideChecks({
  settings,
  provisioning,
  now,
}: ProvideChecksPorts): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()

  async function provide(): Promise<void> {
    const checks = usable(await settings.read(), 'checks')
    if (checks) await provisioning.provide(checks, now())
  }

  // One after the other: an older reading must not overtake a newer one.
  return () => {
    last = last.then(provide, provide)
    return last
  }
}
