import { describe, expect, it } from 'vitest'
import type { DeliveryRecord, PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import { createAwaitTurn } from '../../../src/operations/alerts/await-turn'
import { createCooldowns } from '../../../src/operations/alerts/cooldowns'
import { alertingOf, alertMemory, channelOf, planned, recordOf } from '../../support/alert-memory'

const HOURS = 3_600_000
const TROUBLE = { since: 20_000, failures: 1, detail: 'answered 503', reported: false } as const
const FAILED = { ok: false, permanent: false, detail: 'answered 503' } as const

/** A worker to which the check's incident `k` is known, by a channel for messages, at that moment. */
function worker({
  at = 20_000,
  channels = [channelOf('hook')] as readonly Channel[],
  chance = 0,
  knows = ['hook'] as readonly string[],
} = {}) {
  const memory = alertMemory()
  memory.alertings.set('c', alertingOf('c', 'k', knows, { last: { hook: ['k-1-hook'] } }))
  const clock = { now: at }
  const now = () => clock.now
  const cooldowns = createCooldowns(now)
  const ports = { now, store: memory.store, channels: { list: async () => channels }, chance: () => chance }
  const awaitTurn = createAwaitTurn(ports, cooldowns)
  return {
    ...{ memory, clock, cooldowns },
    turn: (of: PlannedAlert, record: Partial<DeliveryRecord> = {}) =>
      awaitTurn({ planned: of, record: recordOf(of, record), notAfter: 0 }),
    knows: (...records: DeliveryRecord[]) => memory.records.set('c', records),
  }
}

/** An alert that comes after another one, of which this is recorded. */
const second = planned({}, { after: { c: ['first'] } })
const first = (more: Partial<DeliveryRecord>) => recordOf(planned({}, { id: 'first' }), more)

describe('an alert whose turn has come', () => {
  it('has its channel, the others, what it says now, and the alerts before it', async () => {
    const channels = [channelOf('other'), channelOf('hook')]
    const { turn, knows } = worker({ channels })
    const before = first({ state: 'delivered' })
    knows(before)
    expect(await turn(second)).toEqual({
      ...{ channel: channels[1], channels, current: second.alert, before: [before], cooldown: undefined },
    })
  })

  it('of a digest has the part that still holds', async () => {
    const { turn, memory } = worker()
    const items = ['c', 'd'].map(check => ({ ...second.alert, check, key: check === 'c' ? 'k' : 'over' }))
    const { check: _none, ...whole } = second.alert
    const digest = { ...whole, kind: 'digest' as const, items }
    const sources = ['c', 'd']
    expect(await turn({ ...planned({}, { sources }), alert: digest })).toMatchObject({
      current: { subject: '[DIGEST] 1 down', items: [items[0]] },
    })
    memory.alertings.set('d', alertingOf('d', 'over', ['hook']))
    expect(await turn({ ...planned({}, { sources }), alert: digest })).toMatchObject({ current: digest })
  })
})

describe('an alert that is over before its turn', () => {
  it.each([
    [0, 'it was over, or covered by a later alert, before it could be sent'],
    [1, 'it was over, or covered by a later alert, before it could be sent again'],
  ])('after %i attempts is dropped with the words: %s', async (attempts, detail) => {
    const { turn, memory } = worker({ knows: [] })
    const one = planned()
    expect(await turn(one, { attempts })).toEqual({ result: {} })
    expect(memory.written).toEqual([
      [['c'], { ...recordOf(one), attempts, state: 'dropped', detail, at: 20_000 }],
    ])
  })

  it('is dropped with the words that some recipients have it', async () => {
    const { turn, memory } = worker({ knows: [] })
    const one = planned()
    await turn(one, { attempts: 2, settled: { reached: ['ann'], refused: {} } })
    const detail =
      'some recipients have it; it was over, or covered by a later alert, before it could be sent to the others'
    expect(memory.written).toEqual([
      [['c'], { ...recordOf(one), attempts: 2, state: 'dropped', detail, at: 20_000 }],
    ])
  })

  it('is dropped at once where it reminds, and else once those before it have ended', async () => {
    const { turn, knows, memory } = worker({ knows: [] })
    knows(first({ state: 'retrying' }))
    expect(await turn(second)).toMatchObject({ result: { waitsFor: 'first' } })
    expect(memory.written).toEqual([])
    expect(await turn({ ...second, alert: { ...second.alert, kind: 'reminder' } })).toEqual({ result: {} })
    expect(memory.written.map(([, { state }]) => state)).toEqual(['dropped'])
  })

  it('where it reminds and is the last one, waits its turn like others', async () => {
    const { turn, knows } = worker()
    knows(first({ state: 'queued' }))
    const reminder = { ...second, alert: { ...second.alert, kind: 'reminder' as const } }
    expect(await turn(reminder)).toMatchObject({ result: { waitsFor: 'first' } })
  })
})

describe('an alert behind another one', () => {
  it.each<[string, Partial<DeliveryRecord>, number, number]>([
    ['that was never tried, for a quarter of the time it has waited', { state: 'queued' }, 50_000, 10_000],
    ['that was never tried, for a quarter of a second at the least', { state: 'queued' }, 10_999, 250],
    ['that was never tried, for a minute at the most', { state: 'queued' }, 260_000, 60_000],
    ['that is tried soon, until a moment after that', { state: 'retrying', nextAt: 22_000 }, 20_000, 2_250],
    ['that is tried in an hour, for a minute', { state: 'retrying', nextAt: 3_620_000 }, 20_000, 60_000],
    [
      'that is tried just now, as if nothing were known',
      { state: 'retrying', nextAt: 20_000 },
      20_000,
      2_500,
    ],
    ['that is tried in a millisecond, until after that', { state: 'retrying', nextAt: 20_001 }, 20_000, 251],
  ])('waits for one %s', async (_what, record, at, retryInMs) => {
    const { turn, knows } = worker({ at })
    knows(first(record))
    expect(await turn(second)).toEqual({ result: { retryInMs, waitsFor: 'first' } })
  })

  it('has its turn for the recipients with whom each of those has ended, and who lack it', async () => {
    const { turn, knows } = worker()
    const settled = { reached: ['ann', 'bob', 'cid'], refused: { dan: 'answered 550' } }
    const other = recordOf(planned({}, { id: 'other' }), { state: 'retrying' })
    const both = planned({}, { after: { c: ['first', 'other'] } })
    knows(first({ state: 'retrying', settled }))
    expect(await turn(second)).toMatchObject({ among: ['ann', 'bob', 'cid', 'dan'] })
    const own = { reached: ['ann'], refused: { cid: 'answered 550' } }
    expect(await turn(second, { settled: own })).toMatchObject({ among: ['bob', 'dan'] })
    const all = { reached: ['ann', 'bob'], refused: { cid: '', dan: '' } }
    expect(await turn(second, { settled: all })).toMatchObject({ result: { waitsFor: 'first' } })
    knows(first({ state: 'retrying', settled }), other)
    expect(await turn(both)).toMatchObject({ result: { waitsFor: 'first' } })
    const some = { reached: ['bob'], refused: { dan: 'answered 551' } }
    knows(first({ state: 'retrying', settled }), { ...other, settled: some })
    expect(await turn(both)).toMatchObject({ among: ['bob', 'dan'] })
    knows(first({ state: 'delivered', settled }), { ...other, settled: some })
    expect(await turn(both)).toMatchObject({ among: ['bob', 'dan'] })
    knows(first({ state: 'delivered' }), { ...other, state: 'failed' })
    expect(await turn(both)).not.toHaveProperty('among')
  })

  it.each(['delivered', 'failed', 'dropped'] as const)('waits for none that is %s', async state => {
    const { turn, knows } = worker()
    knows(first({ state }))
    expect(await turn(second)).toHaveProperty('channel')
  })

  it('waits six hours for one without an end, and for none whose record is gone', async () => {
    const { turn, knows, clock } = worker()
    expect(await turn(second)).toHaveProperty('channel')
    knows(first({ state: 'queued' }))
    clock.now = 10_000 + 6 * HOURS - 1
    expect(await turn(second)).toEqual({ result: { retryInMs: 60_000, waitsFor: 'first' } })
    clock.now += 1
    expect(await turn(second)).toHaveProperty('channel')
  })

  it('waits for those of each of its checks', async () => {
    const { turn, memory } = worker()
    memory.records.set('d', [recordOf(planned({}, { id: 'other' }), { state: 'queued' })])
    expect(await turn(planned({}, { after: { c: ['gone'], d: ['gone', 'other'] } }))).toMatchObject({
      result: { waitsFor: 'other' },
    })
  })
})

describe('an alert for a channel that nobody here knows', () => {
  it('says so once, and is looked at the less often the longer it waits', async () => {
    const { turn, memory } = worker({ channels: [channelOf('other')] })
    const one = planned()
    const detail = 'it waits for a worker that knows a channel of that name'
    expect(await turn(one)).toEqual({ result: { retryInMs: 2_500 } })
    expect(memory.written).toEqual([[['c'], { ...recordOf(one), detail, at: 20_000 }]])
    expect(await turn(one, { detail })).toEqual({ result: { retryInMs: 2_500 } })
    expect(memory.written).toHaveLength(1)
  })

  it('is dropped after ten minutes, and the channel counts as one that knows nothing', async () => {
    const { turn, memory, clock } = worker({ channels: [], knows: ['hook', 'other'] })
    clock.now = 609_999
    expect(await turn(planned())).toEqual({ result: { retryInMs: 60_000 } })
    expect(memory.commits).toEqual([])
    clock.now = 610_000
    expect(await turn(planned())).toEqual({ result: {} })
    expect(memory.written.at(-1)?.[1]).toMatchObject({
      ...{ state: 'dropped', detail: 'there is no channel of that name', at: 610_000 },
    })
    expect(memory.alertings.get('c')?.incident?.notified).toEqual(['other'])
  })
})

describe('an alert for a channel', () => {
  const pager = [channelOf('hook', 'pagerduty', { settings: { routingkey: 'x', offset: '30s' } })]

  it('that lets another watch go first waits for that long, once', async () => {
    const { turn, clock } = worker({ channels: pager })
    expect(await turn(planned())).toEqual({ result: { retryInMs: 20_000 } })
    expect(await turn(planned(), { attempts: 1 })).toHaveProperty('channel')
    clock.now = 39_999
    expect(await turn(planned())).toEqual({ result: { retryInMs: 1 } })
    clock.now = 40_000
    expect(await turn(planned())).toHaveProperty('channel')
  })

  it('that just failed waits until its pause is over, and a little longer by chance', async () => {
    const { turn, cooldowns, clock, memory } = worker({ chance: 0.5 })
    memory.health.set('hook', TROUBLE)
    cooldowns.note('other', FAILED, undefined)
    expect(await turn(planned())).toMatchObject({ cooldown: undefined })
    cooldowns.note('hook', FAILED, undefined)
    expect(await turn(planned())).toEqual({ result: { retryInMs: 3_750 + 500 } })
    clock.now = 23_749
    expect(await turn(planned())).toEqual({ result: { retryInMs: 501 } })
    clock.now = 23_750
    expect(await turn(planned())).toMatchObject({ cooldown: { failures: 1, until: 23_750 } })
  })

  it('that failed and has delivered since, such as a test or for another worker, takes alerts at once', async () => {
    const { turn, cooldowns, memory } = worker()
    memory.health.set('other', TROUBLE)
    cooldowns.note('hook', { ...FAILED, retryAfter: 3_600_000 }, undefined)
    expect(await turn(planned())).toMatchObject({ cooldown: { failures: 1 } })
  })

  it('that just failed takes a test at once, since somebody waits for its outcome', async () => {
    const { turn, cooldowns, memory } = worker()
    memory.health.set('hook', TROUBLE)
    cooldowns.note('hook', { ...FAILED, retryAfter: 3_600_000 }, undefined)
    const { check: _none, ...aboutNone } = planned().alert
    const test = {
      ...planned({}, { sources: ['test-hook'] }),
      alert: { ...aboutNone, kind: 'test' as const },
    }
    expect(await turn(test)).toMatchObject({ current: { kind: 'test' }, cooldown: { failures: 1 } })
  })

  it('that has no need of another watch is not late for its clock having been set back', async () => {
    const { turn } = worker({ at: 9_000 })
    expect(await turn(planned())).toHaveProperty('channel')
  })
})
