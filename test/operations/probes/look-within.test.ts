import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import { createLookNow, lookWithin } from '../../../src/operations/probes/look-within'

const WELL: Look = { answer: 'success', detail: 'nas:445 accepts connections' }
const HUNG: Look = { answer: 'blind', detail: 'the look did not end' }
const PROBE = { kind: 'tcp', target: 'nas:445', every: 3_600_000, settings: {} } as const

let errors: string[]
beforeEach(() => {
  errors = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

const onError = (error: Error) => void errors.push(error.message)

/** Begins a look with a limit of 1,000 ms and a patience of 200, and returns when it was aborted and what it came to. */
function begin(look: () => Promise<Look> = () => new Promise(() => {})) {
  const outside = new AbortController()
  const seen = { aborted: false, at: 0, found: undefined as Look | undefined }
  const ended = lookWithin(
    { probe: PROBE },
    {
      look: (_check, at, signal) => {
        seen.at = at
        signal.addEventListener('abort', () => {
          seen.aborted = true
        })
        return look()
      },
      ...{ at: 5_000, limit: 1_000, patience: 200, signal: outside.signal, onError },
    },
  ).then(found => {
    seen.found = found
  })
  return { seen, outside, ended }
}

it('a look is aborted at its limit, and given up when it does not even end then', async () => {
  const { seen } = begin()
  await vi.advanceTimersByTimeAsync(999)
  expect(seen).toEqual({ aborted: false, at: 5_000, found: undefined })
  await vi.advanceTimersByTimeAsync(1)
  expect(seen).toEqual({ aborted: true, at: 5_000, found: undefined })
  await vi.advanceTimersByTimeAsync(199)
  expect(seen.found).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1)
  expect(seen.found).toEqual(HUNG)
  expect(errors).toEqual([])
})

it('a look that ends leaves no timer behind', async () => {
  const { seen, ended } = begin(async () => WELL)
  await ended
  expect(seen).toEqual({ aborted: false, at: 5_000, found: WELL })
  expect(vi.getTimerCount()).toBe(0)
})

it('a look that nobody waits for any more is aborted at once', () => {
  const { seen, outside } = begin()
  outside.abort()
  expect(seen.aborted).toBe(true)
})

it('a probe that throws has seen nothing, and its fault goes to the log alone', async () => {
  const { seen, ended } = begin(() => Promise.reject(new Error('a secret')))
  await ended
  expect(seen.found).toEqual({ answer: 'blind', detail: 'the probe tcp has a fault of its own' })
  expect(errors).toEqual(['a secret'])
  expect(vi.getTimerCount()).toBe(0)
})

/** Looks now, with a probe that hangs, until that ends; returns the milliseconds and the time limit that the look had. */
async function lookNow(timeout: number) {
  const begun = Date.now()
  let limit: number | undefined
  const look = createLookNow({
    look: ({ probe }) => {
      limit = probe?.timeout
      return new Promise(() => {})
    },
    sight: async () => ({ kind: 'works' }),
    now: () => 1_000,
    onError,
  })
  const ended = look({ ...PROBE, timeout }, new AbortController().signal).then(found => ({
    found,
    took: Date.now() - begun,
  }))
  await vi.advanceTimersByTimeAsync(600_000)
  return { ...(await ended), limit }
}

it('somebody who waits for a look waits half a minute at most, and the patience of its kind', async () => {
  const short = await lookNow(2_000)
  const long = await lookNow(120_000)
  expect([short.limit, long.limit]).toEqual([2_000, 30_000])
  expect(long.took - short.took).toBe(28_000)
  expect([short.found, long.found]).toEqual([HUNG, HUNG])
})

it('a look that was given up by the one who waited is not judged', async () => {
  let sights = 0
  const outside = new AbortController()
  const look = createLookNow({
    look: async () => {
      outside.abort()
      return { answer: 'failure', detail: 'aborted' }
    },
    sight: async () => {
      sights++
      return { kind: 'works' }
    },
    now: () => 1_000,
    onError,
  })
  expect(await look(PROBE, outside.signal)).toEqual({ answer: 'failure', detail: 'aborted' })
  expect(sights).toBe(0)
})
