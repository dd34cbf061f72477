/** Notifications of Uptime Kuma, setting by setting. */
import { describe, expect, test } from 'vitest'
import { jsonHeaders, moveNotifications, parsedJson } from '../../../src/config/appliance/kuma-notifications'
import type { Mover } from '../../../src/config/appliance/moved'

/** The channels that are asked for, and what is left. */
function moved(config: Readonly<Record<string, unknown>>, more: object = {}) {
  const asked: unknown[] = []
  const left: string[] = []
  const mover = {
    channel: (...given: unknown[]) => {
      asked.push(given)
      return 'own'
    },
    leave: (what: string, why: string) => void left.push(`${what}: ${why}`),
  } as unknown as Mover
  const notification = { id: '7', name: 'N', isActive: true, isDefault: false, config, ...more }
  return { asked, left, names: [...moveNotifications([notification], mover)] }
}

const MAIL = {
  type: 'smtp',
  smtpTo: 'a@x',
  smtpFrom: 'f@x',
  smtpHost: 'h',
  smtpPort: 25,
  smtpUsername: 'u',
  smtpPassword: 'p',
}
const MAIL_HERE = { to: 'a@x', from: 'f@x', host: 'h', port: '25', username: 'u', password: 'p' }
const KUMA_BODY =
  '{"msg": "{{text}}", "monitor": {"name": "{{name}}"}, "heartbeat": {"status": "{{status}}", "msg": "{{text}}"}}'

test.each([
  [MAIL, 'email', { ...MAIL_HERE, security: 'starttls' }],
  [{ ...MAIL, smtpSecure: true }, 'email', { ...MAIL_HERE, security: 'tls' }],
  [{ ...MAIL, smtpSecure: 1, smtpIgnoreSTARTTLS: true }, 'email', { ...MAIL_HERE, security: 'tls' }],
  [{ ...MAIL, smtpSecure: false, smtpIgnoreSTARTTLS: true }, 'email', { ...MAIL_HERE, security: 'none' }],
  [{ ...MAIL, smtpSecure: 0, smtpIgnoreSTARTTLS: '1' }, 'email', { ...MAIL_HERE, security: 'none' }],
  [
    { ...MAIL, smtpCC: 'b@x', smtpBCC: 'c@x' },
    'email',
    { ...MAIL_HERE, to: 'a@x, b@x, c@x', security: 'starttls' },
  ],
  [
    { type: 'ntfy', ntfytopic: 't', ntfyserverurl: 'https://n', ntfyaccesstoken: 'k', ntfyPriority: 5 },
    'ntfy',
    { topic: 't', url: 'https://n', token: 'k', priority: '5' },
  ],
  [
    { type: 'ntfy', ntfytopic: 't', ntfyusername: 'u', ntfyaccesstoken: 'k' },
    'ntfy',
    { topic: 't', url: '', token: 'k', priority: '' },
  ],
  [
    {
      type: 'PagerDuty',
      pagerdutyIntegrationKey: 'k',
      pagerdutyPriority: 'error',
      pagerdutyIntegrationUrl: 'https://events.eu.pagerduty.com/v2/enqueue',
    },
    'pagerduty',
    { routingkey: 'k', severity: 'error', url: 'https://events.eu.pagerduty.com' },
  ],
  [
    {
      type: 'PagerDuty',
      pagerdutyIntegrationKey: 'k',
      pagerdutyIntegrationUrl: 'https://events.pagerduty.com/x',
    },
    'pagerduty',
    { routingkey: 'k', severity: '', url: '' },
  ],
  [
    { type: 'PagerDuty', pagerdutyIntegrationUrl: 'no address' },
    'pagerduty',
    { routingkey: '', severity: '', url: '' },
  ],
  [
    { type: 'webhook', webhookURL: 'https://w' },
    'webhook',
    { url: 'https://w', headers: '', body: KUMA_BODY },
  ],
  [
    {
      type: 'telegram',
      telegramBotToken: 'k',
      telegramChatID: '-1',
      telegramMessageThreadID: '9',
      telegramServerUrl: 'https://api.telegram.org/',
    },
    'telegram',
    { token: 'k', chat: '-1', topic: '9', url: '' },
  ],
  [
    { type: 'telegram', telegramServerUrl: 'https://api.telegram.org/x' },
    'telegram',
    { token: '', chat: '', topic: '', url: 'https://api.telegram.org/x' },
  ],
  [
    { type: 'telegram', telegramServerUrl: 'https://a?https://api.telegram.org' },
    'telegram',
    { token: '', chat: '', topic: '', url: 'https://a?https://api.telegram.org' },
  ],
  [{ type: 'slack', slackwebhookURL: 'https://s' }, 'slack', { url: 'https://s' }],
  [{ type: 'discord', discordWebhookUrl: 'https://d' }, 'discord', { url: 'https://d' }],
  [{ type: 'teams', webhookUrl: 'https://t' }, 'teams', { url: 'https://t' }],
  [
    { type: 'matrix', homeserverUrl: 'https://m', accessToken: 'k', internalRoomId: '!r' },
    'matrix',
    { url: 'https://m', token: 'k', room: '!r' },
  ],
  [
    { type: 'gotify', gotifyserverurl: 'https://g', gotifyapplicationToken: 'k', gotifyPriority: 8 },
    'gotify',
    { url: 'https://g', token: 'k', priority: '8' },
  ],
  [
    {
      type: 'pushover',
      pushoverapptoken: 'k',
      pushoveruserkey: 'u',
      pushoverpriority: '1',
      pushoverdevice: 'd',
      pushoversounds: 's',
    },
    'pushover',
    { token: 'k', user: 'u', priority: '1', device: 'd', sound: 's' },
  ],
  [
    { type: 'signal', signalURL: 'http://s/v1/send/', signalNumber: '+1', signalRecipients: '+2' },
    'signal',
    { url: 'http://s', number: '+1', to: '+2' },
  ],
  [
    { type: 'signal', signalURL: 'http://s/v2/send/x' },
    'signal',
    { url: 'http://s/v2/send/x', number: '', to: '' },
  ],
  [
    { type: 'signal', signalURL: 'http://s/v3/send' },
    'signal',
    { url: 'http://s/v3/send', number: '', to: '' },
  ],
  [
    { type: 'Opsgenie', opsgenieApiKey: 'k', opsgeniePriority: 'P1', opsgenieRegion: 'eu' },
    'opsgenie',
    { key: 'k', priority: 'P1', url: 'https://api.eu.opsgenie.com' },
  ],
  [
    { type: 'Opsgenie', opsgenieApiKey: 'k', opsgeniePriority: '2P', opsgenieRegion: 'us' },
    'opsgenie',
    { key: 'k', priority: 'P2P', url: '' },
  ],
  [{ type: 'Opsgenie' }, 'opsgenie', { key: '', priority: '', url: '' }],
])('%j becomes a channel', (config, kind, settings) => {
  expect(moved(config)).toEqual({
    asked: [['N', kind, settings, undefined]],
    left: [],
    names: [['7', 'own']],
  })
})

