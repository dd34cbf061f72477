import { expect, test } from 'vitest'
import { recordHandlers } from '../../../../src/web/watch/management/records'

const NOW = 1_000_000_000
const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
const flip = (due: number, to: string) => ({
  seq: due,
  from: to === 'up' ? 'down' : 'up',
  to,
  reason: 'success',
  at: due,
  due,
})

const { pings, body, flips } = recordHandlers({
  now: () => NOW,
  checks: {
    get: async (id: string) => (id === ID ? { check: { id }, state: {} } : undefined),
    flips: async () => [5, 4, 3, 2, 1].map(n => flip(n * 1_000, n % 2 === 0 ? 'up' : 'down')),
    history: async () => [
      { n: 1, kind: 'success', at: 5_000, detail: { via: 'healthchecks', method: 'POST' } },
    ],
    bodies: async () => [
      { n: 1, kind: 'success', at: 5_000, body: 'the body' },
      { n: 12, kind: 'success', at: 6_000, body: 'another' },
    ],
  },
} as never)
const call = (query: object = {}, params: object = {}, id = ID) =>
  ({ id, base: 'http://pi', version: 3, request: { query, params } }) as never

const shown = async (query: object) => {
  const { body: json } = await flips(call(query))
  return (json as readonly { timestamp: string }[]).map(({ timestamp }) => Date.parse(timestamp) / 1_000)
}

test('flips are those of a span, whose end is not part of it', async () => {
  expect(await shown({})).toEqual([5, 4, 3, 2, 1])
  expect(await shown({ start: '3' })).toEqual([5, 4, 3])
  expect(await shown({ end: '3' })).toEqual([2, 1])
  expect(await shown({ start: '2', end: '4' })).toEqual([3, 2])
  expect(await shown({ seconds: '999997' })).toEqual([5, 4, 3])
  expect(await shown({ seconds: '999997', start: '5' })).toEqual([5])
  expect(await shown({ seconds: '999999', start: '4' })).toEqual([5, 4])
  expect(await shown({ seconds: '0' })).toEqual([])
})

test.each([
  [{ seconds: 'x' }, 'invalid seconds'],
  [{ start: '-1' }, 'invalid start'],
  [{ end: '1.5' }, 'invalid end'],
  [{ end: '' }, 'invalid end'],
  [{ start: '12345678901' }, 'invalid start'],
  [{ start: ['1', '2'] }, 'invalid start'],
])('the parameters %j are refused', async (query, message) => {
  await expect(flips(call(query))).rejects.toThrow(expect.objectContaining({ status: 400, message }))
})

test('pings lead to their check, and have their body where it is asked for', async () => {
  const { body: plain } = await pings(call())
  expect(plain).toEqual({
    pings: [
      expect.objectContaining({
        type: 'success',
        n: 1,
        body_url: `http://pi/api/v3/checks/${ID}/pings/1/body`,
      }),
    ],
  })
  expect(JSON.stringify(plain)).not.toContain('the body')
  expect(JSON.stringify(await pings(call({ with_body: 'true' })))).toContain('the body')
  expect(JSON.stringify(await pings(call({ with_body: 'yes' })))).not.toContain('the body')
})

test('a body is found by its number, and what is not there is not found', async () => {
  expect(await body(call({}, { n: '1' }))).toEqual({ body: 'the body' })
  expect(await body(call({}, { n: '12' }))).toEqual({ body: 'another' })
  const missing = { status: 404, message: 'not found' }
  await expect(body(call({}, { n: '2' }))).rejects.toThrow(expect.objectContaining(missing))
  await expect(pings(call({}, {}, 'other'))).rejects.toThrow(expect.objectContaining(missing))
  await expect(flips(call({}, {}, 'other'))).rejects.toThrow(expect.objectContaining(missing))
})
