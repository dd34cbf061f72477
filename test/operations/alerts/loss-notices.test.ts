import { expect, it } from 'vitest'
import { lossNotices } from '../../../src/operations/alerts/loss-notices'
import { alertMemory, channelOf, recordOf } from '../../support/alert-memory'

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

type Record = Parameters<typeof lossNotices>[0][number]['record']
const memory = alertMemory()
const planned = async (record: Record, channels = CHANNELS) =>
  await lossNotices([{ id: '0-0', record }], { store: memory.store, channels, now: NOW })

const noticesOf = async (record: Record, channels = CHANNELS) =>
  (await planned(record, channels)).map(({ id, channel, at, alert }) => [
    ...[id, channel, at, alert.key, alert.since],
  ])

const KEY = 'intvlm8r-loss-5000'

it('a loss is told by the default channels, and a paging service opens an incident for it', async () => {
  expect(await noticesOf(LOST)).toEqual([
    [`${KEY}-digest-hook`, 'hook', NOW, KEY, 5_000],
    [`${KEY}-trigger-pager`, 'pager', NOW, KEY, 5_000],
  ])
})

it('an acknowledged loss ends that incident, and is no message', async () => {
  expect(await noticesOf({ kind: 'seen', lostAt: 5_000 })).toEqual([
    [`${KEY}-resolve-pager`, 'pager', NOW, KEY, 5_000],
  ])
})

it('a paging service that is no default any more gets its end, and no messenger does', async () => {
  for (const notice of await planned(LOST)) await memory.store.write(notice.sources, recordOf(notice))
  const others = [...CHANNELS.map(one => ({ ...one, isDefault: false })), channelOf('new')]
  expect(await noticesOf({ kind: 'seen', lostAt: 5_000 }, others)).toEqual([
    [`${KEY}-resolve-pager`, 'pager', NOW, KEY, 5_000],
  ])
})

it('other entries are no loss', async () => {
  expect(await noticesOf({ kind: 'look', check: 'c' })).toEqual([])
  expect(await noticesOf({ kind: 'gone', check: 'c' })).toEqual([])
})
