/** Notifications of Uptime Kuma and alerting of Gatus, as channels of every kind that both have. */
import { describe, expect, it } from 'vitest'
import { gatusMoved } from '../../../src/config/appliance/gatus-file'
import { kumaOfBackup } from '../../../src/config/appliance/kuma-forms'
import { kumaMoved } from '../../../src/config/appliance/kuma-monitors'
import type { Meeting } from '../../../src/config/appliance/moved'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'

const MEETING: Meeting = { channels: [], rules: MAIL_RULES, now: Date.UTC(2026, 10, 1) }
const KEY = '0123456789abcdef0123456789abcdef'

/** Settings as the forms of Uptime Kuma fill them in, and the channel. */
const KUMA: readonly (readonly [config: object, channel: object])[] = [
  [
    {
      type: 'PagerDuty',
      pagerdutyIntegrationKey: KEY,
      pagerdutyPriority: 'warning',
      pagerdutyIntegrationUrl: 'https://events.pagerduty.com/v2/enqueue',
    },
    { kind: 'pagerduty', settings: { routingkey: KEY, severity: 'warning' } },
  ],
  [
    {
      type: 'webhook',
      webhookURL: 'https://example.org/hook',
      webhookContentType: 'json',
      webhookAdditionalHeaders: '{"X-Key": "1"}',
    },
    {
      kind: 'webhook',
      settings: {
        url: 'https://example.org/hook',
        headers: 'X-Key: 1',
        body: '{"msg": "{{text}}", "monitor": {"name": "{{name}}"}, "heartbeat": {"status": "{{status}}", "msg": "{{text}}"}}',
      },
    },
  ],
  [
    {
      type: 'telegram',
      telegramBotToken: '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0',
      telegramChatID: '-1001234567890',
      telegramServerUrl: 'https://api.telegram.org',
    },
    {
      kind: 'telegram',
      settings: { token: '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0', chat: '-1001234567890' },
    },
  ],
  [
    {
      type: 'slack',
      slackwebhookURL: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    },
    {
      kind: 'slack',
      settings: { url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX' },
    },
  ],
  [
    { type: 'discord', discordWebhookUrl: 'https://discord.com/api/webhooks/1234567890/abcDEF' },
    { kind: 'discord', settings: { url: 'https://discord.com/api/webhooks/1234567890/abcDEF' } },
  ],
  [
    { type: 'teams', webhookUrl: 'https://example.webhook.office.com/webhookb2/abc' },
    { kind: 'teams', settings: { url: 'https://example.webhook.office.com/webhookb2/abc' } },
  ],
  [
    {
      type: 'matrix',
      homeserverUrl: 'https://matrix.example.org',
      accessToken: 'syt_abc',
      internalRoomId: '!abc:example.org',
    },
    {
      kind: 'matrix',
      settings: { url: 'https://matrix.example.org', token: 'syt_abc', room: '!abc:example.org' },
    },
  ],
  [
    {
      type: 'gotify',
      gotifyserverurl: 'https://gotify.example.org',
      gotifyapplicationToken: 'AbCdEfGhIjKlMnO',
      gotifyPriority: 8,
    },
    {
      kind: 'gotify',
      settings: { url: 'https://gotify.example.org', token: 'AbCdEfGhIjKlMnO', priority: '8' },
    },
  ],
  [
    {
      type: 'pushover',
      pushoverapptoken: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi',
      pushoveruserkey: 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG',
      pushoverpriority: '0',
      pushoversounds: 'siren',
    },
    {
      kind: 'pushover',
      settings: {
        token: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi',
        user: 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG',
        priority: '0',
        sound: 'siren',
      },
    },
  ],
  [
    {
      type: 'signal',
      signalURL: 'http://localhost:8080/v2/send',
      signalNumber: '+491701234567',
      signalRecipients: '+491707654321',
    },
    {
      kind: 'signal',
      settings: { url: 'http://localhost:8080', number: '+491701234567', to: '+491707654321' },
    },
  ],
  [
    {
      type: 'Opsgenie',
      opsgenieApiKey: 'eb243592-faa2-4ba2-a551-1afdf565c889',
      opsgeniePriority: 2,
      opsgenieRegion: 'eu',
    },
    {
      kind: 'opsgenie',
      settings: {
        key: 'eb243592-faa2-4ba2-a551-1afdf565c889',
        priority: 'P2',
        url: 'https://api.eu.opsgenie.com',
      },
    },
  ],
]

describe('a notification of Uptime Kuma', () => {
  it.each(KUMA)('%j becomes a channel', (config, channel) => {
    const notificationList = [{ id: 1, name: 'One', active: true, config: JSON.stringify(config) }]
    const { channels, left } = kumaMoved(kumaOfBackup({ notificationList, monitorList: [] }), MEETING)
    expect(left).toEqual([])
    expect(channels).toEqual([{ name: 'one', ...channel }])
  })

  it.each([
    [
      {
        type: 'webhook',
        webhookURL: 'https://a',
        webhookContentType: 'custom',
        webhookCustomBody: '{{ msg }}',
      },
      'places of Uptime Kuma',
    ],
    [
      {
        type: 'ntfy',
        ntfytopic: 'a',
        ntfyAuthenticationMethod: 'usernamePassword',
        ntfyusername: 'u',
        ntfypassword: 'password-secret',
      },
      'access token',
    ],
    [{ type: 'slack', slackwebhookURL: 'no address, but secret' }, 'channel "One": '],
  ])('%j is named where it cannot become one', (config, words) => {
    const notificationList = [{ id: 1, name: 'One', active: true, config: JSON.stringify(config) }]
    const { channels, left } = kumaMoved(kumaOfBackup({ notificationList, monitorList: [] }), MEETING)
    expect(channels).toEqual([])
    expect(left).toHaveLength(1)
    expect(left[0]).toContain(words)
    expect(left[0]).not.toContain('secret')
  })
})

describe('alerting of Gatus', () => {
  it('becomes channels', async () => {
    const { channels, left } = await gatusMoved(
      [
        `
alerting:
  pagerduty: { integration-key: "${KEY}" }
  telegram: { token: "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0", id: "-100123" }
  slack: { webhook-url: "https://hooks.slack.com/services/T0/B0/XX" }
  discord: { webhook-url: "https://discord.com/api/webhooks/1/abc" }
  teams: { webhook-url: "https://example.webhook.office.com/webhookb2/abc" }
  matrix: { server-url: "https://matrix.example.org", access-token: syt_abc, internal-room-id: "!abc:example.org" }
  gotify: { server-url: "https://gotify.example.org", token: AbCdEfGhIjKlMnO }
  pushover: { application-token: azGDORePK8gMaC0QOYAMyEEuzJnyUi, user-key: uQiRzpo4DXghDmr9QzzfQu27cmVRsG }
  opsgenie: { api-key: eb243592-faa2-4ba2-a551-1afdf565c889 }
  signal: { api-url: "http://localhost:8080", number: "+491701234567", recipients: ["+491707654321"] }
  email: { from: me@example.org, password: p, host: smtp.example.org, port: 587, to: "a@example.org,b@example.org" }
`,
      ],
      () => undefined,
      MEETING,
    )
    expect(left).toEqual([])
    expect(channels.map(({ kind }) => kind)).toEqual([
      'pagerduty',
      'telegram',
      'slack',
      'discord',
      'teams',
      'matrix',
      'gotify',
      'pushover',
      'opsgenie',
      'signal',
      'email',
    ])
    expect(channels.at(-1)?.settings).toEqual({
      to: 'a@example.org,b@example.org',
      from: 'me@example.org',
      host: 'smtp.example.org',
      port: '587',
      security: 'starttls',
      username: 'me@example.org',
      password: 'p',
    })
  })
})
