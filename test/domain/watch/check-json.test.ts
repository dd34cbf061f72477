import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import {
  checkJson,
  flipJson,
  moment,
  planJson,
  SIGNAL_SCHEMA,
  STATE_SCHEMAS,
  signalJson,
  TIMES_SCHEMA,
  timesJson,
} from '../../../src/domain/watch/check-json'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { CheckState } from '../../../src/domain/watch/state'

const ID = '5f3c1a52-7c1b-4b5e-9d54-0a2f6f1c9a01'
const NOW = Date.UTC(2026, 10, 28, 12)
const ISO = '2026-11-28T12:00:00.000Z'
const CHECK: Check = {
  ...planOf({ name: 'NAS', slug: `tag-${ID}`, channels: ['mail'] }),
  id: ID,
  origin: 'page',
  createdAt: NOW,
}
const jsonOf = (
  state: Partial<CheckState> = {},
  check: Partial<Check> = {},
  ...more: [existing?: readonly string[], maintenance?: { window: string; until: number }]
) =>
  checkJson(
    { check: { ...CHECK, ...check }, state: { ...newState(NOW), ...state }, version: '1' },
    { id: ID, publicId: 'pub' },
    ...more,
  )

const PLAN = {
  name: 'NAS',
  tags: [],
  description: '',
  schedule: { kind: 'period', period: 86_400 },
  expect: 'success',
  awaited: false,
  once: false,
  grace: 3_600,
  tooFrequentAlarm: false,
  failuresBeforeAlert: 1,
  channels: ['mail'],
  reminders: 'change',
  recovery: true,
  resume: 'ping',
  methods: 'any',
  mailWordsIn: 'both',
  mailOther: 'ignore',
}
const NEW = {
  badge: '/badge/pub.svg',
  publicId: 'pub',
  hasPassword: false,
  origin: 'page',
  adopted: true,
  createdAt: ISO,
  status: 'new',
  since: ISO,
  lastSignalAt: null,
  lastSignalKind: null,
  lastSuccessAt: null,
  lastDuration: null,
  phases: null,
  warning: null,
  progress: null,
  unseenSince: null,
  unseenWhy: null,
  due: null,
  silenced: null,
  acknowledged: null,
  maintenance: null,
  consecutiveFailures: 0,
  tooFrequent: 0,
  signals: 0,
  flips: 0,
}

describe('a check in the API', () => {
  test('that is new has its plan, its names, and nothing else', () => {
    expect(jsonOf()).toEqual({ ...PLAN, slug: `tag-${ID}`, ...NEW, id: ID, checkIn: `/ping/${ID}` })
  })

  test('hides its id from a key that must not check in, in its slug as well', () => {
    const json = checkJson({ check: CHECK, state: newState(NOW), version: '1' }, { publicId: 'pub' })
    expect(json).toEqual({ ...PLAN, slug: 'tag-pub', ...NEW })
    expect(JSON.stringify(json)).not.toContain(ID)
  })

  test('has all that is known of its state', () => {
    const state: CheckState = {
      status: 'down',
      since: NOW,
      lastSignalAt: NOW + 1_000,
      lastSignalKind: 'fail',
      lastSuccessAt: NOW + 2_000,
      warning: 'slow',
      progress: { percent: 50, at: NOW },
      unseen: { since: NOW + 3_000, why: 'no network' },
      lastDuration: 1_500,
      phases: { dns: 20, tcp: 1_250 },
      due: NOW + 4_000,
      consecutiveFailures: 2,
      runs: {},
      silenced: NOW + 5_000,
      acknowledged: { by: 'Anna', at: NOW + 6_000 },
      tooFrequent: 3,
      signals: 4,
      flips: 5,
    }
    const check: Partial<Check> = { passwordHash: 'secret', origin: 'checkin', waits: true }
    expect(jsonOf(state, check, [], { window: 'night', until: NOW + 7_000 })).toEqual({
      ...PLAN,
      ...NEW,
      id: ID,
      checkIn: `/ping/${ID}`,
      slug: `tag-${ID}`,
      hasPassword: true,
      origin: 'checkin',
      adopted: false,
      alertsNobody: true,
      status: 'down',
      lastSignalAt: '2026-11-28T12:00:01.000Z',
      lastSignalKind: 'fail',
      lastSuccessAt: '2026-11-28T12:00:02.000Z',
      lastDuration: 1.5,
      phases: { dns: 0.02, tcp: 1.25 },
      warning: 'slow',
      progress: 50,
      unseenSince: '2026-11-28T12:00:03.000Z',
      unseenWhy: 'no network',
      due: '2026-11-28T12:00:04.000Z',
      silenced: '2026-11-28T12:00:05.000Z',
      acknowledged: { by: 'Anna', at: '2026-11-28T12:00:06.000Z' },
      maintenance: { window: 'night', until: '2026-11-28T12:00:07.000Z' },
      consecutiveFailures: 2,
      tooFrequent: 3,
      signals: 4,
      flips: 5,
    })
  })

  test('may be silenced until it is up again, and alerts somebody by a channel that exists', () => {
    expect(jsonOf({ silenced: 'recovery' }, {}, ['mail'])).toMatchObject({
      silenced: 'recovery',
      alertsNobody: false,
    })
  })

  test('has no option that is missing, and no hash of a password', () => {
    expect(planJson({ ...planOf({ name: 'NAS', channels: ['mail'] }), passwordHash: 'x' })).toEqual({
      ...PLAN,
      slug: 'nas',
    })
  })
})

