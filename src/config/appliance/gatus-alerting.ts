/** Providers of alerts in the configuration of Gatus as channels; the names are those of its README, "Alerting". */

import { headersOf, isRecord, type Mover, textOf } from './moved'

export type Keys = Readonly<Record<string, unknown>>

type Draft = readonly [kind: string, settings: Readonly<Record<string, string>>]
type Read = (key: string) => string

const webhookUrl =
  (kind: string) =>
  (read: Read): Draft => [kind, { url: read('webhook-url') }]

/** By the name of a provider: the channel, or the reason why there is none. */
const KINDS: Readonly<Record<string, (read: Read, keys: Keys) => Draft | string>> = {
  email: read => {
    const user = read('username') || (read('password') ? read('from') : '')
    return [
      'email',
      {
        to: read('to'),
        from: read('from'),
        host: read('host'),
        port: read('port'),
        security: read('port') === '465' ? 'tls' : 'starttls',
        ...(user !== '' && { username: user, password: read('password') }),
      },
    ]
  },
  ntfy: read => [
    'ntfy',
    { topic: read('topic'), url: read('url'), token: read('token'), priority: read('priority') },
  ],
  pagerduty: read => ['pagerduty', { routingkey: read('integration-key') }],
  telegram: read => [
    'telegram',
    {
      token: read('token'),
      chat: read('id'),
      topic: read('topic-id'),
      url: read('api-url').replace(/^https:\/\/api\.telegram\.org\/?$/, ''),
    },
  ],
  slack: webhookUrl('slack'),
  discord: webhookUrl('discord'),
  teams: webhookUrl('teams'),
  'teams-workflows': webhookUrl('teams'),
  matrix: read => [
    'matrix',
    {
      url: read('server-url') || 'https://matrix-client.matrix.org',
      token: read('access-token'),
      room: read('internal-room-id'),
    },
  ],
  gotify: read => ['gotify', { url: read('server-url'), token: read('token'), priority: read('priority') }],
  pushover: read => [
    'pushover',
    {
      token: read('application-token'),
      user: read('user-key'),
      priority: read('priority'),
      sound: read('sound'),
      device: read('device'),
    },
  ],
  signal: read => [
    'signal',
    {
      url: read('api-url').replace(/\/v[12]\/send\/?$/, ''),
      number: read('number'),
      to: read('recipients'),
    },
  ],
  opsgenie: read => ['opsgenie', { key: read('api-key'), priority: read('priority') }],
  custom: (read, { headers, body }) => {
    if (/\[(?:ALERT|ENDPOINT|RESULT)_/.test(`${read('url')}${textOf(body)}`))
      return 'its address or body is written in places of Gatus; make a webhook with the places of docs/moving.md here'
    return [
      'webhook',
      {
        url: read('url'),
        method: read('method').toUpperCase() || 'GET',
        body: textOf(body),
        headers: isRecord(headers) ? headersOf(headers) : '',
      },
    ]
  },
}

/** Returns the name of the channel by that of its provider, for those that are taken over. */
export function moveProviders(alerting: Keys, mover: Mover): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [provider, keys] of Object.entries(alerting)) {
    if (!isRecord(keys)) continue
    const leave = (why: string) => mover.leave(`alerting by ${provider}`, why)
    const make = Object.hasOwn(KINDS, provider) ? KINDS[provider] : undefined
    if (make === undefined) {
      leave('there are no channels of the kind here')
      continue
    }
    const read: Read = key => {
      const value = keys[key]
      return Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value)
    }
    const made = make(read, keys)
    if (typeof made === 'string') {
      leave(made)
      continue
    }
    const name = mover.channel(provider, made[0], made[1])
    if (name !== undefined) names.set(provider, name)
    if (Array.isArray(keys.overrides) && keys.overrides.length > 0)
      leave('its overrides for groups are channels of their own here; make them by hand')
  }
  return names
}
