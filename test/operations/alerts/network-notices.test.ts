import { expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { networkNotices } from '../../../src/operations/alerts/network-notices'
import { alertMemory, recordOf } from '../../support/alert-memory'

const channel = (name: string, isDefault: boolean): Channel => ({
  name,
  kind: 'ntfy',
  origin: 'ini',
  isDefault,
  settings: {},
})
const CHANNELS = [channel('mail', true), channel('phone', false), channel('other', false)]
const SINCE = Date.parse('2026-11-20T12:00:00Z')
const memory = alertMemory()
const portsAt = (now: number, channels: readonly Channel[] = CHANNELS) => ({
  ...{ store: memory.store, channels, now },
})
const INCIDENT = { since: SINCE, why: 'no cable or WLAN is connected', channels: ['phone'] }

it('the default channels and those of the checks get one message of it, and one of its end', async () => {
  const away = await networkNotices(
    [{ id: '1-0', record: { kind: 'network-away', ...INCIDENT } }],
    portsAt(SINCE),
  )
  expect(away.map(({ channel, alert }) => [channel, alert.kind, alert.subject])).toEqual([
    ['mail', 'trigger', '[NO NETWORK] This watch has no network'],
    ['phone', 'trigger', '[NO NETWORK] This watch has no network'],
  ])
  expect(away[0]?.alert.text).toContain('this watch has no network: no cable or WLAN is connected.')
  const at = SINCE + 720_000
  const back = await networkNotices(
    [{ id: '2-0', record: { kind: 'network-back', ...INCIDENT, at } }],
    portsAt(at),
  )
  expect(back.map(({ channel, alert, after }) => [channel, alert.kind, Object.values(after).flat()])).toEqual(
    [
      ['mail', 'resolve', [away[0]?.id]],
      ['phone', 'resolve', [away[1]?.id]],
    ],
  )
  expect(back[0]?.alert.text).toBe('This watch has its network again; it had none for 12 minutes.')
})

it('a channel that is no default any more gets the end of it all the same', async () => {
  const away = await networkNotices(
    [{ id: '1-0', record: { kind: 'network-away', ...INCIDENT } }],
    portsAt(SINCE),
  )
  for (const notice of away) await memory.store.write(notice.sources, recordOf(notice))
  const at = SINCE + 720_000
  const others = [channel('mail', false), channel('phone', false), channel('other', true)]
  const back = await networkNotices(
    [{ id: '2-0', record: { kind: 'network-back', ...INCIDENT, at } }],
    portsAt(at, others),
  )
  expect(back.map(({ channel, alert }) => [channel, alert.kind])).toEqual([
    ['mail', 'resolve'],
    ['phone', 'resolve'],
    ['other', 'resolve'],
  ])
})

it('has a key by its beginning, and is about the watch', async () => {
  const record = { kind: 'network-away', ...INCIDENT } as const
  const [notice] = await networkNotices([{ id: '1-0', record }], portsAt(SINCE + 60_000))
  const key = `intvlm8r-network-${SINCE}`
  expect(notice).toMatchObject({
    ...{ id: `${key}-trigger-mail`, at: SINCE + 60_000, after: {} },
    alert: { key, name: 'the watch', since: SINCE, at: SINCE + 60_000 },
  })
})

it('comes of no other entry', async () => {
  const entries = (['gone', 'look'] as const).map((kind, n) => ({
    id: `${n}-0`,
    record: { kind, check: 'c' },
  }))
  expect(await networkNotices(entries, portsAt(SINCE))).toEqual([])
})