test('a moment is written in UTC, and null where there is none', () => {
  expect([moment(0), moment(undefined)]).toEqual(['1970-01-01T00:00:00.000Z', null])
})

test('a signal has its time in seconds where it took some', () => {
  const signal = { n: 7, kind: 'success', at: NOW, bodySize: 3, detail: { exitCode: 0 } } as const
  expect([signalJson(signal), signalJson({ ...signal, duration: 1_500 })]).toEqual([
    { n: 7, kind: 'success', at: ISO, bodySize: 3, detail: { exitCode: 0 } },
    { n: 7, kind: 'success', at: ISO, bodySize: 3, detail: { exitCode: 0 }, duration: 1.5 },
  ])
})

test('a flip has when it was noticed, and when it was due', () => {
  const flip = {
    check: ID,
    seq: 2,
    from: 'up',
    to: 'down',
    reason: 'silence',
    at: NOW,
    due: 0,
    ends: 5,
  } as const
  expect(flipJson(flip)).toEqual({
    seq: 2,
    from: 'up',
    to: 'down',
    reason: 'silence',
    at: ISO,
    due: '1970-01-01T00:00:00.000Z',
  })
})

test('response times are seconds', () => {
  expect(
    timesJson({
      minutes: [{ at: NOW, took: 1_500 }],
      hours: [{ at: NOW, min: 500, median: 1_000, max: 2_500 }],
    }),
  ).toEqual({
    minutes: [{ at: ISO, took: 1.5 }],
    hours: [{ at: ISO, min: 0.5, median: 1, max: 2.5 }],
  })
})

describe('the document of the API', () => {
  const TEXT = { type: 'string' }
  const COUNT = { type: 'integer' }
  const FLAG = { type: 'boolean' }
  const MOMENT = { type: ['string', 'null'], format: 'date-time' }
  const SECONDS = { type: 'number', description: 'seconds' }
  /** Descriptions are words for people. */
  const without = (schema: object): object =>
    Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'description'))

  test('has the type of each field of a state', () => {
    const types = Object.entries(STATE_SCHEMAS).map(([key, schema]) => [key, without(schema)])
    expect(Object.fromEntries(types)).toEqual({
      id: { type: 'string', format: 'uuid' },
      checkIn: TEXT,
      publicId: TEXT,
      badge: TEXT,
      alertsNobody: FLAG,
      hasPassword: FLAG,
      origin: { enum: ['page', 'api', 'ini', 'file', 'checkin', 'peer'] },
      adopted: FLAG,
      createdAt: MOMENT,
      status: { enum: ['down', 'blind', 'late', 'new', 'up', 'paused'] },
      notLooking: TEXT,
      since: MOMENT,
      lastSignalAt: MOMENT,
      lastSignalKind: { enum: ['success', 'fail', 'start', 'log', null] },
      lastSuccessAt: MOMENT,
      lastDuration: { type: ['number', 'null'] },
      phases: { type: ['object', 'null'], additionalProperties: SECONDS },
      warning: { type: ['string', 'null'] },
      progress: { type: ['number', 'null'] },
      unseenSince: MOMENT,
      unseenWhy: { type: ['string', 'null'] },
      due: MOMENT,
      silenced: { type: ['string', 'null'] },
      acknowledged: { type: ['object', 'null'], properties: { by: TEXT, at: MOMENT } },
      maintenance: { type: ['object', 'null'], properties: { window: TEXT, until: MOMENT } },
      consecutiveFailures: COUNT,
      tooFrequent: COUNT,
      signals: COUNT,
      flips: COUNT,
    })
    expect(STATE_SCHEMAS.lastDuration.description).toBe('seconds')
  })

  test('has the fields of a signal', () => {
    const { n, duration, bodySize, detail, ...rest } = SIGNAL_SCHEMA.properties as Record<string, object>
    expect([n, duration, bodySize, detail].map(schema => without(schema ?? {}))).toEqual([
      COUNT,
      { type: 'number' },
      COUNT,
      {
        type: 'object',
        properties: { exitCode: COUNT, rid: TEXT, from: TEXT, agent: TEXT, method: TEXT, via: TEXT },
      },
    ])
    expect(rest).toEqual({ kind: { enum: ['success', 'fail', 'start', 'log'] }, at: MOMENT })
    expect(SIGNAL_SCHEMA).toMatchObject({
      type: 'object',
      required: ['n', 'kind', 'at', 'bodySize', 'detail'],
    })
  })

  test('has the fields of response times', () => {
    const { minutes, hours } = TIMES_SCHEMA.properties as Record<string, object>
    expect([minutes, hours].map(schema => without(schema ?? {}))).toEqual([
      {
        type: 'array',
        items: { type: 'object', properties: { at: MOMENT, took: SECONDS }, required: ['at', 'took'] },
      },
      {
        type: 'array',
        items: {
          type: 'object',
          properties: { at: MOMENT, min: SECONDS, median: SECONDS, max: SECONDS },
          required: ['at', 'min', 'median', 'max'],
        },
      },
    ])
    expect(TIMES_SCHEMA).toMatchObject({ type: 'object', required: ['minutes', 'hours'] })
  })
})
