/** Kinds that ask a web server, with answers to the bound: http, checker and batchy. */
import { describe, expect, test } from 'vitest'
import type { Exchange, HttpAnswer } from '../../src/domain/net/exchange'
import type { SeenPeer } from '../../src/domain/probes/look'
import type { ProbeKind } from '../../src/domain/probes/probe-kinds'
import { AT, type Looking, look, NO_PEERS } from '../contracts/prober'

const PHASES = { tcp: 1, answer: 2, total: 40 }
const answered = (status: number, body = '', more: Partial<HttpAnswer> = {}): Exchange => ({
  kind: 'answer',
  status,
  headers: {},
  body,
  at: AT,
  phases: PHASES,
  ...more,
})

async function looked(
  kind: ProbeKind,
  exchange: Exchange,
  looking: Looking = {},
  target = 'http://nas:8080/x?y',
) {
  const asked: { request: object; limits: object }[] = []
  const noted: SeenPeer[] = []
  const http = {
    send: async (request: object, limits: object) => {
      asked.push({ request, limits })
      return exchange
    },
  } as never
  const peers = { ...NO_PEERS, note: async (_target: string, seen: SeenPeer) => void noted.push(seen) }
  const found = await look(kind, target, { timeout: 7_000, ...looking, tools: { http, peers } })
  return { found, asked, noted }
}
const of = async (exchange: Exchange, settings: Readonly<Record<string, string>> = {}, more: Looking = {}) =>
  (await looked('http', exchange, { settings, ...more })).found
const fine = (status: number) => ({
  answer: 'success',
  detail: `nas:8080 answered ${status}`,
  took: 40,
  phases: PHASES,
})
const bad = (detail: string, output = '') => ({ answer: 'failure', detail, output, took: 40, phases: PHASES })

describe('http', () => {
  test.each([
    [{}, { method: 'GET', headers: {}, redirects: 5 }],
    [
      { method: 'POST', body: 'b' },
      { method: 'POST', headers: {}, redirects: 5, body: 'b' },
    ],
    [{ ip: '6' }, { method: 'GET', headers: {}, redirects: 5, family: 6 }],
    [{ ip: '4' }, { method: 'GET', headers: {}, redirects: 5, family: 4 }],
    [
      { cafile: '/ca', redirects: '0' },
      { method: 'GET', headers: {}, redirects: 0, cafile: '/ca' },
    ],
    [
      { username: 'u', password: 'p' },
      { method: 'GET', headers: { Authorization: 'Basic dTpw' }, redirects: 5 },
    ],
    [{ username: 'u' }, { method: 'GET', headers: { Authorization: 'Basic dTo=' }, redirects: 5 }],
    [{ password: 'p' }, { method: 'GET', headers: {}, redirects: 5 }],
    [
      { bearer: 't', username: 'u', headers: 'X-A: 1 | X-B: 2' },
      { method: 'GET', headers: { Authorization: 'Bearer t', 'X-A': '1', 'X-B': '2' }, redirects: 5 },
    ],
  ])('with %j asks so', async (settings, request) => {
    const { asked } = await looked('http', answered(200), { settings })
    expect(asked).toEqual([
      {
        request: { url: 'http://nas:8080/x?y', bodyLimit: 1_048_576, ...request },
        limits: {
          notAfter: Number.POSITIVE_INFINITY,
          deadlineMs: 7_000,
          signal: expect.any(AbortSignal),
        },
      },
    ])
  })

  test.each([
    [200, {}],
    [299, {}],
    [404, { status: '404' }],
    [200, { header: 'X: y' }, { headers: { x: 'A Y z' } }],
    [200, { contains: 'b' }, { body: 'abc' }],
    [200, { contains: 'b' }, { body: 'abc', cut: 'size' }],
    [200, { matches: '^a' }, { body: 'abc' }],
    [200, { json: '$.a = 1' }, { body: '{"a": 1}' }],
    [200, { json: '$.a = 1' }, { body: '{"a": 1}', cut: 'size' }],
  ] as const)('%i with %j is fine', async (status, settings, more: Partial<HttpAnswer> = {}) => {
    expect(await of(answered(status, '', more), settings)).toEqual(fine(status))
  })

  test.each([
    [answered(199), {}, 'answered 199, which is not among 200-299'],
    [answered(300), {}, 'answered 300, which is not among 200-299'],
    [answered(200), { header: 'X-A: y' }, 'answered 200, but without the header X-A'],
    [
      answered(200, '', { headers: { 'x-a': 'z' } }),
      { header: 'X-A: y' },
      'answered 200, but its header X-A is "z" rather than "y"',
    ],
    [answered(200, '', { cut: 'broken' }), {}, 'answered 200, but broke off in the middle of its answer'],
    [answered(200, 'abc'), { contains: 'd' }, 'answered 200, but its answer does not contain "d"'],
    [
      answered(200, 'abc', { cut: 'size' }),
      { contains: 'd' },
      'answered 200, but the first MiB of its answer does not contain "d"',
    ],
    [
      answered(200, 'abc', { cut: 'size' }),
      { matches: 'd' },
      'answered 200, but the first MiB of its answer does not match d',
    ],
    [answered(200, 'abc'), { json: '$.a' }, 'answered 200, but its answer is no JSON'],
    [answered(200, '{}'), { json: '$.a' }, 'answered 200, but nothing stands at the path of $.a'],
    [
      answered(200, '{"a": 2}'),
      { json: '$.a = 1' },
      'answered 200, but $.a = 1 does not hold: 2 stands there',
    ],
    [answered(200, '{}'), { json: 'a' }, 'answered 200, but a is no condition'],
  ])('%j with %j is a failure', async (exchange, settings, words) => {
    const { body } = exchange as HttpAnswer
    expect(await of(exchange, settings)).toEqual(bad(`nas:8080 ${words}`, body))
  })

  test('keeps 2,000 characters of a body that is judged', async () => {
    expect((await of(answered(500, 'x'.repeat(3_000)))).output).toHaveLength(2_000)
  })

  test('that is cut at the limit of time says so', async () => {
    const found = await of(answered(200, '', { cut: 'broken' }), {}, { signal: AbortSignal.abort() })
    expect(found).toEqual(bad('nas:8080 answered 200, but did not end its answer in time'))
  })

  test('whose JSON is longer than is read is blind', async () => {
    expect(await of(answered(200, '{"a', { cut: 'size' }), { json: '$.a' })).toEqual({
      answer: 'blind',
      detail: 'the answer of nas:8080 is longer than 1 MiB, too long to be read as JSON',
      took: 40,
      phases: PHASES,
    })
  })

  test('that was slow has a warning', async () => {
    expect((await of(answered(200), { slow: '39ms' })).warning).toBe('it took 40 ms, longer than 39ms')
    expect(await of(answered(200), { slow: '40ms' })).not.toHaveProperty('warning')
  })

  test('has its phases in order, the whole at the end', async () => {
    const found = await of(answered(200, '', { phases: { total: 9, dns: 1 } }))
    expect(Object.keys(found.phases ?? {})).toEqual(['dns', 'total'])
  })
})

