/** Maintenance windows that members of a group have from each other. Pure. */

import { type MaintenanceWindow, windowFaults } from './maintenance'

/** A window without its place. */
export type BareWindow = Pick<MaintenanceWindow, 'name' | 'settings'>

/** All windows of a member; the list with the higher number is the newer one. */
export interface WindowList {
  readonly n: number
  readonly windows: readonly BareWindow[]
}

/** Windows of another member that are taken; the rest is not. */
const MOST_WINDOWS = 200

/**
 * The windows of this watch as other members get them: by its own time zone, where they name none. They open no gates, since
 * those are for the heartbeat of this watch.
 */
export function bareWindows(own: readonly MaintenanceWindow[], zone: string): readonly BareWindow[] {
  return own
    .filter(({ home }) => home === undefined)
    .map(({ name, settings }) => ({ name, settings: bareSettings(settings, zone) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function bareSettings(
  { opengates: _gates, ...settings }: BareWindow['settings'],
  zone: string,
): BareWindow['settings'] {
  const named = { ...settings, timezone: settings.timezone || zone }
  return Object.fromEntries(Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The list as it is read from another member. */
export function readWindows(value: unknown): readonly BareWindow[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MOST_WINDOWS).flatMap((one): BareWindow[] => {
    const { name, settings } = Object(one) as Record<string, unknown>
    const isRead =
      typeof name === 'string' &&
      Object(settings) === settings &&
      Object.values(settings as object).every(text => typeof text === 'string')
    if (!isRead) return []
    const bare = { name, settings: settings as BareWindow['settings'] }
    return windowFaults({ ...bare, origin: 'page' }).length === 0 ? [bare] : []
  })
}

/**
 * The windows of this watch and those of other members, by their ids. A window that several have counts once; other ones of the
 * same name get the id behind theirs.
 */
export function withWindowsOf(
  lists: ReadonlyMap<string, WindowList>,
  own: readonly MaintenanceWindow[],
  zone: string,
): readonly MaintenanceWindow[] {
  const all = [...own]
  const contents = new Map(
    bareWindows(own, zone).map(({ name, settings }) => [name, JSON.stringify(settings)]),
  )
  for (const [home, { windows }] of [...lists].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const { name, settings } of windows) {
      const content = JSON.stringify(settings)
      const before = contents.get(name)
      if (before === content) continue
      if (before === undefined) contents.set(name, content)
      all.push({ name: before === undefined ? name : `${name}-${home}`, origin: 'ini', settings, home })
    }
  return all
}
