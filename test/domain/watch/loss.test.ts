import { describe, expect, test } from 'vitest'
import { type Loss, lossSentences } from '../../../src/domain/watch/loss'
import { fileNotices, notices } from '../../../src/domain/watch/notices'
import { inZone } from '../../support/zone'

const AT = Date.UTC(2026, 10, 28, 12)
const NOTHING: Loss = {
  at: AT,
  damage: [],
  isPartial: false,
  checks: 0,
  channels: 0,
  apiKeys: 0,
  copy: 'last',
}
const sentencesOf = (loss: Partial<Loss>) => inZone('UTC', () => lossSentences({ ...NOTHING, ...loss }))

const CAME_UP = 'Redis came up without data that it had held.'
const ALL_LOST =
  'Lost are the history of heartbeats, the check-ins and states of all checks, and what was known of alerts.'
const NONE_LOST = 'No check, channel or API key was lost.'
const ARE_NEW =
  'A check that was put back is new: it is watched again from its next check-in on. Check in once for each, to be sure.'
const BY_HAND = 'Incidents that were open at a paging service may have to be resolved there by hand.'

describe('a loss', () => {
  test.each<[what: string, loss: Partial<Loss>, sentences: readonly string[]]>([
    ['of what the copy does not hold', {}, [CAME_UP, ALL_LOST, NONE_LOST, BY_HAND]],
    [
      'from a moment on',
      { since: AT },
      [
        CAME_UP,
        'Lost is what happened since 2026/11/28 12:00:00: heartbeats, check-ins and states of checks, and what was known of alerts.',
        NONE_LOST,
        BY_HAND,
      ],
    ],
    [
      'of single records',
      { isPartial: true },
      [
        'Single records in Redis were missing or damaged, as by a failing card.',
        'Lost are the check-ins and states of the checks concerned.',
        NONE_LOST,
        BY_HAND,
      ],
    ],
    [
      'whose damage is known',
      { damage: ['The file ends early.'] },
      ['The file ends early.', ALL_LOST, NONE_LOST, BY_HAND],
    ],
    [
      'of one of each',
      { checks: 1, channels: 1, accounts: 1, windows: 1, notes: 1, apiKeys: 1, savedAt: AT },
      [
        CAME_UP,
        ALL_LOST,
        'Put back from the copy of 2026/11/28 12:00:00: 1 check, 1 channel, 1 mail account, 1 window of maintenance, 1 note on outages and 1 API key.',
        ARE_NEW,
        BY_HAND,
      ],
    ],
    [
      'of several',
      { checks: 2, channels: 3, accounts: 4, windows: 7, notes: 5, apiKeys: 6 },
      [
        CAME_UP,
        ALL_LOST,
        'Put back from the copy: 2 checks, 3 channels, 4 mail accounts, 7 windows of maintenance, 5 notes on outages and 6 API keys.',
        ARE_NEW,
        BY_HAND,
      ],
    ],
    [
      'of channels alone',
      { channels: 1 },
      [CAME_UP, ALL_LOST, 'Put back from the copy: 0 checks, 1 channel and 0 API keys.', BY_HAND],
    ],
    [
      'of accounts alone',
      { accounts: 1 },
      [
        CAME_UP,
        ALL_LOST,
        'Put back from the copy: 0 checks, 0 channels, 1 mail account and 0 API keys.',
        BY_HAND,
      ],
    ],
    [
      'of windows alone',
      { windows: 1 },
      [
        CAME_UP,
        ALL_LOST,
        'Put back from the copy: 0 checks, 0 channels, 1 window of maintenance and 0 API keys.',
        BY_HAND,
      ],
    ],
    [
      'of notes alone',
      { notes: 2 },
      [
        CAME_UP,
        ALL_LOST,
        'Put back from the copy: 0 checks, 0 channels, 2 notes on outages and 0 API keys.',
        BY_HAND,
      ],
    ],
    [
      'of API keys alone',
      { apiKeys: 1 },
      [CAME_UP, ALL_LOST, 'Put back from the copy: 0 checks, 0 channels and 1 API key.', BY_HAND],
    ],
    [
      'that the copy before the last makes good',
      { copy: 'before', checks: 1, savedAt: AT },
      [
        CAME_UP,
        ALL_LOST,
        'Put back from the copy of 2026/11/28 12:00:00, the one before the last, since the last one was damaged: 1 check, 0 channels and 0 API keys. The change that came after it is missing.',
        ARE_NEW,
        BY_HAND,
      ],
    ],
    [
      'that a copy of unknown time makes good',
      { copy: 'before', apiKeys: 1 },
      [
        CAME_UP,
        ALL_LOST,
        'Put back from the copy, the one before the last, since the last one was damaged: 0 checks, 0 channels and 1 API key. The change that came after it is missing.',
        BY_HAND,
      ],
    ],
    ['of nothing by the copy before the last', { copy: 'before' }, [CAME_UP, ALL_LOST, NONE_LOST, BY_HAND]],
    [
      'while both copies are damaged',
      { copy: 'damaged' },
      [
        CAME_UP,
        ALL_LOST,
        'Nothing could be put back: both copies of checks, channels and API keys are damaged. Make them again, or import a file of yours: intvlm8r import FILE.',
        BY_HAND,
      ],
    ],
    [
      'without a copy',
      { copy: 'none' },
      [
        CAME_UP,
        ALL_LOST,
        'There was no copy of checks, channels and API keys that were made on the page or by the API. Make them again, or import a file of yours: intvlm8r import FILE.',
        BY_HAND,
      ],
    ],
    [
      'without a copy, of checks that the INI provides again',
      { copy: 'none', checks: 1 },
      [
        CAME_UP,
        ALL_LOST,
        'There was no copy of checks, channels and API keys that were made on the page or by the API. Make them again, or import a file of yours: intvlm8r import FILE.',
        ARE_NEW,
        BY_HAND,
      ],
    ],
  ])('%s is told', (_what, loss, sentences) => {
    expect(sentencesOf(loss)).toEqual(sentences)
  })
})

