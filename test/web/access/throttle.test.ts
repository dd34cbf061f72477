import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createThrottle } from '../../../src/web/access/throttle'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** The pauses, in seconds, of an address that guesses as often as it may. */
async function pausesOf(address: string, guesses: number, throttle = createThrottle()): Promise<number[]> {
  const pauses: number[] = []
  for (let guess = 0; guess < guesses; guess++) {
    const pause = await throttle.admit(address)
    if (pause === 0) continue
    pauses.push(pause)
    await vi.advanceTimersByTimeAsync(pause * 1_000)
    expect(await throttle.admit(address)).toBe(0)
  }
  return pauses
}

test('five guesses are free, then the pauses double up to a minute', async () => {
  expect(await pausesOf('192.0.2.1', 14)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test('a guess during a pause does not lengthen it', async () => {
  const throttle = createThrottle()
  for (let guess = 0; guess < 5; guess++) await throttle.admit('192.0.2.1')
  for (let guess = 0; guess < 100; guess++) expect(await throttle.admit('192.0.2.1')).toBe(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await throttle.admit('192.0.2.1')).toBe(0)
})

test('a hundred guesses at once count as a hundred', async () => {
  const throttle = createThrottle()
  const waits = await Promise.all(Array.from({ length: 100 }, () => throttle.admit('192.0.2.1')))
  expect(waits.filter(wait => wait === 0)).toHaveLength(5)
})

test('while guesses come from everywhere an address has one free guess, and one that has not guessed never waits', async () => {
  const throttle = createThrottle()
  for (let host = 1; host <= 60; host++) expect(await throttle.admit(`192.0.2.${host}`)).toBe(0)
  expect(await throttle.admit('198.51.100.1')).toBe(0)
  expect(await throttle.admit('198.51.100.1')).toBe(1)
})

test('the right password gives the address all its guesses again', async () => {
  const throttle = createThrottle()
  for (let guess = 0; guess < 5; guess++) await throttle.admit('192.0.2.1')
  await throttle.forgive('192.0.2.1')
  for (let guess = 0; guess < 5; guess++) expect(await throttle.admit('192.0.2.1')).toBe(0)
})

test('a guess that was not compared leaves neither its count nor the pause that it caused', async () => {
  const throttle = createThrottle()
  for (let guess = 0; guess < 4; guess++) await throttle.admit('192.0.2.1')
  for (let busy = 0; busy < 3; busy++) {
    expect(await throttle.admit('192.0.2.1')).toBe(0)
    await throttle.takeBack('192.0.2.1')
  }
  expect(await throttle.admit('192.0.2.1')).toBe(0)
  expect(await throttle.admit('192.0.2.1')).toBe(1)
})

test('guesses are forgotten after a quarter of an hour', async () => {
  const throttle = createThrottle()
  for (let guess = 0; guess < 5; guess++) await throttle.admit('192.0.2.1')
  await vi.advanceTimersByTimeAsync(901_000)
  for (let guess = 0; guess < 5; guess++) expect(await throttle.admit('192.0.2.1')).toBe(0)
})

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:0:0:9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['2001:db8::1', '2001:db8::2:0:0:1', true],
  ['2001:db8::1', '2001:db8:0:1::1', false],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.2', false],
])('%s and %s: the same guesser? %s', async (one, other, same) => {
  const throttle = createThrottle()
  for (let guess = 0; guess < 5; guess++) await throttle.admit(one)
  expect((await throttle.admit(other)) > 0).toBe(same)
})

test('right passwords from everywhere are no siege', async () => {
  const throttle = createThrottle()
  for (let host = 1; host <= 60; host++) {
    expect(await throttle.admit(`192.0.2.${host}`)).toBe(0)
    await throttle.forgive(`192.0.2.${host}`)
  }
  expect(await pausesOf('198.51.100.1', 6, throttle)).toEqual([1])
})

test('fifty wrong passwords from everywhere are no siege yet, the one after them is', async () => {
  const throttle = createThrottle()
  for (let host = 1; host <= 48; host++) await throttle.admit(`192.0.2.${host}`)
  const waits: number[] = []
  for (let guess = 0; guess < 4; guess++) waits.push(await throttle.admit('198.51.100.1'))
  // The third one is the fifty-first, and two beyond the one that is free in a siege.
  expect(waits).toEqual([0, 0, 0, 4])
})

test('guesses that were not compared are no part of a siege', async () => {
  const throttle = createThrottle()
  for (let host = 1; host <= 60; host++) {
    await throttle.admit(`192.0.2.${host}`)
    await throttle.takeBack(`192.0.2.${host}`)
  }
  for (let guess = 0; guess < 4; guess++) expect(await throttle.admit('198.51.100.1')).toBe(0)
})
