import { describe, expect, it, test } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import {
  channelNotices,
  channelTroubles,
  channelTroubleWords,
  type KnownChannels,
} from '../../../src/domain/alerts/channel-trouble'
import { inZone } from '../../support/zone'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const channel = (name: string, problem?: string): Channel => ({
  name,
  kind: 'ntfy',
  origin: 'ini',
  settings: {},
  ...(problem !== undefined && { problem }),
})
const health = { since: NOW - 60_000, failures: 3, detail: 'answered 503', reported: true }

describe('the channels by which no alert arrives', () => {
  const known: KnownChannels = {
    channels: [channel('hook'), channel('mail')],
    isWhole: true,
    failing: new Map(),
    withoutBrowser: [],
  }

  it('are none where all deliver', () => {
    expect(channelTroubles(known)).toEqual([])
  })

  it('are those that fail, those that no browser allowed, and those that cannot be used, by their names', () => {
    const channels = [channel('web'), channel('mail'), channel('a', 'its file is gone')]
    const failing = new Map([['mail', health]])
    expect(channelTroubles({ ...known, channels, failing, withoutBrowser: ['web'] })).toEqual([
      { name: 'a', detail: 'its file is gone' },
      { name: 'mail', since: NOW - 60_000, detail: 'answered 503' },
      { name: 'web', detail: 'no browser has allowed messages; allow them on its page' },
    ])
  })

  it('have the more urgent reason where there are several, and the time since when nothing arrives', () => {
    const failing = new Map([['web', health]])
    const both = { ...known, channels: [channel('web')], failing, withoutBrowser: ['web'] }
    expect(channelTroubles(both)).toEqual([{ name: 'web', since: NOW - 60_000, detail: 'answered 503' }])
    expect(channelTroubles({ ...both, channels: [channel('web', 'its file is gone')] })).toEqual([
      { name: 'web', since: NOW - 60_000, detail: 'its file is gone' },
    ])
  })

  it('are not those that are gone, unless the INI may still have them', () => {
    const failing = new Map([['old', health]])
    expect(channelTroubles({ ...known, failing })).toEqual([])
    expect(channelTroubles({ ...known, failing, isWhole: false })).toEqual([
      { name: 'old', since: NOW - 60_000, detail: 'answered 503' },
    ])
  })
})

test.each([
  [undefined, 'Nothing gets through to hook: answered 503'],
  ['2026-11-28T10:33:59Z', 'Nothing gets through to hook since 10:33: answered 503'],
  ['2026-11-28T00:00:00Z', 'Nothing gets through to hook since 00:00: answered 503'],
  ['2026-11-27T23:59:59Z', 'Nothing gets through to hook since 2026/11/27 23:59: answered 503'],
])('trouble since %s has the date unless that is of today', (since, words) => {
  const trouble = { name: 'hook', detail: 'answered 503', ...(since && { since: Date.parse(since) }) }
  expect(inZone('UTC', () => channelTroubleWords(trouble, NOW))).toBe(words)
})

test('the notice names them all, and how it ends where something was tried in vain', () => {
  const hook = { name: 'hook', since: NOW - 60_000, detail: 'answered 503' }
  const web = { name: 'web', detail: 'its file is gone' }
  expect(channelNotices([], NOW)).toEqual([])
  expect(inZone('UTC', () => channelNotices([hook, web], NOW))).toEqual([
    {
      title: '2 channels deliver no alerts.',
      sentences: [
        'Nothing gets through to hook since 11:59: answered 503.',
        'Nothing gets through to web: its file is gone.',
        'Send a test on the page Channels: one that gets through ends this.',
      ],
    },
  ])
  expect(channelNotices([web], NOW)).toEqual([
    {
      title: 'A channel delivers no alerts.',
      sentences: ['Nothing gets through to web: its file is gone.'],
    },
  ])
})
