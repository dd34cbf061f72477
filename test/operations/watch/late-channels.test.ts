import { beforeEach, expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Check } from '../../../src/domain/watch/check'
import { createGiveLateChannels } from '../../../src/operations/watch/give-late-channels'
import { CHECK, channelOf } from '../../support/alert-memory'

const NOW = 77
let batches: Partial<Check>[][]
let channels: Channel[] | Error
let calls: unknown[][]

beforeEach(() => {
  batches = []
  channels = [channelOf('phone'), channelOf('mail', 'email', { isDefault: true })]
  calls = []
})

const give = createGiveLateChannels({
  now: () => NOW,
  channels: {
    list: async () => {
      if (channels instanceof Error) throw channels
      return channels
    },
  },
  checks: {
    lists: {
      each: async function* (...given: unknown[]) {
        calls.push(['each', ...given])
        yield* batches.map(batch => batch.map(check => ({ check: { ...CHECK, ...check } })))
      },
    },
    update: async (...given: unknown[]) => void calls.push(['update', ...given]),
  } as never,
})

const waits = (id: string, more: Partial<Check> = {}) => ({
  ...{ id, channels: [], tags: ['pyremto', 'no-channel-yet'] },
  ...more,
})

it('each check that was made before the first channel gets the default ones', async () => {
  batches = [
    [waits('a'), waits('b', { channels: ['chosen'] })],
    [waits('c'), { id: 'd', channels: [] }],
  ]
  await give()
  const given = { tags: ['pyremto'], channels: ['mail'] }
  expect(calls).toEqual([
    ['each', { tags: ['no-channel-yet'] }, NOW],
    ['update', 'a', given, NOW],
    ['update', 'b', { tags: ['pyremto'], channels: ['chosen'] }, NOW],
    ['update', 'c', given, NOW],
  ])
})

it.each<[string, Channel[] | Error]>([
  ['while there is no channel', []],
  ['while nobody knows the channels', new Error('the INI has never been usable')],
])('no check is looked for %s', async (_when, present) => {
  channels = present
  await give()
  expect(calls).toEqual([])
})

it('that Redis is away is the trouble of whoever asked', async () => {
  channels = new StoreUnavailable('it has gone')
  await expect(give()).rejects.toThrow('it has gone')
  expect(calls).toEqual([])
})
