import { setTimeout as pause } from 'node:timers/promises'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { providableChecks } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import type { Provisioning } from '../../domain/watch/ports'

export interface ProvideChecksPorts {
  readonly settings: SettingsFile
  readonly provisioning: Provisioning
  readonly now: Clock
  /** Milliseconds after which it is tried again where Redis is away. */
  readonly retryMs?: number
  /** Takes what people should know of, in sentences. */
  readonly onTrouble: (reason: string) => void
}

/** Makes the store's checks what the INI says. Those with a fault stay as they are, and none is removed meanwhile. */
export function createProvideChecks({
  settings,
  provisioning,
  now,
  retryMs = 5_000,
  onTrouble,
}: ProvideChecksPorts): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()

  async function provide(): Promise<void> {
    for (let said = ''; ; ) {
      const providable = providableChecks(await settings.read())
      if (!providable) return
      try {
        const { checks, complete } = providable
        return (await provisioning.provide(checks, complete, now())).forEach(onTrouble)
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        const { message } = error
        if (message !== said) onTrouble(`the checks of the INI have to wait: ${message}`)
        said = message
        await pause(retryMs, undefined, { ref: false })
      }
    }
  }

  // One after the other: an older reading must not overtake a newer one.
  return () => {
    last = last.then(provide, provide)
    return last
  }
}