test('the default one stays the default one', () => {
  const { asked } = moved({ type: 'slack' }, { isDefault: true })
  expect(asked).toEqual([['N', 'slack', { url: '' }, true]])
})

const BY_USER =
  'it logs in with a user and a password; make an access token in ntfy, and a channel with it here'
const NO_TYPE = 'there are no channels for notifications of the type'
test.each([
  [{ type: 'ntfy', ntfyAuthenticationMethod: 'usernamePassword', ntfyaccesstoken: 'k' }, {}, BY_USER],
  [{ type: 'ntfy', ntfyusername: 'u' }, {}, BY_USER],
  [
    { type: 'webhook', webhookContentType: 'form-data' },
    {},
    'it sends a form, and webhooks here send JSON; make one with a body of its own here',
  ],
  [
    { type: 'webhook', webhookCustomBody: 'x' },
    {},
    'its body is written in places of Uptime Kuma; make one with the places of docs/moving.md here',
  ],
  [{ type: 'slack' }, { isActive: false }, 'it is switched off there'],
  [{ type: 'Fax 2.0_a-b' }, {}, `${NO_TYPE} Fax 2.0_a-b`],
  [{ type: 'x'.repeat(40) }, {}, `${NO_TYPE} ${'x'.repeat(40)}`],
  [{ type: 'x'.repeat(41) }, {}, `${NO_TYPE} that it has`],
  [{ type: 'a;b' }, {}, `${NO_TYPE} that it has`],
  [{ type: ';ab' }, {}, `${NO_TYPE} that it has`],
  [{ type: 'constructor' }, {}, `${NO_TYPE} constructor`],
  [{}, {}, `${NO_TYPE} that it has`],
])('%j becomes none', (config, more, why) => {
  expect(moved(config, more)).toEqual({ asked: [], left: [`channel "N": ${why}`], names: [] })
})

test('one that cannot be here has no name', () => {
  const moverTo = (name?: string) => ({ channel: () => name, leave: () => {} }) as unknown as Mover
  const one = { id: '7', name: 'N', isActive: true, isDefault: false, config: { type: 'slack' } }
  expect([...moveNotifications([one], moverTo('n'))]).toHaveLength(1)
  expect([...moveNotifications([one], moverTo())]).toEqual([])
})

describe('headers in JSON', () => {
  test.each([
    ['', ''],
    ['{"A": "1", "B": 2}', 'A: 1 | B: 2'],
    ['[1]', '[1]'],
    ['A: 1', 'A: 1'],
  ])('%j are %j here', (text, headers) => {
    expect(jsonHeaders(text)).toBe(headers)
  })

  test('that are none are nothing', () => {
    expect(parsedJson('{')).toBeUndefined()
    expect(parsedJson('[1]')).toEqual([1])
  })
})
