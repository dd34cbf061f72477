import { expect, it } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { LOST, untilWon } from '../../../src/io/watch/races'

/** Loses so many races, and then wins. */
function losing(races: number) {
  let left = races
  return async () => (left-- > 0 ? LOST : 'won')
}

it('a change that others were faster than is tried fifty times', async () => {
  expect(await untilWon(losing(0))).toBe('won')
  expect(await untilWon(losing(49))).toBe('won')
  await expect(untilWon(losing(50))).rejects.toThrow(
    new StoreUnavailable('too many changes of one check at once'),
  )
})

it('a change that fails is not tried again', async () => {
  await expect(untilWon(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
})
