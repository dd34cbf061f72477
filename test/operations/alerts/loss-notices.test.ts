import { expect, it } from 'vitest'
import { lossNotices } from '../../../src/operations/alerts/loss-notices'
import { channelOf } from '../../support/alert-memory'

const NOW = 1_000_000
const CHANNELS = [
  channelOf('hook', 'webhook', { isDefault: true }),
  channelOf('pager', 'pagerduty', { isDefault: true }),
  channelOf('other'),
]
const LOST = {
  kind: 'lost',
  at: 5_000,
  damage: [],
  isPartial: false,
  checks: 1,
  channels: 0,
  apiKeys: 0,
  copy: 'last',
} as const

const noticesOf = (...records: readonly Parameters<typeof lossNotices>[0][number]['record'][]) =>
  lossNotices(
    records.map((record, n) => ({ id: `${n}-0`, record })),
    CHANNELS,
    NOW,
  ).map(({ id, channel, at, alert }) => [id, channel, at, alert.key, alert.since])

const KEY = 'intvlm8r-loss-5000'

it('a loss is told by the default channels, and a paging service opens an incident for it', () => {
  expect(noticesOf(LOST)).toEqual([
    [`${KEY}-digest-hook`, 'hook', NOW, KEY, 5_000],
    [`${KEY}-trigger-pager`, 'pager', NOW, KEY, 5_000],
  ])
})

it('an acknowledged loss ends that incident, and is no message', () => {
  expect(noticesOf({ kind: 'seen', lostAt: 5_000 })).toEqual([
    [`${KEY}-resolve-pager`, 'pager', NOW, KEY, 5_000],
  ])
})

it('other entries are no loss', () => {
  expect(noticesOf({ kind: 'look', check: 'c' }, { kind: 'gone', check: 'c' })).toEqual([])
})
