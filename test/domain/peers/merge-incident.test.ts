import { describe, expect, it } from 'vitest'
import { type Alerting, type Incident, newAlerting } from '../../../src/domain/alerts/alerting'
import { mergedIncident } from '../../../src/domain/peers/merge-incident'
import { mergedName, outcomeName, withOutcome } from '../../../src/domain/peers/told'
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
/** By a clock that is a minute ahead of the other one's: the moments alone say nothing. */
const NOW = 70_000
const merge = (
  own: Alerting,
  theirs: Incident,
  outcomes: ReturnType<typeof told>,
  {
    state = down,
    ages = [9_000, 1_000] as readonly [theirs: number | undefined, own: number],
    self = 'a',
  } = {},
) =>
  mergedIncident(
    own,
    { incident: theirs, ...(ages[0] !== undefined && { age: ages[0] }) },
    outcomes,
    { check, state },
    { self, age: ages[1], now: NOW },
  )
const found = (all: ReturnType<typeof told>, young: number, old: number) =>
  withOutcome(all, mergedName(`intvlm8r-c1-${young}`, `intvlm8r-c1-${old}`), { by: 'a' })

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
    expect(merge(ended, incident(5_000), outcomes, { state: up })?.alerting?.incident?.notified).toEqual([
      'mail',
    ])
    expect(
      merge(
        { ...ended, last: { ...ended.last, mail: ['intvlm8r-c1-5000-1-mail'] } },
        incident(5_000),
        outcomes,
      ),
    ).toBeUndefined()
  })

  it('of a check that is up here has come to its end', () => {
    const merged = merge(calm, incident(5_000), told([5_000, 'trigger', 'mail']), { state: up })
    expect(merged?.alerting?.incident).toEqual(
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
    expect(merge(own, incident(5_000), both)?.alerting?.incident?.notified).toEqual(['mail', 'pager'])
    expect(merge(open(incident(5_000)), incident(5_000), both)).toBeUndefined()
  })

  it('has its alerts’ moments by this watch’s clock, which reminders and escalations count from', () => {
    const stamps = { notifiedAt: 6_000, firstNotifiedAt: 5_500, escalatedAt: 5_900 }
    const merged = merge(calm, incident(5_000, stamps), told([5_000, 'trigger', 'mail']))
    expect(merged?.alerting?.incident).toEqual(
      incident(5_000, {
        notified: ['mail'],
        notifiedAt: 61_500,
        firstNotifiedAt: 61_000,
        escalatedAt: 61_400,
        ahead: 55_500,
      }),
    )
  })
})

describe('two incidents of one outage', () => {
  const both = told([5_000, 'trigger', 'pager'], [7_000, 'trigger', 'mail'])

  it('become the older one, by their ages and whatever their clocks say; the other one is closed', () => {
    const own = incident(7_000)
    const merged = merge(open(own), incident(5_000), both, { ages: [9_000, 8_900] })
    expect(merged?.alerting?.incident?.key).toBe('intvlm8r-c1-5000')
    expect(merged?.toClose).toEqual(own)
    expect(merged?.found).toBe('intvlm8r-c1-7000 merged intvlm8r-c1-5000')
    // The due moment of the older one may be the later one, by a clock that is ahead.
    expect(merge(open(own), incident(5_000), both, { ages: [8_900, 9_000] })).toEqual({
      found: 'intvlm8r-c1-5000 merged intvlm8r-c1-7000',
    })
  })

  it('are compared by one side alone, so that both sides find the same', () => {
    expect(merge(open(incident(5_000)), incident(7_000), both, { ages: [9_000, 1_000] })).toBeUndefined()
    const known = found(both, 5_000, 7_000)
    const merged = merge(open(incident(5_000)), incident(7_000), known, { ages: [1_000, 9_000] })
    expect(merged?.alerting?.incident?.key).toBe('intvlm8r-c1-7000')
    expect(merged?.toClose?.key).toBe('intvlm8r-c1-5000')
    expect(merged!.found).toBeUndefined()
  })

  it('are compared by the member that told of it, and by another one where the difference is clear', () => {
    const at = (self: string, theirs: number, own: number) =>
      merge(open(incident(7_000)), incident(5_000), both, { ages: [theirs, own], self })?.found
    const [older, younger] = [
      'intvlm8r-c1-7000 merged intvlm8r-c1-5000',
      'intvlm8r-c1-5000 merged intvlm8r-c1-7000',
    ]
    expect([at('a', 9_000, 8_999), at('a', 9_000, 9_001)]).toEqual([older, younger])
    expect([at('b', 9_000, 4_001), at('b', 4_001, 9_000)]).toEqual([undefined, undefined])
    expect([at('b', 9_000, 4_000), at('b', 4_000, 9_000)]).toEqual([older, younger])
  })

  it('stay as they were found to be, though more members compare them later', () => {
    const known = found(both, 5_000, 7_000)
    expect(merge(open(incident(7_000)), incident(5_000), known)).toBeUndefined()
    // Two members found it at the same moment, each its own way.
    const differ = found(known, 7_000, 5_000)
    expect(merge(open(incident(5_000)), incident(7_000), differ)?.alerting?.incident?.key).toBe(
      'intvlm8r-c1-7000',
    )
    expect(merge(open(incident(7_000)), incident(5_000), differ)).toBeUndefined()
  })

  it('of which that of this watch was told by nobody yet become the other one at once, and this one is closed', () => {
    const own = incident(4_000)
    // Its alert may be on its way: nobody knows yet whether it was told.
    expect(merge(open(own), incident(5_000), both, { ages: [1_000, 9_000] })).toMatchObject({
      toClose: own,
      alerting: { incident: { key: 'intvlm8r-c1-5000' } },
    })
    const planned = incident(4_000, { notified: [] })
    expect(merge(open(planned), incident(5_000), both)!.toClose).toBeUndefined()
  })

  it('of a member that gives no age are one under the lower key', () => {
    const merged = merge(open(incident(7_000)), incident(5_000), both, { ages: [undefined, 9_000] })
    expect(merged?.alerting?.incident?.key).toBe('intvlm8r-c1-5000')
  })
})