describe('a notice', () => {
  test('is none while all is in order', () => {
    expect(notices(undefined, 0, undefined)).toEqual([])
    expect(fileNotices({ expected: [], checklist: [] })).toEqual([])
  })

  test('stands for each trouble, the loss first', () => {
    const found = notices(NOTHING, 2, 'no room', ['It ends in 3 days.'])
    expect(found).toEqual([
      { title: 'Data were lost.', sentences: [CAME_UP, ALL_LOST, NONE_LOST, BY_HAND], lostAt: AT },
      {
        title: 'Checks cannot be read.',
        sentences: [
          'The records of 2 checks in Redis are damaged, as by a failing card: nobody watches over them.',
          'A restart of Redis puts them back from the copy: sudo systemctl restart intvlm8r-redis, or npm start again.',
        ],
      },
      {
        title: 'The copy of checks, channels and API keys cannot be written.',
        sentences: [
          'The reason: no room. It is tried again by itself. Until then, changes that are not in the copy would be lost with the data of Redis.',
        ],
      },
      { title: 'The TLS certificate of this page', sentences: ['It ends in 3 days.'] },
    ])
    expect(notices(undefined, 1, undefined)[0]?.sentences[0]).toBe(
      'The record of 1 check in Redis is damaged, as by a failing card: nobody watches over it.',
    )
  })

  test('names the first faults of a file, and how many more there are', () => {
    const faults = (count: number) => Array.from({ length: count }, (_, n) => `a.json: [${n}] is odd`)
    const named = faults(5).map(fault => `${fault}.`)
    const until = (what: string) =>
      `Until this is mended, these ${what} stay as they were before, or are not watched at all, and no check is removed.`
    expect(fileNotices({ expected: faults(5), checklist: ['etl.cfg has no end.'] })).toEqual([
      { title: 'Expected events are not taken up.', sentences: [...named, until('items')] },
      { title: 'The checklist has faults.', sentences: ['etl.cfg has no end.', until('checks')] },
    ])
    const sentencesAt = (count: number) =>
      fileNotices({ expected: faults(count), checklist: [] })[0]?.sentences[5]
    expect([sentencesAt(6), sentencesAt(7)]).toEqual([
      'There are 1 more fault; "intvlm8r config check" lists all.',
      'There are 2 more faults; "intvlm8r config check" lists all.',
    ])
  })
})
