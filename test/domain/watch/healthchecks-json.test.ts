import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import {
  API_VERSIONS,
  type ApiVersion,
  flipsJson,
  healthchecksJson,
  pingJson,
} from '../../../src/domain/watch/healthchecks-json'
import type { CheckState } from '../../../src/domain/watch/state'
import type { Status } from '../../../src/domain/watch/status'

const ID = '5f3c1a52-7c1b-4b5e-9d54-0a2f6f1c9a01'
const NOW = Date.UTC(2026, 10, 28, 12)
const CHECK: Check = {
  ...planOf({ name: 'NAS', slug: `tag-${ID}`, tags: ['a', 'b'], description: 'of the cellar' }),
  id: ID,
  origin: 'api',
  createdAt: 0,
}
const LINKS = { badge: '/badge', ping: '/ping/x', check: '/checks/x', channels: ['c1', 'c2'] }

const jsonOf = (
  state: Partial<CheckState> = {},
  { check = {}, version = 3 }: { check?: Partial<Check>; version?: ApiVersion } = {},
) =>
  healthchecksJson(
    { check: { ...CHECK, ...check }, state: { ...newState(0), ...state }, version: '1' },
    { version, links: LINKS, zone: 'Europe/Berlin', now: NOW },
  )

const NEW = {
  name: 'NAS',
  tags: 'a b',
  desc: 'of the cellar',
  grace: 3_600,
  n_pings: 0,
  status: 'new',
  started: false,
  last_ping: null,
  next_ping: null,
  manual_resume: false,
  methods: '',
  subject: '',
  subject_fail: '',
  filter_http_body: false,
  start_kw: '',
  success_kw: '',
  failure_kw: '',
  filter_subject: false,
  filter_body: false,
  filter_default_fail: false,
  badge_url: '/badge',
  timeout: 86_400,
}
const FULL = {
  slug: `tag-${ID}`,
  uuid: ID,
  ping_url: '/ping/x',
  update_url: '/checks/x',
  pause_url: '/checks/x/pause',
  resume_url: '/checks/x/resume',
  channels: 'c1,c2',
}

describe('a check as Healthchecks writes it', () => {
  test('has every field, of a new one as well', () => {
    expect(API_VERSIONS).toEqual([1, 2, 3])
    expect(jsonOf()).toEqual({ ...NEW, ...FULL })
  })

  test('has a name of its own for a key that only reads, and nowhere its id', () => {
    const json = healthchecksJson(
      { check: CHECK, state: newState(0), version: '1' },
      { version: 3, links: { badge: '/badge', uniqueKey: 'pub' }, zone: 'UTC', now: NOW },
    )
    expect(json).toEqual({ ...NEW, slug: 'tag-pub', unique_key: 'pub' })
  })

  test('has its pings in whole seconds, and how long the last run took', () => {
    const state = { signals: 7, lastSignalAt: NOW + 999, due: NOW + 61_999, lastDuration: 1_999 }
    expect(jsonOf({ ...state, status: 'up' })).toMatchObject({
      n_pings: 7,
      last_ping: '2026-11-28T12:00:00+00:00',
      next_ping: '2026-11-28T12:01:01+00:00',
      last_duration: 1,
    })
  })

  test.each<[Status, string, string | null]>([
    ['new', 'new', '2026-11-28T12:01:00+00:00'],
    ['up', 'up', '2026-11-28T12:01:00+00:00'],
    ['late', 'grace', '2026-11-28T12:01:00+00:00'],
    ['blind', 'grace', null],
    ['down', 'down', null],
    ['paused', 'paused', null],
  ])('that is %s is %s there, and its next ping is %s', (status, word, next) => {
    expect(jsonOf({ status, due: NOW + 60_000 })).toMatchObject({ status: word, next_ping: next })
  })

  test('is down from the moment on at which its time is over, whether or not anybody has looked', () => {
    expect(jsonOf({ status: 'up', due: 5, deadline: 5 }).status).toBe('down')
  })

  test.each<[ApiVersion, object]>([
    [1, { status: 'started' }],
    [2, { status: 'up', started: true }],
    [3, { status: 'up', started: true }],
  ])('in a run has by version %d %j', (version, words) => {
    const json = jsonOf({ status: 'up', runs: { '': NOW } }, { version })
    expect(json).toMatchObject(words)
    expect('started' in json).toBe(version > 1)
  })

  test.each([
    [{ resume: 'manual' }, { manual_resume: true }],
    [{ methods: 'post' }, { methods: 'POST' }],
    [
      { schedule: { kind: 'cron', expression: '0 3 * * *', zone: '' } },
      { schedule: '0 3 * * *', tz: 'Europe/Berlin' },
    ],
    [
      { schedule: { kind: 'oncalendar', expression: 'daily', zone: 'UTC' } },
      { schedule: 'daily', tz: 'UTC' },
    ],
    [{ mailFail: 'bad' }, { failure_kw: 'bad', filter_subject: true, filter_body: true }],
  ] as const)('with the options %j has %j', (check, json) => {
    expect(jsonOf({}, { check })).toMatchObject(json)
    expect('timeout' in jsonOf({}, { check })).toBe(!('schedule' in check))
  })
})

