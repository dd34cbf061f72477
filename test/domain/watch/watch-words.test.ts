import { expect, test } from 'vitest'
import { groupStatus } from '../../../src/domain/watch/group-status'
import { shortage } from '../../../src/domain/watch/room'
import {
  ADMISSIONS,
  isFull,
  madeBy,
  WAITING,
  type WaitingAccount,
  waitingWords,
} from '../../../src/domain/watch/waiting'
import { behindWords, roomWords, troubleWords, unalertedWords } from '../../../src/domain/watch/watch-words'

const DAY = 86_400_000
const EMPTY: WaitingAccount = { count: 0, bytes: 0, fullSince: 0, fullAt: 0, dropped: 0, toldAt: 0 }

const SHORT = [
  'new messages are kept only in place of older ones',
  'no check can be made, and new messages and signals replace older ones',
  'check-ins that change a status are refused (503), to be sent again',
]
test.each([
  [0, undefined],
  [0.599, undefined],
  [0.6, SHORT[0]],
  [0.699, SHORT[0]],
  [0.7, SHORT[1]],
  [0.849, SHORT[1]],
  [0.85, SHORT[2]],
  [1, SHORT[2]],
])('with a share of %d of the memory the watch saves room: %s', (share, words) => {
  expect(shortage(share)).toBe(words)
})

const ONE_WAITS = '1 check that a stranger may have made waits to be adopted; they alert nobody.'
const TWO_WAIT = '2 checks that strangers may have made wait to be adopted; they alert nobody.'
const FULL =
  'The room for checks that wait is full: 7 had to go, the oldest first, to make room for new ones.'
const full = { fullSince: 1, fullAt: 5 * DAY, dropped: 7 }

test.each<[given: Partial<WaitingAccount>, now: number, words: readonly string[]]>([
  [{}, 0, []],
  [{ count: 1 }, 0, [ONE_WAITS]],
  [{ count: 2 }, 0, [TWO_WAIT]],
  [full, 6 * DAY - 1, [FULL]],
  [full, 6 * DAY, []],
  [{ ...full, fullSince: 0 }, 5 * DAY, []],
  [{ ...full, count: 2 }, 5 * DAY, [TWO_WAIT, FULL]],
])('an account %j of checks that wait is told at %d as %j', (given, now, words) => {
  const account = { ...EMPTY, ...given }
  expect(waitingWords(account, now)).toEqual(words)
  expect(isFull(account, now)).toBe(words.includes(FULL))
})

test('checks that wait have a small budget, and are made in one of three modes', () => {
  expect(WAITING).toEqual({ budget: 1_048_576, held: 6_500, unpingedMs: DAY, signals: 5, flips: 5 })
  expect(ADMISSIONS).toEqual(['off', 'adopt', 'open'])
  expect([madeBy({ waits: true, from: '192.0.2.1' }), madeBy({ waits: false, from: '' })]).toEqual([
    { waits: true, madeFrom: '192.0.2.1' },
    { madeFrom: '' },
  ])
})

test('the room of the watch is told with what waits', () => {
  const room = { memoryShare: 0.7, shortSince: 0, waiting: { ...EMPTY, count: 1 } }
  expect(roomWords(room, 0)).toEqual([
    ONE_WAITS,
    `The watch has used its share of the memory of Redis: ${SHORT[1]}.`,
  ])
  expect(roomWords({ ...room, memoryShare: 0, waiting: EMPTY }, 0)).toEqual([])
})

test.each([
  [0, 0, [], undefined],
  [1, 0, ['pump'], 'The watch: 1 down: pump'],
  [0, 1, ['nas'], 'The watch: 1 blind: nas'],
  [1, 1, ['pump', 'nas'], 'The watch: 1 down, 1 blind: pump, nas'],
  [5, 0, ['a', 'b', 'c', 'd', 'e'], 'The watch: 5 down: a, b, c, d, e'],
  [5, 2, ['a', 'b', 'c', 'd', 'e', 'f'], 'The watch: 5 down, 2 blind: a, b, c, d, e and 2 more'],
])('%d down and %d blind of %j are told as %s', (down, blind, names, words) => {
  expect(troubleWords({ down, blind }, names)).toBe(words)
})

test.each([
  [0, [], undefined],
  [1, ['a'], 'Nobody is alerted by 1 check, as no channel of its exists: a'],
  [2, ['a', 'b'], 'Nobody is alerted by 2 checks, as no channel of theirs exists: a, b'],
  [
    6,
    ['a', 'b', 'c', 'd', 'e', 'f'],
    'Nobody is alerted by 6 checks, as no channel of theirs exists: a, b, c, d, e and 1 more',
  ],
])('%d checks that alert nobody, %j, are told as %s', (total, names, words) => {
  expect(unalertedWords(total, names)).toBe(words)
})

test('checks that nobody has judged are told by their number', () => {
  expect([behindWords(0), behindWords(3)]).toEqual([
    undefined,
    'The time of 3 more checks has run out, and nobody has judged them yet: they are counted as they were.',
  ])
})

test.each([
  [{ down: 1, late: 1, unknown: 1, watched: 3 }, 'down'],
  [{ down: 0, late: 1, unknown: 1, watched: 3 }, 'unknown'],
  [{ down: 0, late: 0, unknown: 0, watched: 0 }, 'unknown'],
  [{ down: 0, late: 1, unknown: 0, watched: 3 }, 'late'],
  [{ down: 0, late: 0, unknown: 0, watched: 1 }, 'up'],
] as const)('a group of %j is %s', (counts, status) => {
  expect(groupStatus(counts)).toBe(status)
})
