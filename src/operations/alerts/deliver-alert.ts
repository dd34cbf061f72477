/**
 * An attempt at an alert from the queue. Delivery is at least once: an alert whose outcome was recorded is not sent again,
 * an alert that a service accepted right before the worker died is.
 */
import { isFinal, newRecord } from '../../domain/alerts/alert'
import type { DeliverStep } from '../../domain/alerts/ports'
import { type AwaitTurnPorts, createAwaitTurn } from './await-turn'
import { createCooldowns } from './cooldowns'
import { createSeekPermit, type SeekPermitPorts } from './seek-permit'
import { createTryOnce, type TryOncePorts } from './try-once'

export type DeliverPorts = AwaitTurnPorts & SeekPermitPorts & TryOncePorts

export function createDeliverAlert(ports: DeliverPorts): DeliverStep {
  const { now, store } = ports
  const cooldowns = createCooldowns(now)
  const awaitTurn = createAwaitTurn(ports, cooldowns)
  const seekPermit = createSeekPermit(ports)
  const tryOnce = createTryOnce(ports, cooldowns)

  return async (planned, leaseMs) => {
    const notAfter = now() + leaseMs
    const [source = ''] = planned.sources
    const record = (await store.record(source, planned.id)) ?? newRecord(planned)
    if (isFinal(record)) return {}
    const attempt = { planned, record, notAfter }
    const turn = await awaitTurn(attempt)
    if ('result' in turn) return turn.result
    const permitted = await seekPermit(attempt, turn)
    if ('result' in permitted) return permitted.result
    return await tryOnce(attempt, turn, permitted)
  }
}
