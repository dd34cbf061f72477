/** The maintenance windows of the INI and of the page, and the usual escalation: nothing that sends alerts is loaded for them. */
import { lastGood } from '../../config/settings/last-good'
import type { Escalation } from '../../domain/alerts/escalation'
import type { MaintenanceWindow } from '../../domain/alerts/maintenance'
import type { WindowStore } from '../../domain/alerts/ports'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { openWindowStore } from '../../io/alerts/window-store'
import type { Redis } from '../../io/redis/client'

export interface OpenWindows {
  readonly windowStore: WindowStore
  /** The windows of the INI, and those of the page that have other names. Fails while no usable INI has been read. */
  windows(): Promise<readonly MaintenanceWindow[]>
  /** The same, where those of the page are enough as long as the INI cannot be read. */
  shownWindows(): Promise<readonly MaintenanceWindow[]>
  escalation(): Promise<Escalation>
}

/** `connection`: made by `connectStore`. */
export function openWindows(connection: Redis, settings: Pick<SettingsFile, 'read'>): OpenWindows {
  const windowStore = openWindowStore(connection)
  const provided = lastGood(settings, 'windows')
  const watch = lastGood(settings, 'watch')
  const withPage = async (own: readonly MaintenanceWindow[]) => {
    const names = new Set(own.map(({ name }) => name))
    return [...own, ...(await windowStore.list()).filter(({ name }) => !names.has(name))]
  }
  return {
    windowStore,
    windows: async () => await withPage(await provided()),
    shownWindows: async () => await withPage(await provided().catch(() => [])),
    escalation: async () => (await watch()).escalation,
  }
}
