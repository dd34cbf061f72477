import { expect, test } from 'vitest'
import type { ChannelKind } from '../../../src/domain/alerts/channel-kinds'
import { serverOf } from '../../../src/domain/alerts/channel-server'

type Settings = Readonly<Record<string, string>>

test.each<[kind: ChannelKind, settings: Settings, server: string | undefined]>([
  ['webhook', { url: 'http://x.org/a?b' }, 'x.org 80'],
  ['webhook', { url: 'https://x.org/a' }, 'x.org 443'],
  ['webhook', { url: 'https://x.org:8443' }, 'x.org 8443'],
  ['webhook', { url: 'http://[fd00::5]/a' }, 'fd00::5 80'],
  ['webhook', { url: '' }, undefined],
  ['webhook', { url: 'x.org' }, undefined],
  ['webhook', { url: 'ftp://x.org' }, undefined],
  ['webhook', { url: 'mailto:a@x.org' }, undefined],
  ['ntfy', { topic: 'mine' }, 'ntfy.sh 443'],
  ['mqtt', { url: 'mqtt://broker' }, 'broker 1883'],
  ['mqtt', { url: 'mqtts://broker' }, 'broker 8883'],
  ['mqtt', { url: 'mqtt://broker:1884' }, 'broker 1884'],
  // A URL of this scheme may have a port and no host.
  ['mqtt', { url: 'mqtt:///a' }, undefined],
  ['sms', { to: '112' }, undefined],
  ['email', { to: 'a@x.org', host: 'mail.x.org' }, 'mail.x.org 587'],
  ['email', { to: 'a@x.org', host: 'mail.x.org', security: 'tls' }, 'mail.x.org 465'],
  ['email', { to: 'a@x.org', host: 'mail.x.org', security: 'none' }, 'mail.x.org 587'],
  ['email', { to: 'a@x.org', host: 'mail.x.org', security: 'tls', port: '25' }, 'mail.x.org 25'],
  ['email', { to: 'a@x.org' }, undefined],
  ['email', { to: 'a@x.org', account: 'mine' }, undefined],
  ['email', { to: 'a@x.org', account: 'mine', host: 'mail.x.org' }, undefined],
  // The address of another kind of channel is none of a mail server.
  ['email', { to: 'a@x.org', url: 'https://x.org' }, undefined],
])('%s with %j has the server %s', (kind, settings, server) => {
  const found = serverOf({ name: 'one', kind, origin: 'page', settings })
  expect(found && `${found.host} ${found.port}`).toBe(server)
})
