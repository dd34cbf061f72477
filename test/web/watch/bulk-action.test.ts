import type { Request } from 'express'
import { describe, expect, test } from 'vitest'
import { HomeTrouble } from '../../../src/domain/peers/edit'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { Watched } from '../../../src/domain/watch/ports'
import {
  ACTS,
  type Act,
  actionIn,
  apply,
  doneWords,
  isReversible,
  orderWords,
  othersWords,
  UNDO,
  VALUES,
} from '../../../src/web/watch/bulk-action'
import { plan } from '../../support/watch'

const NOW = Date.UTC(2026, 10, 20, 12)
const HOUR = 3_600_000

const watched = (given: Partial<CheckPlan> = {}, state: object = {}, origin = 'page') =>
  ({
    check: { ...plan('NAS', given), id: 'an id', origin },
    state: { status: 'up', ...state },
  }) as unknown as Watched

/** Answers every change as the store would, and writes down what it was asked for. */
function store(kind = 'changed') {
  const calls: unknown[][] = []
  const note =
    (name: string, answer: unknown) =>
    async (...args: unknown[]) => {
      calls.push([name, ...args])
      return answer
    }
  const checks = {
    silence: note('silence', { kind }),
    pause: note('pause', { kind }),
    resume: note('resume', { kind }),
    update: note('update', { kind }),
    remove: note('remove', kind === 'changed' ? 'removed' : kind),
  }
  return { checks: checks as never, calls }
}

const PAUSED = { status: 'paused' }
const SILENCED = { silenced: NOW + 1 }

test.each<[Act, string, Watched, ...unknown[]]>([
  ['silence', '2h', watched(), 'silence', 'an id', NOW + 2 * HOUR],
  ['silence', 'recovery', watched(), 'silence', 'an id', 'recovery'],
  ['silence', '1h', watched({}, SILENCED), 'silence', 'an id', NOW + HOUR],
  ['unsilence', '', watched({}, SILENCED), 'silence', 'an id', undefined],
  ['pause', '', watched(), 'pause', 'an id', NOW],
  ['resume', '', watched({}, PAUSED), 'resume', 'an id', NOW],
  ['tag', 'b', watched({ tags: ['a'] }), 'update', 'an id', { tags: ['a', 'b'] }, NOW],
  ['untag', 'a', watched({ tags: ['a', 'b'] }), 'update', 'an id', { tags: ['b'] }, NOW],
  ['channel', 'b', watched({ channels: ['a'] }), 'update', 'an id', { channels: ['a', 'b'] }, NOW],
  ['unchannel', 'a', watched({ channels: ['a', 'b'] }), 'update', 'an id', { channels: ['b'] }, NOW],
  ['delete', '', watched(), 'remove', 'an id'],
])('%s %s changes a check', async (act, value, one, ...call) => {
  const { checks, calls } = store()
  expect(await apply(checks, { act, value }, one, NOW)).toBe('changed')
  expect(calls).toEqual([call])
})

test.each<[Act, string, Watched]>([
  ['unsilence', '', watched()],
  ['unsilence', '', watched({}, { silenced: NOW })],
  ['pause', '', watched({}, PAUSED)],
  ['resume', '', watched()],
  ['tag', 'a', watched({ tags: ['a'] })],
  ['untag', 'b', watched({ tags: ['a'] })],
  ['channel', 'a', watched({ channels: ['a'] })],
  ['unchannel', 'b', watched({ channels: ['a'] })],
])('%s %s finds that a check is so already', async (act, value, one) => {
  const { checks, calls } = store()
  expect(await apply(checks, { act, value }, one, NOW)).toBe('same')
  expect(calls).toEqual([])
})

const MANY = (count: number) => Array.from({ length: count }, (_none, index) => `n${index}`)

