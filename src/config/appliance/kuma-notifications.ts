/** Notifications of Uptime Kuma as channels. Their settings have the names of its server/notification-providers. */

import { isRecord, type Mover, textOf } from './moved'

/** A notification as the backup and the database have it. */
export interface Notification {
  readonly id: string
  readonly name: string
  readonly isActive: boolean
  readonly isDefault: boolean
  /** Holds secrets. */
  readonly config: Readonly<Record<string, unknown>>
}

type Draft = readonly [kind: string, settings: Readonly<Record<string, string>>]

/** Reads a setting as text. */
type Read = (key: string) => string

/** By the type of a notification: the channel, or the reason why there is none. */
const KINDS: Readonly<Record<string, (read: Read) => Draft | string>> = {
  smtp: read => {
    const to = ['smtpTo', 'smtpCC', 'smtpBCC'].map(read).filter(Boolean).join(', ')
    return [
      'email',
      {
        to,
        from: read('smtpFrom'),
        host: read('smtpHost'),
        port: read('smtpPort'),
        security: isOn(read('smtpSecure')) ? 'tls' : isOn(read('smtpIgnoreSTARTTLS')) ? 'none' : 'starttls',
        username: read('smtpUsername'),
        password: read('smtpPassword'),
      },
    ]
  },
  ntfy: read => {
    if (
      read('ntfyAuthenticationMethod') === 'usernamePassword' ||
      (read('ntfyusername') && !read('ntfyaccesstoken'))
    )
      return 'it logs in with a user and a password; make an access token in ntfy, and a channel with it here'
    return [
      'ntfy',
      {
        topic: read('ntfytopic'),
        url: read('ntfyserverurl'),
        token: read('ntfyaccesstoken'),
        priority: read('ntfyPriority'),
      },
    ]
  },
  PagerDuty: read => [
    'pagerduty',
    {
      routingkey: read('pagerdutyIntegrationKey'),
      severity: read('pagerdutyPriority'),
      url: originOf(read('pagerdutyIntegrationUrl')),
    },
  ],
  webhook: read => {
    if (read('webhookContentType') === 'form-data')
      return 'it sends a form, and webhooks here send JSON; make one with a body of its own here'
    if (read('webhookCustomBody'))
      return 'its body is written in places of Uptime Kuma; make one with the places of docs/moving.md here'
    return [
      'webhook',
      { url: read('webhookURL'), headers: jsonHeaders(read('webhookAdditionalHeaders')), body: KUMA_BODY },
    ]
  },
  telegram: read => [
    'telegram',
    {
      token: read('telegramBotToken'),
      chat: read('telegramChatID'),
      topic: read('telegramMessageThreadID'),
      url: read('telegramServerUrl').replace(/^https:\/\/api\.telegram\.org\/?$/, ''),
    },
  ],
  slack: read => ['slack', { url: read('slackwebhookURL') }],
  discord: read => ['discord', { url: read('discordWebhookUrl') }],
  teams: read => ['teams', { url: read('webhookUrl') }],
  matrix: read => [
    'matrix',
    { url: read('homeserverUrl'), token: read('accessToken'), room: read('internalRoomId') },
  ],
  gotify: read => [
    'gotify',
    {
      url: read('gotifyserverurl'),
      token: read('gotifyapplicationToken'),
      priority: read('gotifyPriority'),
    },
  ],
  pushover: read => [
    'pushover',
    {
      token: read('pushoverapptoken'),
      user: read('pushoveruserkey'),
      priority: read('pushoverpriority'),
      device: read('pushoverdevice'),
      sound: read('pushoversounds'),
    },
  ],
  signal: read => [
    'signal',
    {
      url: read('signalURL').replace(/\/v[12]\/send\/?$/, ''),
      number: read('signalNumber'),
      to: read('signalRecipients'),
    },
  ],
  Opsgenie: read => [
    'opsgenie',
    {
      key: read('opsgenieApiKey'),
      priority: read('opsgeniePriority') && `P${read('opsgeniePriority').replace(/^P/, '')}`,
      url: read('opsgenieRegion') === 'eu' ? 'https://api.eu.opsgenie.com' : '',
    },
  ],
}

/** The members that receivers of Uptime Kuma's webhook look at. */
const KUMA_BODY =
  '{"msg": "{{text}}", "monitor": {"name": "{{name}}"}, "heartbeat": {"status": "{{status}}", "msg": "{{text}}"}}'

/** Returns the name of the channel by the id of its notification, for those that are taken over. */
export function moveNotifications(
  notifications: readonly Notification[],
  mover: Mover,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { id, name, isActive, isDefault, config } of notifications) {
    const type = textOf(config.type)
    const leave = (why: string) => mover.leave(`channel "${name}"`, why)
    const draft = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
    if (draft === undefined) {
      leave(
        `there are no channels for notifications of the type ${/^[\w .-]{1,40}$/.test(type) ? type : 'that it has'}`,
      )
      continue
    }
    if (!isActive) {
      leave('it is switched off there')
      continue
    }
    const made = draft(key => (typeof config[key] === 'boolean' ? String(config[key]) : textOf(config[key])))
    if (typeof made === 'string') {
      leave(made)
      continue
    }
    const own = mover.channel(name, made[0], made[1], isDefault || undefined)
    if (own !== undefined) names.set(id, own)
  }
  return names
}

const isOn = (text: string) => text === 'true' || text === '1'

/** The server of Events API addresses; empty for the usual one. */
function originOf(url: string): string {
  const origin = URL.canParse(url) ? new URL(url).origin : ''
  return origin === 'https://events.pagerduty.com' ? '' : origin
}

/** `{"Name": "value"}` as headers are written here; anything else as it is, so that it is judged. */
export function jsonHeaders(text: string): string {
  if (text === '') return ''
  const parsed = parsedJson(text)
  if (!isRecord(parsed)) return text
  return Object.entries(parsed)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' | ')
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
