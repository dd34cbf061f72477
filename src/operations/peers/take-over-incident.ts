/** Takes an incident over that another member has told of: from now on it is remembered here, and its end is reported. */

import { newAlerting } from '../../domain/alerts/alerting'
import { opensIncidents } from '../../domain/alerts/channel'
import { withDraft } from '../../domain/alerts/draft'
import { planAlerts } from '../../domain/alerts/plan'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import type { GroupCopies, IncidentTakeOver } from '../../domain/peers/group-ports'
import { otherKeyText } from '../../domain/peers/group-text'
import { firstDecidedAt, mergedIncident } from '../../domain/peers/merge-incident'
import { newOutcome } from '../../domain/peers/told'
import type { Clock } from '../../domain/time/clock'

export interface TakeOverPorts {
  /** The id of this watch. */
  readonly self: string
  readonly store: Pick<AlertStore, 'remembered' | 'commit'>
  readonly copies: Pick<GroupCopies, 'ageOf' | 'tell'>
  readonly channels: Channels
  readonly now: Clock
}

const MOST_RACES = 5

export function createTakeOverIncident({
  self,
  store,
  copies,
  channels,
  now,
}: TakeOverPorts): IncidentTakeOver {
  return async (id, theirs, told, watched) => {
    for (let race = 0; race < MOST_RACES; race++) {
      const before = (await store.remembered([id])).get(id) ?? { alerting: undefined, raw: '' }
      const known = before.alerting ?? newAlerting(watched.check)
      const decidedAt = known.incident && firstDecidedAt(known.incident)
      const age = decidedAt === undefined ? undefined : copies.ageOf(decidedAt, now())
      const here = { self, age, now: now() }
      const merged = mergedIncident(known, theirs, told, watched, here)
      if (merged === undefined) return
      const { alerting, found, toClose } = merged
      if (found !== undefined) await copies.tell(id, newOutcome(told, found, { by: self }))
      if (alerting === undefined) return
      const all = await channels.list()
      const opens = (name: string) => all.some(channel => channel.name === name && opensIncidents(channel))
      const closing =
        toClose === undefined
          ? { alerting, drafts: [] }
          : withDraft(
              alerting,
              otherKeyText(alerting.name),
              toClose,
              now(),
              toClose.notified.filter(name => watched.check.recovery || opens(name)),
              watched.check,
            )
      const { alertings, planned } = planAlerts([{ source: id, ...closing }], opens, now())
      const after = alertings.get(id) ?? closing.alerting
      if (await store.commit([{ source: id, before, after, reviewAt: now() }], planned)) return
    }
  }
}