test.each<[Act, string, Watched]>([
  ['tag', 'b', watched({}, {}, 'ini')],
  ['tag', 'b', watched({}, {}, 'file')],
  ['untag', 'a', watched({ tags: ['a'] }, {}, 'ini')],
  ['channel', 'b', watched({}, {}, 'ini')],
  ['tag', 'b', watched({ tags: MANY(20) })],
  ['channel', 'b', watched({ channels: MANY(50) })],
])('%s %s leaves a check of a file, or one without room, as it is', async (act, value, one) => {
  const { checks, calls } = store()
  expect(await apply(checks, { act, value }, one, NOW)).toBe('kept')
  expect(calls).toEqual([])
})

test.each(ACTS)('%s tells what became of a check that is gone, or may not be changed', async act => {
  const one = watched(
    { tags: act === 'untag' ? ['a'] : [], channels: act === 'unchannel' ? ['a'] : [] },
    act === 'resume' ? PAUSED : act === 'unsilence' ? SILENCED : {},
  )
  const action = { act, value: act === 'silence' ? '1h' : 'a' }
  expect(await apply(store('read-only').checks, action, one, NOW)).toBe('kept')
  expect(await apply(store('unknown').checks, action, one, NOW)).toBe('gone')
})

test('a check whose home does not answer stays away, and every other failure is one', async () => {
  const failing = (error: Error) => ({ pause: () => Promise.reject(error) }) as never
  const action = { act: 'pause', value: '' } as const
  expect(await apply(failing(new HomeTrouble('it is away', true)), action, watched(), NOW)).toBe('away')
  await expect(apply(failing(new Error('broken')), action, watched(), NOW)).rejects.toThrow('broken')
})

test('a silence can be taken back only where there was none before', () => {
  const silence = { act: 'silence', value: '1h' } as const
  expect(isReversible(silence, watched(), NOW)).toBe(true)
  expect(isReversible(silence, watched({}, SILENCED), NOW)).toBe(false)
  expect(isReversible({ act: 'pause', value: '' }, watched({}, SILENCED), NOW)).toBe(true)
})

test('each action has the one that takes it back, and a deletion has none', () => {
  expect(UNDO).toEqual({
    silence: { act: 'unsilence', words: 'Undo' },
    pause: { act: 'resume', words: 'Resume them' },
    resume: { act: 'pause', words: 'Pause them again' },
    tag: { act: 'untag', words: 'Undo' },
    untag: { act: 'tag', words: 'Undo' },
    channel: { act: 'unchannel', words: 'Undo' },
    unchannel: { act: 'channel', words: 'Undo' },
  })
})

describe('the form', () => {
  const CHANNELS = ['phone']
  const read = (body: object) => actionIn({ body } as Request, CHANNELS)

  test.each<[object, Act, string]>([
    [{ act: 'silence', span: ' 90m ' }, 'silence', '90m'],
    [{ act: 'silence', span: 'recovery' }, 'silence', 'recovery'],
    [{ act: 'unsilence', span: '1h' }, 'unsilence', ''],
    [{ act: 'pause', word: 'a' }, 'pause', ''],
    [{ act: 'resume' }, 'resume', ''],
    [{ act: 'tag', word: 'nas' }, 'tag', 'nas'],
    [{ act: 'tag', word: 'x'.repeat(50) }, 'tag', 'x'.repeat(50)],
    [{ act: 'untag', word: ' nas ' }, 'untag', 'nas'],
    [{ act: 'channel', by: 'phone' }, 'channel', 'phone'],
    [{ act: 'unchannel', by: 'gone' }, 'unchannel', 'gone'],
    [{ act: 'delete' }, 'delete', ''],
  ])('%j is %s %j', (body, act, value) => {
    expect(read(body)).toEqual({ act, value })
  })

  test.each([
    [{}, 'Choose what to do'],
    [{ act: 'burn' }, 'Choose what to do'],
    [{ act: 'silence' }, 'Give how long'],
    [{ act: 'silence', span: 'off' }, 'Give how long'],
    [{ act: 'silence', span: 'soon' }, 'Give how long'],
    [{ act: 'tag' }, 'Type the tag'],
    [{ act: 'untag', word: '' }, 'Type the tag'],
    [{ act: 'tag', word: 'two words' }, 'Type the tag'],
    [{ act: 'untag', word: 'two words' }, 'Type the tag'],
    [{ act: 'tag', word: 'x'.repeat(51) }, 'Type the tag'],
    [{ act: 'channel' }, 'Choose a channel that there is.'],
    [{ act: 'unchannel' }, 'Choose a channel that there is.'],
    [{ act: 'channel', by: 'gone' }, 'Choose a channel that there is.'],
  ])('%j is refused', (body, words) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ status: 422 }))
    expect(() => read(body)).toThrow(words)
  })

  test('has a field for the value of each action that needs one', () => {
    expect(VALUES).toEqual({
      silence: 'span',
      tag: 'word',
      untag: 'word',
      channel: 'by',
      unchannel: 'by',
    })
  })
})

