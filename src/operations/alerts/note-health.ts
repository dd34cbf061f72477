/** Keeps a channel's health. When it begins or ceases to fail, the other channels report it. */
import type { AlertKind, Delivery, PlannedAlert } from '../../domain/alerts/alert'
import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import { noteDelivery } from '../../domain/alerts/channel-health'
import { channelTroubleWords } from '../../domain/alerts/channel-trouble'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore } from '../../domain/alerts/ports'
import { channelDownText, channelUpText } from '../../domain/alerts/text'
import type { Log } from '../../domain/log'
import type { Clock } from '../../domain/time/clock'

/** After the delivery of an alert of that kind by the channel of that name; `all` holds it and the others. */
export type NoteHealth = (
  name: string,
  kind: AlertKind,
  delivery: Delivery,
  all: readonly Channel[],
) => Promise<void>

export function createNoteHealth({
  now,
  store,
  log,
}: {
  readonly now: Clock
  readonly store: Pick<AlertStore, 'health' | 'commit'>
  readonly log: Log
}): NoteHealth {
  return async (name, kind, delivery, all) => {
    const resolves = kind === 'resolve' && all.some(one => one.name === name && opensIncidents(one))
    const what = kind === 'test' ? kind : resolves ? 'resolve' : 'alert'
    for (let noted = false; !noted; ) {
      const before = await store.health(name)
      if (before === undefined && delivery.ok) return
      const at = now()
      const { health: after, report } = noteDelivery(before, delivery, what, at)
      const since = after?.since ?? before?.since ?? at
      const notices = report ? noticesOf(report, name, since, delivery.detail, all, at) : []
      noted = await store.commit([], notices, { channel: name, before, after })
      if (!noted) continue
      if (after && !before) log.warn(channelTroubleWords({ name, ...after }, at))
      else if (before && !after) log.info(`${name} delivers again`)
    }
  }
}

/** The incident of a channel that fails since then. */
export function aboutChannel(name: string, since: number) {
  return { key: `intvlm8r-channel-${name}-${since}`, name, since }
}

function noticesOf(
  report: 'failing' | 'working',
  name: string,
  since: number,
  detail: string,
  all: readonly Channel[],
  now: number,
): PlannedAlert[] {
  const text = report === 'failing' ? channelDownText(name, since, detail) : channelUpText(name, since, now)
  const about = aboutChannel(name, since)
  return all.filter(one => one.name !== name).map(one => planNotice(text, about, one.name, now))
}
