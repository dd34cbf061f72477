import { describe, expect, it } from 'vitest'
import { newAlerting } from '../../../src/domain/alerts/alerting'
import type { Decision } from '../../../src/domain/alerts/decision'
import { decideAfterFlips } from '../../../src/domain/alerts/policy'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import type { Status } from '../../../src/domain/watch/status'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const CHECK: Check = {
  ...planOf({ name: 'backup', channels: ['mail', 'pager'], reminders: '1h' }),
  id: '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f',
  origin: 'page',
  createdAt: 1,
}

const flip = (seq: number, from: Status, to: Status, at: number, more: Partial<Flip> = {}): Flip => ({
  check: CHECK.id,
  seq,
  from,
  to,
  reason: to === 'down' ? 'silence' : 'success',
  at,
  due: at,
  ...more,
})

/** The decision at `now` about a check that has the status `is` by then. */
const decide = (flips: readonly Flip[], is: Status, now: number, alerting = newAlerting(CHECK)): Decision =>
  decideAfterFlips(
    alerting,
    flips.map(one => ({ flip: one })),
    { check: CHECK, state: { ...newState(NOON), status: is }, version: '1' },
    now,
    { isKnown: () => true, opensIncidents: name => name === 'pager' },
  )

const told = ({ drafts }: Decision) =>
  drafts.map(({ alert, channels }) => `${channels.join('+')} ${alert.kind} ${alert.status}`)

describe('flips since the last decision', () => {
  it('that began and ended an outage alert twice, in their order', () => {
    const decision = decide(
      [flip(1, 'up', 'down', NOON), flip(2, 'down', 'up', NOON + MINUTE)],
      'up',
      NOON + 2 * MINUTE,
    )
    expect(told(decision)).toStrictEqual(['mail+pager trigger down', 'mail+pager resolve up'])
    expect(decision.alerting.incident).toBeUndefined()
  })

  it('that are none leave what is due by the time alone', () => {
    const { alerting } = decide([flip(1, 'up', 'down', NOON)], 'down', NOON)
    expect(told(decide([], 'down', NOON + 2 * HOUR, alerting))).toStrictEqual(['mail+pager reminder down'])
    expect(decide([], 'down', NOON + MINUTE, alerting)).toMatchObject({ drafts: [], reviewAt: NOON + HOUR })
  })

  it('of which another program has told remind of no outage that is over', () => {
    const begun = flip(1, 'up', 'down', NOON, { toldAt: NOON })
    const ended = flip(2, 'down', 'up', NOON + 2 * HOUR)
    expect(told(decide([begun, ended], 'up', NOON + 2 * HOUR))).toStrictEqual(['mail+pager resolve up'])
  })

  it('of which another program has told remind of the outage that goes on', () => {
    const begun = flip(1, 'up', 'down', NOON, { toldAt: NOON })
    expect(told(decide([begun], 'down', NOON + MINUTE))).toStrictEqual([])
    expect(told(decide([begun], 'down', NOON + 2 * HOUR))).toStrictEqual(['mail+pager reminder down'])
  })
})