describe('checker', () => {
  const checked = async (exchange: Exchange) => await looked('checker', exchange)

  test('asks for little', async () => {
    expect((await checked(answered(200, 'True'))).asked).toEqual([
      {
        request: { method: 'GET', url: 'http://nas:8080/x?y', bodyLimit: 4_096 },
        limits: { notAfter: Number.POSITIVE_INFINITY, deadlineMs: 7_000, signal: expect.any(AbortSignal) },
      },
    ])
  })

  test.each([
    ['True', 'success', 'fine'],
    [' MailProblem\n', 'failure', "can't mail"],
    [' JobProblem\n', 'failure', 'no jobs'],
    ['False', 'failure', 'unexpected answer'],
  ])('that answers %j is a %s, and noted', async (body, answer, words) => {
    const { found, noted } = await checked(answered(200, body))
    expect(found).toMatchObject({ answer, took: 40 })
    expect(noted).toEqual([{ at: AT, words, url: 'http://nas:8080/x?y', took: 40 }])
  })

  test('that does not answer is a failure, unless the fault is ours', async () => {
    const broken = {
      kind: 'broken',
      breakdown: 'connection',
      detail: 'refused',
      at: 0,
      phases: { total: 3 },
    } as const
    const theirs = await checked(broken)
    expect(theirs.found).toEqual({
      answer: 'failure',
      detail: 'nas:8080 does not answer: refused',
      phases: { total: 3 },
    })
    expect(theirs.noted).toEqual([{ at: AT, words: 'no answer' }])
    expect((await checked({ ...broken, ours: true })).found).toMatchObject({
      answer: 'blind',
      detail: 'refused',
    })
  })
})

describe('batchy', () => {
  const batched = async (exchange: Exchange, more: Looking = {}) =>
    (await looked('batchy', exchange, more, 'http://nas:8080 nightly')).found

  test.each([
    [answered(199), 'nas:8080 answered 199', ''],
    [answered(300, 'x'.repeat(3_000)), 'nas:8080 answered 300', 'x'.repeat(2_000)],
    [answered(200, 'x', { cut: 'broken' }), 'nas:8080 did not end its answer', 'x'],
    [answered(200, 'x', { cut: 'size' }), 'the answer of nas:8080 is longer than 1 MiB', 'x'],
    [answered(299, 'x'), 'the account of nightly is no JSON object', 'x'],
    [answered(200, '{}'), 'the server knows no workflow nightly', '{}'],
  ])('%j is a failure', async (exchange, detail, output) => {
    expect(await batched(exchange)).toEqual({ answer: 'failure', detail, output, took: 40, phases: PHASES })
  })

  test('that is cut at the limit of time says so', async () => {
    const found = await batched(answered(200, 'x', { cut: 'broken' }), { signal: AbortSignal.abort() })
    expect(found.detail).toBe('nas:8080 did not end its answer in time')
  })

  test('asks for 1 MiB at most', async () => {
    const { asked } = await looked('batchy', answered(200), {}, 'http://nas:8080 nightly')
    expect(asked).toMatchObject([
      { request: { method: 'GET', bodyLimit: 1_048_576 }, limits: { deadlineMs: 7_000 } },
    ])
  })

  test('that cannot be reached is as any exchange', async () => {
    const broken = {
      kind: 'broken',
      breakdown: 'connection',
      detail: 'refused',
      at: 0,
      phases: { total: 3 },
    } as const
    expect(await batched(broken)).toEqual({ answer: 'failure', detail: 'refused', phases: { total: 3 } })
  })
})
