/** Checks as the API of Healthchecks lists them. */
import { expect, test } from 'vitest'
import { healthchecksMoved } from '../../../src/config/appliance/healthchecks-checks'
import type { Meeting } from '../../../src/config/appliance/moved'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'

const ID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'
const channel = (name: string, isDefault = false) =>
  ({ name, kind: 'ntfy', origin: 'page', isDefault }) as never
const MEETING: Meeting = {
  channels: [channel('phone'), channel('usual', true)],
  rules: MAIL_RULES,
  now: Date.UTC(2026, 10, 1),
}
const INTEGRATIONS = {
  channels: [
    { id: 'p', name: 'Phone', kind: 'ntfy' },
    { id: 'us', name: '', kind: 'usual' },
    { id: 'f', name: 'Fax', kind: 'fax' },
  ],
}

function one(entry: object, integrations: unknown = { channels: INTEGRATIONS.channels.slice(0, 2) }) {
  const { checks, left } = healthchecksMoved([{ name: 'job', uuid: ID, ...entry }], integrations, MEETING)
  return { check: checks[0], plan: checks[0]?.plan, left }
}

test('a check has its plan, and its UUID', () => {
  const { check, left } = one({
    tags: 'a b',
    desc: 'words',
    timeout: 3_600,
    grace: 60,
    methods: 'POST',
    manual_resume: true,
    slug: 'my-job',
    n_pings: 7,
  })
  expect(check).toMatchObject({
    id: ID,
    isPaused: false,
    plan: {
      name: 'job',
      slug: 'my-job',
      tags: ['a', 'b'],
      description: 'words',
      schedule: { kind: 'period', period: 3_600_000 },
      grace: 60_000,
      methods: 'post',
      resume: 'manual',
      channels: [],
    },
  })
  expect(left).toEqual([])
  expect(one({ status: 'paused' }).check?.isPaused).toBe(true)
  expect(one({ schedule: '0 3 * * *', tz: 'Europe/Berlin' }).plan?.schedule).toEqual({
    kind: 'cron',
    expression: '0 3 * * *',
    zone: 'Europe/Berlin',
  })
})

test('its UUID stands in one of its addresses as well', () => {
  expect(one({ uuid: undefined, ping_url: `https://hc/ping/${ID}` }).check?.id).toBe(ID)
  expect(one({ uuid: '', update_url: `https://hc/api/v3/checks/${ID.toUpperCase()}` }).check?.id).toBe(ID)
})

test('without one it is known by its unique key, or else by its name, and that is said', () => {
  const idOf = (entry: object) => one({ uuid: '', ...entry }).check?.id
  expect(idOf({ unique_key: 'k' })).toBe(idOf({ unique_key: 'k', name: 'other' }))
  expect(idOf({ unique_key: 'k' })).not.toBe(idOf({ unique_key: 'l' }))
  expect(idOf({ name: 'other' })).not.toBe(idOf({}))
  // With other ids, the next import would make every check anew.
  expect(idOf({ unique_key: 'k' })).toBe('18855144-124c-886d-81c5-09b92a635762')
  expect(idOf({})).toBe('10933e25-bd08-8659-8678-805f8848c789')
  expect(one({ uuid: '' }).left).toEqual([
    'the addresses of check-ins: the list was read with a read-only key and has none; with a full key they keep their UUIDs',
  ])
})

test.each([
  ['', []],
  ['p', ['phone']],
  ['p,us,p', ['phone', 'usual']],
  ['f', ['usual']],
  ['f,p', ['phone']],
  ['unknown', ['usual']],
])('its channels %j are %j here', (channels, names) => {
  expect(one({ channels }, INTEGRATIONS).plan?.channels).toEqual(names)
})

test('a channel that is not here is named', () => {
  expect(one({}, INTEGRATIONS).left).toEqual([expect.stringMatching(/^channel "Fax": .*\(fax\); make one /)])
  for (const none of [undefined, {}, { channels: 'none' }, { channels: [7] }])
    expect(one({}, none).left).toEqual([])
})

test.each([
  [
    { success_kw: 'done', filter_subject: true },
    { mailSuccess: 'done', mailWordsIn: 'subject', mailOther: 'ignore' },
  ],
  [
    { failure_kw: 'bad', filter_body: true },
    { mailFail: 'bad', mailWordsIn: 'body' },
  ],
  [
    { start_kw: 'begun', filter_subject: true, filter_body: true },
    { mailStart: 'begun', mailWordsIn: 'both' },
  ],
  [
    { failure_kw: 'bad', filter_subject: true, filter_default_fail: true },
    { mailFail: 'bad', mailOther: 'fail' },
  ],
  [
    { subject: 'done', subject_fail: 'bad' },
    { mailSuccess: 'done', mailFail: 'bad', mailWordsIn: 'subject' },
  ],
  [
    { subject: 'old', success_kw: 'new', filter_body: true },
    { mailSuccess: 'new', mailWordsIn: 'body' },
  ],
])('the keywords %j are looked for in mails', (entry, words) => {
  const { plan, left } = one(entry)
  expect(plan).toMatchObject(words)
  expect(left).toEqual([])
  expect(Object.values(plan ?? {})).not.toContain(undefined)
})

test.each([
  { success_kw: 'done' },
  { success_kw: 'done', filter_subject: false, filter_body: false },
  { success_kw: '', filter_subject: true },
  { subject: '' },
])('the keywords %j are looked for nowhere', entry => {
  const { plan, left } = one(entry)
  expect([plan?.mailSuccess, plan?.mailFail, left]).toEqual([undefined, undefined, []])
})

test('keywords in bodies of requests, and what cannot be here, are named', () => {
  expect(one({ filter_http_body: true }).left).toEqual([
    'keywords in bodies of "job": they are looked for in mails only',
  ])
  expect(one({ timeout: 1 })).toMatchObject({ check: undefined, left: ['check "job": timeout is too small'] })
  expect(one({ name: '' }).plan?.name).toBe('unnamed')
  expect(one({ name: '', timeout: 1 }).left).toEqual(['check "unnamed": timeout is too small'])
  expect(one({ name: '', filter_http_body: true }).left).toEqual([
    'keywords in bodies of "unnamed": they are looked for in mails only',
  ])
})

test('a list of which one check has no address says so', () => {
  const list = [{ name: 'a', uuid: ID }, { name: 'b' }]
  expect(healthchecksMoved(list, undefined, MEETING).left).toHaveLength(1)
  expect(healthchecksMoved(list.slice(0, 1), undefined, MEETING).left).toEqual([])
})

test('the list may stand alone, and has to be one', () => {
  expect(healthchecksMoved({ checks: [{ name: 'a', uuid: ID }] }, undefined, MEETING).checks).toHaveLength(1)
  for (const list of [{ checks: 7 }, 7, [7]])
    expect(() => healthchecksMoved(list, undefined, MEETING)).toThrow('checks is no list of entries')
})
