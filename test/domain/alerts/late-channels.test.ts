import { expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { lateChannels } from '../../../src/domain/alerts/late-channels'
import { planOf } from '../../../src/domain/watch/check-plan'

const EXISTING = ['mail', 'chat'].map(
  (name): Channel => ({ name, kind: 'ntfy', origin: 'page', settings: {} }),
)

it.each([
  [['nas'], [], EXISTING, undefined],
  [['no-channel-yet'], [], [], undefined],
  [['no-channel-yet'], [], EXISTING, { channels: ['mail', 'chat'], tags: [] }],
  [['a', 'no-channel-yet', 'b'], ['chat'], EXISTING, { channels: ['chat'], tags: ['a', 'b'] }],
  [['no-channel-yet'], ['gone'], [], { channels: ['gone'], tags: [] }],
])('a check with the tags %j and the channels %j', (tags, channels, existing, changes) => {
  expect(lateChannels(planOf({ name: 'x', tags, channels }), existing)).toStrictEqual(changes)
})
