import { expect, test } from 'vitest'
import {
  holdOf,
  isAnswering,
  isJustBack,
  isRanked,
  isSilent,
  precedes,
  silenceOf,
  steadyOf,
} from '../../../src/domain/peers/group'

/** Silent after a minute. */
const TAKEOVER = 120_000

test('a take-over of two minutes has a silence of one, five of steadiness, and questions that wait for half a minute', () => {
  expect([silenceOf(TAKEOVER), steadyOf(TAKEOVER), holdOf(TAKEOVER)]).toEqual([60_000, 300_000, 30_000])
  expect([holdOf(60_000), holdOf(3_600_000)]).toEqual([15_000, 30_000])
})

test.each([
  [undefined, true],
  [0, false],
  [59_999, false],
  [60_000, true],
])('after %s ms without a contact a member is silent: %s', (silentFor, is) => {
  expect(isSilent(silentFor === undefined ? {} : { silentFor }, TAKEOVER)).toBe(is)
})

test.each([
  [undefined, false],
  [0, true],
  [59_999, true],
  [60_000, false],
])('after %s ms without an answer a member answers: %s', (answeredFor, is) => {
  expect(isAnswering(answeredFor === undefined ? {} : { answeredFor }, TAKEOVER)).toBe(is)
})

test.each([
  [{ silentFor: 0, sameFor: 100 }, true],
  [{ silentFor: 0, sameFor: 100, lag: 101 }, true],
  [{ silentFor: 0, sameFor: 100, lag: 100 }, false],
  [{ silentFor: 0, sameFor: 100, lag: 140, took: 40 }, false],
  [{ silentFor: 0, sameFor: 100, lag: 141, took: 40 }, true],
  [{ silentFor: 0, sameFor: 59_999 }, true],
  [{ silentFor: 0, sameFor: 60_000 }, false],
  [{ silentFor: 60_000, sameFor: 100 }, false],
  [{ sameFor: 100 }, false],
])('a member with %j is just back, and not all of its news is here: %s', (member, is) => {
  expect(isJustBack(member, TAKEOVER)).toBe(is)
})

test('a member has a place once its id and its rank are known', () => {
  const member = { name: 'attic', isAble: true, sameFor: 0 }
  expect(
    [member, { ...member, id: 'a' }, { ...member, rank: 1 }, { ...member, id: 'a', rank: 0 }].map(isRanked),
  ).toEqual([false, false, false, true])
})

test.each([
  [1, 'b', 2, 'a', true],
  [2, 'a', 1, 'b', false],
  [1, 'a', 1, 'b', true],
  [1, 'b', 1, 'a', false],
  [1, 'a', 1, 'a', false],
])('rank %i of %s comes before rank %i of %s: %s', (rank, id, otherRank, otherId, is) => {
  expect(precedes({ id, rank }, { id: otherId, rank: otherRank })).toBe(is)
})
