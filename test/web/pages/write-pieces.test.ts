import { expect, it } from 'vitest'
import { inTurns } from '../../../src/web/pages/write-pieces'

it('of a hundred checks that were read together, twenty are described in a turn, so that check-ins come in between', () => {
  const read = Array.from({ length: 100 }, (_, index) => index)
  expect([...inTurns(read)].map(part => part.length)).toEqual([20, 20, 20, 20, 20])
  expect([...inTurns(read)].flat()).toEqual(read)
  expect([...inTurns([1, 2, 3])]).toEqual([[1, 2, 3]])
})
