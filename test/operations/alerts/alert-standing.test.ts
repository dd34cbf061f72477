import { describe, expect, it } from 'vitest'
import type { DeliveryRecord } from '../../../src/domain/alerts/alert'
import {
  currentPart,
  forgetNotified,
  isUnopened,
  predecessors,
} from '../../../src/operations/alerts/alert-standing'
import { alertingOf, alertMemory, planned, recordOf, TRIGGER } from '../../support/alert-memory'

const trigger = (more: Partial<DeliveryRecord> = {}) =>
  recordOf(planned(), { state: 'dropped', attempts: 0, ...more })
const reminder = (more: Partial<DeliveryRecord>) =>
  recordOf(planned({ kind: 'reminder' }, { id: 'k-2-hook' }), { state: 'failed', attempts: 1, ...more })
/** Of a check that could not be looked at before it was down. */
const first = (more: Partial<DeliveryRecord>) =>
  recordOf(planned({}, { id: 'k-0-hook', at: 9_000 }), { state: 'delivered', attempts: 1, ...more })

describe('an incident of a service', () => {
  it.each<[boolean, string, readonly DeliveryRecord[], readonly DeliveryRecord[]]>([
    [true, 'whose trigger was dropped before it was tried', [trigger()], []],
    [true, 'whose trigger was refused', [trigger({ state: 'failed', attempts: 1, untaken: true })], []],
    [false, 'whose trigger may have got through', [trigger({ state: 'failed', attempts: 1 })], []],
    [false, 'whose trigger has not ended', [trigger({ state: 'queued' })], []],
    [false, 'without a trigger before its end', [], []],
    [false, 'of which only a reminder is before its end', [reminder({ untaken: true })], []],
    [false, 'whose reminder may have opened it', [trigger()], [reminder({})]],
    [true, 'whose reminders were refused, too', [trigger()], [reminder({ untaken: true })]],
    [false, 'of whose reminders one was taken', [trigger()], [reminder({ untaken: true }), reminder({})]],
    [true, 'beside another channel', [trigger()], [reminder({ channel: 'other' })]],
    [false, 'that an earlier trigger has opened', [trigger()], [first({})]],
    [
      true,
      'whose earlier trigger was refused, too',
      [trigger()],
      [first({ state: 'failed', untaken: true })],
    ],
    [true, 'after another one', [trigger()], [reminder({ id: 'k0-1-hook', plannedAt: 9_999 })]],
    [true, 'with other alerts', [trigger()], [{ ...reminder({}), kind: 'resolve' }]],
  ])('is unopened: %s, %s', async (expected, _what, before, records) => {
    const { store, records: kept, asked } = alertMemory()
    kept.set('c', [...records])
    expect(await isUnopened(store, planned({ kind: 'resolve' }), before)).toBe(expected)
    expect(asked.every(([, source, limit]) => source === 'c' && limit === 100)).toBe(true)
  })
})

