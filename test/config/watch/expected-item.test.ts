/** An item of a file of expected events: each of its fields, and the check that it becomes. */
import { describe, expect, test } from 'vitest'
import { itemOf } from '../../../src/config/watch/expected-item'

const ITEM = { sender: 'a', event: 'b', cron: '0 4 * * *' }
const ID = '0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9'

function read(given: unknown, since = 0) {
  const faults: string[] = []
  const item = itemOf(given, (where, reason) => void faults.push(`${where} ${reason}`), since)
  return { item, faults }
}
const faultsOf = (more: object) => read({ ...ITEM, ...more }).faults
const planOf = (more: object) => read({ ...ITEM, ...more }).item?.check.plan

test('an item becomes a check with a key of its sender, event, type and time', () => {
  expect(read(ITEM)).toEqual({
    item: {
      hasName: false,
      check: {
        key: 'a/b SUCCEEDED cron 0 4 * * *',
        plan: expect.objectContaining({
          name: 'a/b',
          job: 'a/b',
          expect: 'success',
          awaited: true,
          once: false,
          schedule: { kind: 'cron', expression: '0 4 * * *', zone: '' },
          early: 34_560_000_000,
        }),
        byDefault: true,
      },
    },
    faults: [],
  })
  expect(read({ ...ITEM, message_type: 'STARTED', recurring: false }).item?.check).toMatchObject({
    key: 'a/b STARTED cron 0 4 * * *',
    plan: { name: 'a/b started', expect: 'start', once: true },
  })
})

test('an item of a period is early at no time', () => {
  const { item, faults } = read({ sender: 'a', event: 'b', period: '1h' })
  expect(faults).toEqual([])
  expect(item?.check.plan.schedule).toEqual({ kind: 'period', period: 3_600_000 })
  expect(item!.check.plan.early).toBeUndefined()
})

test('an id and a name of its own count', () => {
  const { item, faults } = read({ ...ITEM, id: ID, name: 'Nightly' })
  expect(faults).toEqual([])
  expect(item).toMatchObject({ hasName: true, check: { id: ID.toLowerCase(), plan: { name: 'Nightly' } } })
  expect(read(ITEM).item!.check).not.toHaveProperty('id')
  expect(faultsOf({ id: 'x' })).toEqual(['.id is not a UUID; leave it out for one of our own'])
})

test('a long name is cut', () => {
  expect(planOf({ sender: 's'.repeat(60), event: 'e'.repeat(60) })?.name).toHaveLength(100)
})

test.each([
  [{ description: 'words' }, { description: 'words' }],
  [{ tags: ['x', 'y'] }, { tags: ['x', 'y'] }],
  [{ grace: 60 }, { grace: 60_000 }],
  [{ early: '1h' }, { early: 3_600_000 }],
  [{ longestRun: '2h' }, { longestRun: 7_200_000 }],
  [{ channels: 'mail' }, { channels: ['mail'] }],
  [{ channels: ['mail', 'phone'] }, { channels: ['mail', 'phone'] }],
  [{ failuresBeforeAlert: 3 }, { failuresBeforeAlert: 3 }],
  [{ reminders: '1h' }, { reminders: '1h' }],
  [{ recovery: false }, { recovery: false }],
  [{ quietHours: '22:00-06:00' }, { quietHours: '22:00-06:00' }],
])('the option %j is that of a check', (option, plan) => {
  expect(faultsOf(option)).toEqual([])
  expect(planOf(option)).toMatchObject(plan)
})

describe('a field is refused', () => {
  test.each([
    [{ sender: '' }, '.sender is missing; give it a text'],
    [{ sender: ' ' }, '.sender is missing; give it a text'],
    [{ sender: 7 }, '.sender is missing; give it a text'],
    [{ event: undefined }, '.event is missing; give it a text'],
    [{ event: ' b' }, '.event begins or ends with a blank'],
    [{ event: 'b ' }, '.event begins or ends with a blank'],
    [{ message_type: 'FAILED' }, '.message_type is none of SUCCEEDED, STARTED'],
    [{ message_type: 'toString' }, '.message_type is none of SUCCEEDED, STARTED'],
    [{ recurring: 0 }, '.recurring has to be true or false'],
    [{ zone: 7 }, '.zone is not a time zone such as Europe/Berlin or UTC'],
    [{ cron: 7 }, '.cron has to be a text'],
    [{ periods: [1] }, '.periods belongs to a periodicity'],
    [{ times: ['10:30'] }, '.times belongs to a periodicity'],
    [{ tags: 7 }, '.tags has to be a list of texts'],
    [{ failuresBeforeAlert: 'x' }, '.failuresBeforeAlert has to be a number from 1 to 100'],
    [{ failuresBeforeAlert: 0 }, '.failuresBeforeAlert has to be a number from 1 to 100'],
  ])('that is %j', (more, fault) => {
    expect(faultsOf(more)).toEqual([fault])
  })

  test('that is no field, with the one that may be meant, or with them all', () => {
    expect(faultsOf({ sendr: 'x' })).toEqual(['.sendr is no field; did you mean sender?'])
    expect(faultsOf({ something: 'x' })).toEqual([
      '.something is no field; there are periodicity, periods, times, sender, event, message_type, recurring, cron, oncalendar, period, zone, name, description, tags, grace, early, longestRun, channels, failuresBeforeAlert, reminders, recovery, quietHours, digest, id',
    ])
  })

  test.each([
    [{ period: 'soon' }, '.period has to be seconds, or text such as "1h30m"'],
    [{ period: true }, '.period has to be seconds, or text such as "1h30m"'],
    [{ oncalendar: ['daily'] }, '.oncalendar has to be a text'],
    [{}, ' has no time; give it periodicity, periods and times, or cron, oncalendar or period'],
    [{ cron: '0 4 * * *', period: 60 }, ' has both cron and period; keep one of them'],
    [
      { period: 60, periods: [], times: [] },
      ['.periods belongs to a periodicity', '.times belongs to a periodicity'],
    ],
  ])('that says when, as %j', (when, faults) => {
    expect(read({ sender: 'a', event: 'b', ...when }).faults).toEqual([faults].flat())
  })

  test('that is of the plan, at its own place', () => {
    expect(faultsOf({ cron: 'soon' })).toEqual([expect.stringMatching(/^ /)])
    expect(faultsOf({ sender: 'x\u0007' })).toEqual([expect.stringMatching(/^\.sender /)])
    expect(faultsOf({ name: 'x'.repeat(101) })).toEqual([expect.stringMatching(/^\.name /)])
  })
})

test('a schedule has to come true after the given moment', () => {
  const once = { sender: 'a', event: 'b', oncalendar: '2026-11-20 00:00 UTC' }
  expect(read(once, Date.UTC(2026, 10, 19)).faults).toEqual([])
  expect(read(once, Date.UTC(2026, 10, 21)).faults).toHaveLength(1)
})

test.each([null, [], 'x', 7, undefined])('an item may not be %j', given => {
  expect(read(given)).toEqual({
    item: undefined,
    faults: [' has to be an object such as {"sender": "clientA", "event": "nightly", ...}'],
  })
})

test('nothing is made of an item whose job, type or time cannot be read', () => {
  for (const odd of [{ sender: '' }, { message_type: 'x' }, { cron: 7 }])
    expect(read({ ...ITEM, ...odd }).item).toBeUndefined()
})
