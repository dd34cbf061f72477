import { expect, test } from 'vitest'
import type { Reading } from '../../../src/domain/settings/reading'
import {
  accountTroubles,
  channelTroubles,
  checkTroubles,
  statusPageTroubles,
  windowTroubles,
} from '../../../src/web/pages/ini-troubles'

/** The sections of each kind: their name in a header, their troubles, their place in a reading, and words of what follows. */
const KINDS = [
  ['check', checkTroubles, 'checks', 'those without a fault follow it'],
  ['channel', channelTroubles, 'channels', 'if the worker restarts before that, no alert goes out'],
  ['mail', accountTroubles, 'mail', 'The mail accounts of the INI stay as they were'],
  ['window', windowTroubles, 'windows', 'The windows of the INI stay as they were'],
  ['status', statusPageTroubles, 'statusPages', 'No status page is shown'],
] as const

const faulty = (sections: readonly string[], sound: object): Reading => ({
  kind: 'faulty',
  faults: sections.map(section => ({ section, key: 'key', reason: 'is wrong' })),
  sound,
  revision: '1',
  changedAt: 0,
})

test.each(KINDS)(
  '%s: faults of its own sections are told, and no others',
  (name, troubles, _place, words) => {
    const reading = faulty([`${name}.a`, 'Login', `${name.toUpperCase()}.b`, `${name}s`, `x${name}.c`], {})
    expect(troubles(reading)).toEqual([
      {
        meaning: expect.stringContaining(words),
        faults: [`[${name}.a] key: is wrong`, `[${name.toUpperCase()}.b] key: is wrong`],
      },
    ])
  },
)

test.each(KINDS)('%s: where none of its sections has the fault, all faults are told', (_name, troubles) => {
  expect(troubles(faulty(['Login', ''], {}))).toEqual([
    { meaning: expect.stringMatching(/:$/), faults: ['[Login] key: is wrong', 'is wrong'] },
  ])
})

test.each(KINDS)(
  '%s: there are none where its sections are sound, whatever else is wrong',
  (name, troubles, place) => {
    expect(troubles(faulty(['Login'], { [place]: [] }))).toEqual([])
    expect(troubles(faulty([`${name}.a`], { [place]: undefined }))).toHaveLength(1)
    expect(troubles({ kind: 'ok', settings: {} as never, revision: '1', changedAt: 0 })).toEqual([])
  },
)

test.each(KINDS)(
  '%s: an INI that cannot be read is told with the reason',
  (name, troubles, _place, words) => {
    expect(troubles({ kind: 'unreadable', reason: 'the disk is broken' })).toEqual([
      {
        meaning: expect.stringContaining(name === 'check' ? 'stay as they were' : words),
        faults: ['the disk is broken'],
      },
    ])
  },
)

test('checks without a fault follow the INI only as long as it can be read', () => {
  expect(checkTroubles({ kind: 'unreadable', reason: 'x' })[0]?.meaning).toBe(
    'The checks of the INI stay as they were until it is mended:',
  )
})