describe('a channel that never got the trigger', () => {
  it('is forgotten in the incident, and the check is looked at again at once', async () => {
    const { store, alertings, commits } = alertMemory()
    const before = alertingOf('c', 'k', ['hook', 'other'])
    alertings.set('c', before)
    await forgetNotified(store, planned(), 20_000)
    const after = { ...before, incident: { ...before.incident, notified: ['other'] } }
    expect(commits).toEqual([
      {
        changes: [{ source: 'c', before: { alerting: before, raw: '' }, after, reviewAt: 20_000 }],
        planned: [],
      },
    ])
  })

  it('is forgotten also where others change the incident meanwhile', async () => {
    const memory = alertMemory()
    memory.alertings.set('c', alertingOf('c', 'k', ['hook']))
    memory.refusals = 1
    memory.meanwhile = () => memory.alertings.set('c', alertingOf('c', 'k', ['hook', 'late']))
    await forgetNotified(memory.store, planned(), 20_000)
    expect(memory.commits).toHaveLength(2)
    expect(memory.alertings.get('c')?.incident?.notified).toEqual(['late'])
  })

  it.each([
    ['the incident is another one', alertingOf('c', 'next', ['hook']), planned()],
    ['it is not among those that know of it', alertingOf('c', 'k', ['other']), planned()],
    ['there is no incident', { ...alertingOf('c', 'k', []), incident: undefined } as never, planned()],
    ['nothing is remembered of the check', undefined, planned()],
    ['it is no trigger', alertingOf('c', 'k', ['hook']), planned({ kind: 'resolve' })],
  ])('leaves all as it is where %s', async (_what, alerting, alert) => {
    const { store, alertings, commits } = alertMemory()
    if (alerting) alertings.set('c', alerting)
    await forgetNotified(store, alert, 20_000)
    expect(commits).toEqual([])
  })

  it('is nothing to a notice that is about no check', async () => {
    const { store, commits } = alertMemory()
    const { check: _none, ...notice } = TRIGGER
    await forgetNotified(store, { ...planned(), alert: notice }, 20_000)
    expect(commits).toEqual([])
  })

  it('is forgotten for each trigger of a digest', async () => {
    const { store, alertings } = alertMemory()
    for (const id of ['c', 'd', 'e']) alertings.set(id, alertingOf(id, `k${id}`, ['hook']))
    const items = [
      { ...TRIGGER, check: 'c', key: 'kc' },
      { ...TRIGGER, check: 'd', key: 'kd', kind: 'resolve' as const },
      { ...TRIGGER, check: 'e', key: 'ke' },
    ]
    await forgetNotified(store, planned({ kind: 'digest', items }), 20_000)
    expect(['c', 'd', 'e'].map(id => alertings.get(id)?.incident?.notified)).toEqual([[], ['hook'], []])
  })
})

describe('the alerts before another one', () => {
  it('are those of all its checks whose records are there', async () => {
    const { store, records } = alertMemory()
    const [one, other] = [recordOf(planned({}, { id: 'one' })), recordOf(planned({}, { id: 'other' }))]
    records.set('c', [one])
    records.set('d', [other])
    expect(await predecessors(store, { c: ['one', 'gone'], d: ['other'], e: [] })).toEqual([one, other])
    expect(await predecessors(store, {})).toEqual([])
  })
})

describe('what an alert says when its turn comes', () => {
  const known = () => {
    const memory = alertMemory()
    memory.alertings.set('c', alertingOf('c', 'k', ['hook'], { last: { hook: ['k-1-hook'] } }))
    return memory.store
  }
  const { check: _check, ...aboutNone } = TRIGGER

  it('is all of it while its incident is open and its channel knows of it', async () => {
    expect(await currentPart(known(), planned())).toEqual(TRIGGER)
    expect(await currentPart(known(), planned({ kind: 'reminder' }))).toEqual({
      ...TRIGGER,
      kind: 'reminder',
    })
  })

  it.each([
    ['its incident is over', planned({ key: 'old' })],
    ['its channel has been forgotten', planned({}, { channel: 'other' })],
    ['a later reminder covers it', planned({ kind: 'reminder' }, { id: 'k-0-hook' })],
    ['its check is gone', planned({ check: 'd' }, { sources: ['d'] })],
  ])('is nothing when %s', async (_what, alert) => {
    expect(await currentPart(known(), alert)).toBeUndefined()
  })

  it('is all of a notice that is about no check, whatever is remembered', async () => {
    const notice = { ...planned({}, { sources: ['watch'] }), alert: aboutNone }
    expect(await currentPart(known(), notice)).toEqual(aboutNone)
  })

  it('is the part of a digest that is not over', async () => {
    const items = [TRIGGER, { ...TRIGGER, key: 'old', status: 'blind' as const }]
    const digest = (...some: (typeof TRIGGER)[]) => ({
      ...planned({}, { sources: ['c'] }),
      alert: { ...aboutNone, kind: 'digest' as const, key: 'digest', items: some },
    })
    const whole = digest(TRIGGER)
    expect(await currentPart(known(), whole)).toBe(whole.alert)
    expect(await currentPart(known(), digest({ ...TRIGGER, key: 'old' }))).toBeUndefined()
    expect(await currentPart(known(), digest(...items))).toEqual({
      ...{ ...aboutNone, key: 'digest', kind: 'digest', status: 'mixed', items: [TRIGGER] },
      ...{ subject: '[DIGEST] 1 down', text: expect.stringMatching(/\n- \[DOWN\] backup$/) },
    })
  })
})
