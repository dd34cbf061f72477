import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { routeForever } from '../../../src/operations/alerts/route-forever'

/** The turns that have begun, by the milliseconds that each may wait; the last one is under way. */
let waits: number[]
let end: { resolve: () => void; reject: (error: Error) => void }
let logged: string[]
let routing: ReturnType<typeof routeForever>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  waits = []
  logged = []
  routing = routeForever(
    waitMs => {
      waits.push(waitMs)
      return new Promise((resolve, reject) => {
        end = { resolve, reject }
      })
    },
    { error: (error: unknown, text?: string) => void logged.push(`${text}: ${(error as Error).message}`) },
  )
})
afterEach(() => {
  vi.useRealTimers()
})

/** Ends the turn under way, with trouble or without, and lets that have its effects. */
async function over(trouble?: string): Promise<void> {
  if (trouble === undefined) end.resolve()
  else end.reject(new Error(trouble))
  await vi.advanceTimersByTimeAsync(0)
}

it('turn follows turn, each of which may wait half a minute', async () => {
  await over()
  await over()
  expect([waits, logged]).toEqual([[30_000, 30_000, 30_000], []])
})

it('after trouble the next turn comes two seconds later', async () => {
  await over('Redis is away')
  await vi.advanceTimersByTimeAsync(1_999)
  expect(waits).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(waits).toHaveLength(2)
})

it('the same trouble is logged once, until a turn succeeds', async () => {
  for (const trouble of ['a', 'a', 'b', 'a', undefined, 'a']) {
    await over(trouble)
    await vi.advanceTimersByTimeAsync(2_000)
  }
  expect(logged).toEqual(['a', 'b', 'a', 'a'].map(trouble => `alerts have to wait: ${trouble}`))
})

it.each([
  ['succeeds', undefined],
  ['is cut', 'the connection is closed'],
])('no turn follows one that %s after the end, and its trouble is not logged', async (_what, trouble) => {
  routing.end()
  await over(trouble)
  await vi.advanceTimersByTimeAsync(10_000)
  expect([waits.length, logged]).toEqual([1, []])
})

it('no turn follows the pause in which the end came', async () => {
  await over('Redis is away')
  routing.end()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(waits).toHaveLength(1)
})