/** Each action with its order, and what is said of none, of one, and of three checks. */
const WORDS: readonly (readonly [Act, string, string, string, string, string])[] = [
  [
    'silence',
    '2h',
    'Silence for 2h these checks',
    'No check is silenced, and goes on being watched.',
    '1 check is silenced, and goes on being watched.',
    '3 checks are silenced, and go on being watched.',
  ],
  [
    'silence',
    'recovery',
    'Silence, each until it is up again, these checks',
    'No check is silenced, and goes on being watched.',
    '1 check is silenced, and goes on being watched.',
    '3 checks are silenced, and go on being watched.',
  ],
  [
    'unsilence',
    '',
    'End the silence of these checks',
    'The silence of no check is over.',
    'The silence of 1 check is over.',
    'The silence of 3 checks is over.',
  ],
  ['pause', '', 'Pause these checks', 'No check is paused.', '1 check is paused.', '3 checks are paused.'],
  [
    'resume',
    '',
    'Resume these checks',
    'No check is resumed, and new until the next signal.',
    '1 check is resumed, and new until the next signal.',
    '3 checks are resumed, and new until the next signal.',
  ],
  [
    'tag',
    'nas',
    'Give the tag #nas to these checks',
    'No check got the tag #nas.',
    '1 check got the tag #nas.',
    '3 checks got the tag #nas.',
  ],
  [
    'untag',
    'nas',
    'Take the tag #nas from these checks',
    'No check lost the tag #nas.',
    '1 check lost the tag #nas.',
    '3 checks lost the tag #nas.',
  ],
  [
    'channel',
    'phone',
    'Alert by phone for these checks',
    'No check alerts by phone from now on.',
    '1 check alerts by phone from now on.',
    '3 checks alert by phone from now on.',
  ],
  [
    'unchannel',
    'phone',
    'Alert no more by phone for these checks',
    'No check alerts by phone no more.',
    '1 check alerts by phone no more.',
    '3 checks alert by phone no more.',
  ],
  [
    'delete',
    '',
    'Delete these checks',
    'No check is deleted.',
    '1 check is deleted.',
    '3 checks are deleted.',
  ],
]

test.each(WORDS)('%s %s is put into words', (act, value, order, none, one, three) => {
  expect(orderWords({ act, value }, 'these checks')).toBe(order)
  expect([0, 1, 3].map(n => doneWords({ act, value }, n))).toEqual([none, one, three])
})

test.each([
  [{ same: 0, kept: 0, away: 0 }, ''],
  [{ same: 1, kept: 0, away: 0 }, '1 was so already.'],
  [{ same: 2, kept: 0, away: 0 }, '2 were so already.'],
  [{ same: 0, kept: 1, away: 0 }, '1 stays as it is: changed in a file alone, or with no room for more.'],
  [
    { same: 1, kept: 2, away: 0 },
    '1 was so already; 2 stay as they are: changed in a file alone, or with no room for more.',
  ],
  [
    { same: 0, kept: 0, away: 1 },
    '1 stays as it is, since its home in the group does not answer or refuses the change: do it again when Peers shows that it answers.',
  ],
  [
    { same: 1, kept: 1, away: 2 },
    '1 was so already; 1 stays as it is: changed in a file alone, or with no room for more; 2 stay as they are, since their home in the group does not answer or refuses the change: do it again when Peers shows that it answers.',
  ],
])('of the others, %j, it says: %s', (counts, words) => {
  expect(othersWords(counts)).toBe(words)
})
