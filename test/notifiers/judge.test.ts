import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../src/domain/net/exchange'
import { baseOf, bodyOf, judge, waiting } from '../../src/notifiers/judge'

const answered = (status: number, more: { body?: string; headers?: object } = {}) =>
  ({ kind: 'answer', status, body: '', headers: {}, ...more }) as unknown as Exchange
const broken = (breakdown: string) =>
  ({ kind: 'broken', breakdown, detail: 'no connection' }) as unknown as Exchange

describe('the answer', () => {
  test.each([200, 204, 299])('%d is a delivery', status => {
    expect(judge(answered(status))).toEqual({ ok: true, detail: `answered ${status}` })
  })

  test('is one only with the status that the service names, where it names one', () => {
    expect(judge(answered(202), 202).ok).toBe(true)
    expect(judge(answered(200), 202)).toMatchObject({ ok: false, permanent: true })
  })

  test.each([
    [199, true, undefined],
    [300, true, true],
    [301, true, true],
    [400, true, true],
    [404, true, true],
    [408, false, undefined],
    [429, false, true],
    [499, true, true],
    [500, false, undefined],
    [503, false, undefined],
  ])('%d is a failure, a final one: %s, of an alert that was not taken: %s', (status, permanent, untaken) => {
    const delivery = judge(answered(status))
    expect(delivery).toMatchObject({ ok: false, permanent })
    expect(Object(delivery).untaken).toBe(untaken)
  })

  test('424 passes at a service that says so', () => {
    expect(judge(answered(424), 200, 424)).toMatchObject({ ok: false, permanent: false })
  })

  test('of a place that has moved says so', () => {
    const moved = 'it has moved; enter the new address'
    expect(judge(answered(301)).detail).toBe(`answered 301: ${moved}`)
    expect(judge(answered(399)).detail).toContain(moved)
    expect(judge(answered(400)).detail).toBe('answered 400')
  })
})

test.each([
  ['dns', { untaken: true }],
  ['tls', { untaken: true }],
  ['stale', { untaken: true, isLate: true }],
  ['reset', {}],
])('a connection that breaks (%s) is a passing failure', (breakdown, more) => {
  expect(judge(broken(breakdown))).toEqual({ ok: false, permanent: false, detail: 'no connection', ...more })
})

test.each([
  [answered(200, { body: '{"a": 1}' }), { a: 1 }],
  [answered(200, { body: '<html>' }), {}],
  [answered(200), {}],
  [answered(200, { body: 'null' }), {}],
  [broken('dns'), {}],
])('what is no JSON has no fields', (exchange, fields) => {
  expect(bodyOf(exchange)).toEqual(fields)
})

describe('the seconds that a service wants to pass', () => {
  const failed = { ok: false, permanent: false, detail: 'answered 429' } as const
  test.each([
    [0, 0],
    [1.2345, 1_235],
    [60, 60_000],
    [-1, undefined],
    ['60', undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NaN, undefined],
    [undefined, undefined],
    [null, undefined],
  ])('%j are %s ms', (seconds, retryAfter) => {
    expect(Object(waiting(failed, seconds)).retryAfter).toBe(retryAfter)
  })

  test('do not count beside a header, nor where nothing is to be tried again', () => {
    const named = { ...failed, retryAfter: 5 }
    const final = { ...failed, permanent: true }
    const sent = { ok: true, detail: 'answered 200' } as const
    for (const delivery of [named, final, sent]) expect(waiting(delivery, 60)).toBe(delivery)
  })
})

test.each([
  ['https://a/b/', 'https://a/b'],
  ['https://a///', 'https://a'],
  ['https://a', 'https://a'],
])('a path is added to %s behind %s', (url, base) => {
  expect(baseOf(url)).toBe(base)
})
