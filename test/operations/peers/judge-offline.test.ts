import { expect, it, onTestFinished } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { serverOf } from '../../../src/domain/alerts/channel-server'
import type { NetworkSight } from '../../../src/domain/probes/own-network'
import { createJudgeOffline } from '../../../src/operations/peers/judge-offline'
import { openIsThere } from '../../../src/wire/probes'
import { startReceiver } from '../../support/receiver'

const channel = (name: string, kind: Channel['kind'], settings: Channel['settings'] = {}): Channel => ({
  name,
  kind,
  origin: 'ini',
  settings,
})
const NOWHERE = 'http://127.0.0.1.invalid:8080/x'
const direct = { tunnel: async () => undefined, authorities: async () => undefined }
const ACCOUNTS = {
  find: async (name: string) =>
    ({ name, origin: 'ini', settings: { smtphost: 'smtp.example.org', smtpport: '2525' } }) as never,
}

interface Given {
  readonly sight: NetworkSight['kind']
  readonly channels: readonly Channel[]
}

/** What two looks one after the other find. */
async function looked(given: Given) {
  let now = 0
  let looks = 0
  const isThere = openIsThere(direct)
  const isOffline = createJudgeOffline({
    sight: async () => {
      looks += 1
      return given.sight === 'works' ? { kind: 'works' } : { kind: given.sight, why: 'a cable is out' }
    },
    channels: { list: async () => given.channels },
    accounts: ACCOUNTS,
    isThere,
    machine: () => now,
  })
  // Nothing is known before the first look is over.
  expect(isOffline()).toBe(false)
  await expect
    .poll(() => {
      now += 2_000
      isOffline()
      return looks
    })
    .toBeGreaterThan(1)
  return isOffline()
}

it('a watch without a link has no network, and one whose gateway answers has', async () => {
  const channels = [channel('hook', 'webhook', { url: NOWHERE })]
  expect(await looked({ sight: 'cut', channels })).toBe(true)
  expect(await looked({ sight: 'works', channels })).toBe(false)
})

it('a watch whose gateway is silent has none where no server of its channels is there', async () => {
  const service = await startReceiver()
  onTestFinished(service.close)
  const away = channel('hook', 'webhook', { url: NOWHERE })
  expect(await looked({ sight: 'silent', channels: [away] })).toBe(true)
  const near = channel('other', 'webhook', { url: service.url })
  expect(await looked({ sight: 'silent', channels: [away, near] })).toBe(false)
})

it('a watch with a channel that needs no network, or without any that names a server, tries what it has to tell', async () => {
  const away = channel('hook', 'webhook', { url: NOWHERE })
  expect(await looked({ sight: 'silent', channels: [away, channel('modem', 'sms')] })).toBe(false)
  expect(await looked({ sight: 'silent', channels: [channel('push', 'web-push')] })).toBe(false)
  expect(await looked({ sight: 'silent', channels: [] })).toBe(false)
})

it.each([
  ['webhook', { url: 'https://example.org/x' }, { host: 'example.org', port: 443 }],
  ['webhook', { url: 'http://[fd00::1]:8080/' }, { host: 'fd00::1', port: 8080 }],
  ['mqtt', { url: 'mqtt://broker.lan' }, { host: 'broker.lan', port: 1883 }],
  ['pagerduty', {}, { host: 'events.pagerduty.com', port: 443 }],
  ['email', { host: 'smtp.lan', security: 'tls' }, { host: 'smtp.lan', port: 465 }],
  ['email', { host: 'smtp.lan' }, { host: 'smtp.lan', port: 587 }],
  ['email', { account: 'office' }, undefined],
  ['command', { command: 'beep' }, undefined],
] as const)('a channel of the kind %s with %j delivers by %j', (kind, settings, server) => {
  expect(serverOf(channel('one', kind, settings))).toEqual(server)
})
