/** The maintenance windows of the INI and of the page, and the usual escalation: nothing that sends alerts is loaded for them. */
import { lastGood } from '../../config/settings/last-good'
import type { Escalation } from '../../domain/alerts/escalation'
import type { MaintenanceWindow } from '../../domain/alerts/maintenance'
import type { WindowStore } from '../../domain/alerts/ports'
import { withWindowsOf } from '../../domain/alerts/shared-windows'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { openWindowStore } from '../../io/alerts/window-store'
import { ownZone } from '../../io/appliance/time-zone'
import { readWindowsOfOthers } from '../../io/peers/group-windows'
import type { Redis } from '../../io/redis/client'

export interface OpenWindows {
  readonly windowStore: WindowStore
  /** The windows of the INI, and those of the page that have other names. Fails while no usable INI has been read. */
  ownWindows(): Promise<readonly MaintenanceWindow[]>
  /** The same with those of other members of the group. */
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
  const group = lastGood(settings, 'group')
  const withPage = async (ofIni: readonly MaintenanceWindow[]) => {
    const names = new Set(ofIni.map(({ name }) => name))
    return [...ofIni, ...(await windowStore.list()).filter(({ name }) => !names.has(name))]
  }
  const withGroup = async (own: readonly MaintenanceWindow[]) => {
    const isMember = ((await group().catch(() => undefined))?.rank ?? 0) !== 0
    return isMember ? withWindowsOf(await readWindowsOfOthers(connection), own, ownZone()) : own
  }
  return {
    windowStore,
    ownWindows: async () => await withPage(await provided()),
    windows: async () => await withGroup(await withPage(await provided())),
    shownWindows: async () => await withGroup(await withPage(await provided().catch(() => []))),
    escalation: async () => (await watch()).escalation,
  }
}
