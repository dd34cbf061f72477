import { describe, expect, it } from 'vitest'
import { type Alerting, type Incident, newAlerting } from '../../../src/domain/alerts/alerting'
import { mergedIncident } from '../../../src/domain/peers/merge-incident'
import { outcomeName, withOutcome } from '../../../src/domain/peers/told'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { CheckState } from '../../../src/domain/watch/state'

const check: Check = {
  ...planOf({ name: 'backup', channels: ['pager', 'mail'] }),
  id: 'c1',
  origin: 'page',
  createdAt: 1,
}
const down: CheckState = { ...newState(1), status: 'down', since: 5_000 }
const up: CheckState = { ...newState(1), status: 'up', since: 9_000, lastSignalAt: 9_000, flips: 4 }
const incident = (since: number, given: Partial<Incident> = {}): Incident => ({
  key: `intvlm8r-c1-${since}`,
  since,
  reason: 'silence',
  notified: ['pager', 'mail'],
  ...given,
})
const told = (
  ...alerts: readonly (readonly [since: number, kind: 'trigger' | 'resolve', channel: string])[]
) =>
  alerts.reduce(
    (all, [since, kind, channel]) =>
      withOutcome(all, outcomeName({ key: `intvlm8r-c1-${since}`, kind, status: 'down' }, channel) ?? '', {
        by: 'a',
      }),
    {},
  )
const calm = newAlerting(check)
const open = (own: Incident): Alerting => ({ ...calm, incident: own })
const merge = (own: Alerting, theirs: Incident, outcomes: ReturnType<typeof told>, state = down) =>
  mergedIncident(own, theirs, outcomes, { check, state })

describe('an incident of another member', () => {
  it('is remembered here, for the channels by which it was told', () => {
    expect(merge(calm, incident(5_000), told([5_000, 'trigger', 'pager']))).toEqual({
      alerting: { ...calm, incident: incident(5_000, { notified: ['pager'] }) },
    })
  })

  it('that nobody was told of, or of whose end, is left to its member', () => {
    expect(merge(calm, incident(5_000), {})).toBeUndefined()
    const ended = told([5_000, 'trigger', 'pager'], [5_000, 'resolve', 'pager'])
    expect(merge(calm, incident(5_000), ended)).toBeUndefined()
  })

  it('that has come to its end here is not taken up again, whatever the other one still has', () => {
    const ended = { ...calm, last: { pager: ['intvlm8r-c1-5000-2-pager'] } }
    const outcomes = told([5_000, 'trigger', 'pager'], [5_000, 'trigger', 'mail'])
    expect(merge(ended, incident(5_000), outcomes, up)?.alerting.incident?.notified).toEqual(['mail'])
    expect(
      merge(
        { ...ended, last: { ...ended.last, mail: ['intvlm8r-c1-5000-1-mail'] } },
        incident(5_000),
        outcomes,
      ),
    ).toBeUndefined()
  })

  it('of a check that is up here has come to its end', () => {
    const merged = merge(calm, incident(5_000), told([5_000, 'trigger', 'mail']), up)
    expect(merged?.alerting.incident).toEqual(
      incident(5_000, {
        notified: ['mail'],
        end: {
          check: 'c1',
          seq: 4,
          from: 'down',
          to: 'up',
          reason: 'success',
          at: 9_000,
          due: 9_000,
          ends: 5_000,
        },
      }),
    )
  })

  it('under the same key adds the channels that know of it', () => {
    const own = open(incident(5_000, { notified: ['mail'] }))
    const both = told([5_000, 'trigger', 'pager'], [5_000, 'trigger', 'mail'])
    expect(merge(own, incident(5_000), both)?.alerting.incident?.notified).toEqual(['mail', 'pager'])
    expect(merge(open(incident(5_000)), incident(5_000), both)).toBeUndefined()
  })

  it('that is older takes the place of this one, which is closed by this watch', () => {
    const own = incident(7_000)
    const merged = merge(
      open(own),
      incident(5_000),
      told([5_000, 'trigger', 'pager'], [7_000, 'trigger', 'mail']),
    )
    expect(merged?.alerting.incident?.key).toBe('intvlm8r-c1-5000')
    expect(merged?.toClose).toEqual(own)
  })

  it('that is older closes this one also while its alert may be on its way: nobody knows yet whether it was told', () => {
    const own = incident(7_000)
    expect(merge(open(own), incident(5_000), told([5_000, 'trigger', 'pager']))?.toClose).toEqual(own)
    const planned = incident(7_000, { notified: [] })
    expect(merge(open(planned), incident(5_000), told([5_000, 'trigger', 'pager']))?.toClose).toBeUndefined()
  })

  it('that is younger leaves this one alone', () => {
    const outcomes = told([5_000, 'trigger', 'pager'], [7_000, 'trigger', 'mail'])
    expect(merge(open(incident(5_000)), incident(7_000), outcomes)).toBeUndefined()
  })
})