describe('a ping as Healthchecks writes it', () => {
  const PING = { n: 7, kind: 'fail', at: NOW + 123, bodySize: 0, detail: {} } as const
  const BODY = { n: 7, kind: 'fail', at: NOW, body: 'no disk' } as const
  const options = { check: '/checks/x', bodies: [{ ...BODY, n: 6, body: 'other' }, BODY], withBody: false }

  test('has what is known of it, and null or nothing for the rest', () => {
    expect(pingJson(PING, { ...options, bodies: [] })).toEqual({
      type: 'fail',
      date: '2026-11-28T12:00:00.123+00:00',
      n: 7,
      scheme: 'http',
      remote_addr: '',
      method: '',
      ua: '',
      rid: null,
      body_url: null,
    })
    const detail = { from: '192.168.1.20', method: 'POST', agent: 'curl/8', rid: 'r' }
    expect(pingJson({ ...PING, duration: 1_500, detail }, { ...options, withBody: true })).toEqual({
      type: 'fail',
      date: '2026-11-28T12:00:00.123+00:00',
      n: 7,
      scheme: 'http',
      remote_addr: '192.168.1.20',
      method: 'POST',
      ua: 'curl/8',
      rid: 'r',
      duration: 1.5,
      body: 'no disk',
      body_url: '/checks/x/pings/7/body',
    })
  })

  test('has its body only where that is asked for, and null where none is kept', () => {
    expect(pingJson(PING, options)).not.toHaveProperty('body')
    expect(pingJson({ ...PING, n: 8 }, { ...options, withBody: true })).toMatchObject({
      body: null,
      body_url: null,
    })
  })
})

test('the flips are those between up and down, of which late is no part', () => {
  const flip = (from: Status, to: Status, due: number) =>
    ({ check: ID, seq: 1, from, to, reason: 'success', at: NOW, due }) as const
  expect(
    flipsJson([
      flip('down', 'up', 5_000),
      flip('late', 'down', 4_000),
      flip('up', 'late', 3_000),
      flip('late', 'up', 2_500),
      flip('blind', 'down', 2_000),
      flip('up', 'paused', 1_500),
      flip('new', 'up', 1_000),
    ]),
  ).toEqual([
    { timestamp: '1970-01-01T00:00:05+00:00', up: 1 },
    { timestamp: '1970-01-01T00:00:04+00:00', up: 0 },
    { timestamp: '1970-01-01T00:00:02+00:00', up: 0 },
    { timestamp: '1970-01-01T00:00:01+00:00', up: 1 },
  ])
})
