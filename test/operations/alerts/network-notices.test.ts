import { expect, it } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { networkNotices } from '../../../src/operations/alerts/network-notices'

const channel = (name: string, isDefault: boolean): Channel => ({
  name,
  kind: 'ntfy',
  origin: 'ini',
  isDefault,
  settings: {},
})
const CHANNELS = [channel('mail', true), channel('phone', false), channel('other', false)]
const SINCE = Date.parse('2026-11-20T12:00:00Z')
const INCIDENT = { since: SINCE, why: 'no cable or WLAN is connected', channels: ['phone'] }

it('the default channels and those of the checks get one message of it, and one of its end', () => {
  const away = networkNotices([{ id: '1-0', record: { kind: 'network-away', ...INCIDENT } }], CHANNELS, SINCE)
  expect(away.map(({ channel, alert }) => [channel, alert.kind, alert.subject])).toEqual([
    ['mail', 'trigger', '[NO NETWORK] This watch has no network'],
    ['phone', 'trigger', '[NO NETWORK] This watch has no network'],
  ])
  expect(away[0]?.alert.text).toContain('this watch has no network: no cable or WLAN is connected.')
  const at = SINCE + 720_000
  const back = networkNotices(
    [{ id: '2-0', record: { kind: 'network-back', ...INCIDENT, at } }],
    CHANNELS,
    at,
  )
  expect(back.map(({ channel, alert, after }) => [channel, alert.kind, Object.values(after).flat()])).toEqual(
    [
      ['mail', 'resolve', [away[0]?.id]],
      ['phone', 'resolve', [away[1]?.id]],
    ],
  )
  expect(back[0]?.alert.text).toBe('This watch has its network again; it had none for 12 minutes.')
})

it('has a key by its beginning, and is about the watch', () => {
  const record = { kind: 'network-away', ...INCIDENT } as const
  const [notice] = networkNotices([{ id: '1-0', record }], CHANNELS, SINCE + 60_000)
  const key = `intvlm8r-network-${SINCE}`
  expect(notice).toMatchObject({
    ...{ id: `${key}-trigger-mail`, at: SINCE + 60_000, after: {} },
    alert: { key, name: 'the watch', since: SINCE, at: SINCE + 60_000 },
  })
})

it('comes of no other entry', () => {
  const entries = (['gone', 'look'] as const).map((kind, n) => ({
    id: `${n}-0`,
    record: { kind, check: 'c' },
  }))
  expect(networkNotices(entries, CHANNELS, SINCE)).toEqual([])
})
