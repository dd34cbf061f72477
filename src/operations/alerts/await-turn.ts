/** Whether the turn of an alert has come: after its predecessors, over a channel that is there, and not while that cools down. */
import { isFinal, type PlannedAlert } from '../../domain/alerts/alert'
import { offsetOf } from '../../domain/alerts/channel'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { amongOf, isToldToSome } from '../../domain/alerts/recipients'
import { GIVE_UP_AFTER } from '../../domain/alerts/retry'
import type { Clock } from '../../domain/time/clock'
import { currentPart, forgetNotified, predecessors } from './alert-standing'
import { type Attempt, dropAlert, type Ended, type Turn, waitAfter, waitFor } from './attempt'
import type { Cooldowns } from './cooldowns'

export interface AwaitTurnPorts {
  readonly now: Clock
  readonly store: AlertStore
  readonly channels: Channels
  /** 0 to 1, for the jitter. */
  readonly chance: () => number
}

const OUTDATED = 'it was over, or covered by a later alert, before it could be sent'
const OUTDATED_AGAIN = 'it was over, or covered by a later alert, before it could be sent again'
const OUTDATED_FOR_SOME =
  'some recipients have it; it was over, or covered by a later alert, before it could be sent to the others'
/** Milliseconds. The machine that knows the channel may be restarting, or have the newer INI. */
const UNKNOWN_FOR = 600_000
const UNKNOWN = 'it waits for a worker that knows a channel of that name'

export function createAwaitTurn({ now, store, channels, chance }: AwaitTurnPorts, cooldowns: Cooldowns) {
  return async (attempt: Attempt): Promise<Turn | Ended> => {
    const { planned, record } = attempt
    const outdatedAgain = isToldToSome(record) ? OUTDATED_FOR_SOME : OUTDATED_AGAIN
    const outdated = record.attempts === 0 ? OUTDATED : outdatedAgain
    // An outdated reminder is dropped at once; later alerts cover it.
    if (planned.alert.kind === 'reminder' && (await currentPart(store, planned)) === undefined)
      return await dropAlert(store, attempt, outdated, now())

    const before = await predecessors(store, planned.after)
    // A predecessor without an end, since its queue was lost, does not hold up others for ever.
    const unfinished = before.filter(other => !isFinal(other) && now() < other.plannedAt + GIVE_UP_AFTER)
    const [awaited] = unfinished
    // A recipient who is refused for now holds up nobody but himself.
    const among = awaited && amongOf(unfinished, record)
    if (awaited && among?.length === 0) {
      const triedIn = (awaited.nextAt ?? 0) - now()
      const retryInMs = triedIn > 0 ? waitFor(triedIn) : waitAfter(now() - planned.at)
      return { result: { retryInMs, waitsFor: awaited.id } }
    }
    const all = await channels.list()
    const channel = all.find(({ name }) => name === planned.channel)
    if (channel === undefined) return await waitForChannel(attempt)
    const current = await currentPart(store, planned)
    if (current === undefined) return await dropAlert(store, attempt, outdated, now())
    const offset = record.attempts > 0 ? 0 : offsetOf(channel)
    const toWait = planned.at + offset - now()
    if (offset > 0 && toWait > 0) return { result: { retryInMs: toWait } }

    const cooldown = cooldowns.of(planned.channel)
    const coolsFor = (cooldown?.until ?? 0) - now()
    if (coolsFor > 0 && (await isCooling(planned)))
      return { result: { retryInMs: coolsFor + Math.round(chance() * 1_000) } }
    return { channel, channels: all, current, before, cooldown, ...(among && { among }) }
  }

  /**
   * Somebody waits for the outcome of a test, perhaps having mended the channel. Others go at once where the channel has
   * delivered since, which ends its trouble: by such a test, or for another worker.
   */
  async function isCooling({ alert, channel }: PlannedAlert): Promise<boolean> {
    return alert.kind !== 'test' && (await store.health(channel)) !== undefined
  }

  async function waitForChannel(attempt: Attempt): Promise<Ended> {
    const { planned, record } = attempt
    const waited = now() - planned.at
    if (waited >= UNKNOWN_FOR) {
      await forgetNotified(store, planned, now())
      return await dropAlert(store, attempt, 'there is no channel of that name', now())
    }
    if (record.detail !== UNKNOWN)
      await store.write(planned.sources, { ...record, detail: UNKNOWN, at: now() })
    return { result: { retryInMs: waitAfter(waited) } }
  }
}
