import { opensIncidents } from '../../domain/alerts/channel'
import { type ActiveWindow, activeWindows, announcedTo, nextTurn } from '../../domain/alerts/maintenance'
import { maintenanceText } from '../../domain/alerts/maintenance-text'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore, Channels, ListWindows } from '../../domain/alerts/ports'
import type { Clock } from '../../domain/time/clock'

/** The windows are read anew so often; a change of them is expected to bring a turn. Milliseconds. */
const LOOK_MS = 600_000

export interface AnnouncePorts {
  readonly now: Clock
  readonly windows: ListWindows
  readonly store: Pick<AlertStore, 'commit'>
  readonly channels: Channels
}

/**
 * Returns one turn, which plans the messages of the windows that have begun, and returns when the next turn is. A message
 * has an id by the beginning of its window, so that of several workers and turns it goes out once.
 */
export function createAnnounceWindows({
  now,
  windows,
  store,
  channels,
}: AnnouncePorts): () => Promise<number> {
  /** The beginnings that were dealt with, by the windows' names. */
  let announced: ReadonlyMap<string, number> = new Map()

  async function announce(active: ActiveWindow, at: number): Promise<void> {
    const { window, from } = active
    const wanted = announcedTo(window)
    // A paging service would open an incident that nothing ends.
    const chosen = (await channels.list()).filter(
      channel => wanted.includes(channel.name) && !opensIncidents(channel),
    )
    const about = { key: `intvlm8r-window-${window.name}-${from}`, name: window.name, since: from }
    const source = `window.${window.name}`
    const notices = chosen.map(({ name }) => planNotice(maintenanceText(active), about, name, at, source))
    if (notices.length > 0) await store.commit([], notices)
  }

  return async () => {
    const at = now()
    const all = await windows()
    const active = activeWindows(all, at)
    for (const one of active) if (announced.get(one.window.name) !== one.from) await announce(one, at)
    announced = new Map(active.map(({ window, from }) => [window.name, from]))
    return Math.min(nextTurn(all, at) ?? Number.POSITIVE_INFINITY, at + LOOK_MS)
  }
}
