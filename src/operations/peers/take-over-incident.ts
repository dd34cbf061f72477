/** Takes an incident over that another member has told of: from now on it is remembered here, and its end is reported. */

import { newAlerting } from '../../domain/alerts/alerting'
import { opensIncidents } from '../../domain/alerts/channel'
import { withDraft } from '../../domain/alerts/draft'
import { planAlerts } from '../../domain/alerts/plan'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import type { IncidentTakeOver } from '../../domain/peers/group-ports'
import { otherKeyText } from '../../domain/peers/group-text'
import { mergedIncident } from '../../domain/peers/merge-incident'
import type { Clock } from '../../domain/time/clock'

export interface TakeOverPorts {
  readonly store: Pick<AlertStore, 'remembered' | 'commit'>
  readonly channels: Channels
  readonly now: Clock
}

const MOST_RACES = 5

export function createTakeOverIncident({ store, channels, now }: TakeOverPorts): IncidentTakeOver {
  return async (id, theirs, told, watched) => {
    for (let race = 0; race < MOST_RACES; race++) {
      const before = (await store.remembered([id])).get(id) ?? { alerting: undefined, raw: '' }
      const alerting = before.alerting ?? newAlerting(watched.check)
      const merged = mergedIncident(alerting, theirs, told, watched)
      if (merged === undefined) return
      const { toClose } = merged
      const all = toClose === undefined ? [] : await channels.list()
      const opens = (name: string) => all.some(channel => channel.name === name && opensIncidents(channel))
      const closing =
        toClose === undefined
          ? { alerting: merged.alerting, drafts: [] }
          : withDraft(
              merged.alerting,
              otherKeyText(merged.alerting.name),
              toClose,
              now(),
              toClose.notified.filter(opens),
              watched.check,
            )
      const { alertings, planned } = planAlerts([{ source: id, ...closing }], opens, now())
      const after = alertings.get(id) ?? closing.alerting
      if (await store.commit([{ source: id, before, after, reviewAt: now() }], planned)) return
    }
  }
}
