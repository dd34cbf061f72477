import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { remembered } from '../../../src/io/redis/remembered'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

/** Reads 1, 2, 3 and so on. */
function counting(keptMs?: number) {
  let read = 0
  return remembered(async () => ++read, keptMs)
}

it('a value is read anew after ten seconds, or after the given time', async () => {
  const [usual, brief] = [counting(), counting(50)]
  expect([await usual(), await brief()]).toEqual([1, 1])
  vi.advanceTimersByTime(49)
  expect([await usual(), await brief()]).toEqual([1, 1])
  vi.advanceTimersByTime(1)
  expect([await usual(), await brief()]).toEqual([1, 2])
  vi.advanceTimersByTime(9_949)
  expect(await usual()).toBe(1)
  vi.advanceTimersByTime(1)
  expect(await usual()).toBe(2)
})

it('a value that is forgotten is read anew at once', async () => {
  const value = counting()
  expect(await value()).toBe(1)
  value.forget()
  expect(await value()).toBe(2)
  expect(await value()).toBe(2)
})

it('a value that was being read when it was forgotten is not kept', async () => {
  const answers: ((value: string) => void)[] = []
  const value = remembered(() => new Promise<string>(resolve => void answers.push(resolve)))
  const before = value()
  value.forget()
  answers[0]?.('old')
  expect(await before).toBe('old')
  const after = value()
  answers[1]?.('new')
  expect(await after).toBe('new')
})

it('a reading that failed is not kept, and counts from its beginning', async () => {
  let fails = true
  const value = remembered(async () => {
    vi.advanceTimersByTime(30)
    if (fails) throw new Error('away')
    return 'there'
  }, 50)
  await expect(value()).rejects.toThrow('away')
  fails = false
  expect(await value()).toBe('there')
  fails = true
  vi.advanceTimersByTime(19)
  expect(await value()).toBe('there')
  vi.advanceTimersByTime(1)
  await expect(value()).rejects.toThrow('away')
})
