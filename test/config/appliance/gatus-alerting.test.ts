/** Providers of alerts in the configuration of Gatus, key by key. */
import { expect, test } from 'vitest'
import { moveProviders } from '../../../src/config/appliance/gatus-alerting'
import type { Mover } from '../../../src/config/appliance/moved'

function moved(alerting: Readonly<Record<string, unknown>>) {
  const asked: unknown[] = []
  const left: string[] = []
  const mover = {
    channel: (...given: unknown[]) => {
      asked.push(given)
      return `own-${String(given[0])}`
    },
    leave: (what: string, why: string) => void left.push(`${what}: ${why}`),
  } as unknown as Mover
  return { names: [...moveProviders(alerting, mover)], asked, left }
}

const MAIL = { from: 'f@x', to: 'a@x', host: 'h', port: 587 }
const MAIL_HERE = { from: 'f@x', to: 'a@x', host: 'h', port: '587', security: 'starttls' }
const BOT = { token: 'k', id: -1, 'topic-id': 9 }
const BOT_HERE = { token: 'k', chat: '-1', topic: '9' }

test.each([
  ['email', MAIL, 'email', MAIL_HERE],
  ['email', { ...MAIL, port: '465' }, 'email', { ...MAIL_HERE, port: '465', security: 'tls' }],
  ['email', { ...MAIL, password: 'p' }, 'email', { ...MAIL_HERE, username: 'f@x', password: 'p' }],
  [
    'email',
    { ...MAIL, username: 'u', password: 'p' },
    'email',
    { ...MAIL_HERE, username: 'u', password: 'p' },
  ],
  ['email', { ...MAIL, username: 'u' }, 'email', { ...MAIL_HERE, username: 'u', password: '' }],
  [
    'ntfy',
    { topic: 't', url: 'https://n', token: 'k', priority: 3 },
    'ntfy',
    { topic: 't', url: 'https://n', token: 'k', priority: '3' },
  ],
  ['pagerduty', { 'integration-key': 'k' }, 'pagerduty', { routingkey: 'k' }],
  ['telegram', { ...BOT, 'api-url': 'https://api.telegram.org' }, 'telegram', { ...BOT_HERE, url: '' }],
  ['telegram', { ...BOT, 'api-url': 'https://api.telegram.org/' }, 'telegram', { ...BOT_HERE, url: '' }],
  [
    'telegram',
    { ...BOT, 'api-url': 'https://api.telegram.org/x' },
    'telegram',
    { ...BOT_HERE, url: 'https://api.telegram.org/x' },
  ],
  [
    'telegram',
    { ...BOT, 'api-url': 'https://a?https://api.telegram.org' },
    'telegram',
    { ...BOT_HERE, url: 'https://a?https://api.telegram.org' },
  ],
  ['slack', { 'webhook-url': 'https://s' }, 'slack', { url: 'https://s' }],
  ['discord', { 'webhook-url': 'https://d' }, 'discord', { url: 'https://d' }],
  ['teams', { 'webhook-url': 'https://t' }, 'teams', { url: 'https://t' }],
  ['teams-workflows', { 'webhook-url': 'https://t' }, 'teams', { url: 'https://t' }],
  [
    'matrix',
    { 'access-token': 'k', 'internal-room-id': '!r' },
    'matrix',
    { url: 'https://matrix-client.matrix.org', token: 'k', room: '!r' },
  ],
  ['matrix', { 'server-url': 'https://m' }, 'matrix', { url: 'https://m', token: '', room: '' }],
  [
    'gotify',
    { 'server-url': 'https://g', token: 'k', priority: 5 },
    'gotify',
    { url: 'https://g', token: 'k', priority: '5' },
  ],
  [
    'pushover',
    { 'application-token': 'k', 'user-key': 'u', priority: 1, sound: 's', device: 'd' },
    'pushover',
    { token: 'k', user: 'u', priority: '1', sound: 's', device: 'd' },
  ],
  [
    'signal',
    { 'api-url': 'http://s/v2/send/', number: '+1', recipients: ['+2', '+3'] },
    'signal',
    { url: 'http://s', number: '+1', to: '+2, +3' },
  ],
  ['signal', { 'api-url': 'http://s/v1/send' }, 'signal', { url: 'http://s', number: '', to: '' }],
  [
    'signal',
    { 'api-url': 'http://s/v2/send/x' },
    'signal',
    { url: 'http://s/v2/send/x', number: '', to: '' },
  ],
  ['signal', { 'api-url': 'http://s/v3/send' }, 'signal', { url: 'http://s/v3/send', number: '', to: '' }],
  ['opsgenie', { 'api-key': 'k', priority: 'P2' }, 'opsgenie', { key: 'k', priority: 'P2' }],
  ['custom', { url: 'https://c' }, 'webhook', { url: 'https://c', method: 'GET', body: '', headers: '' }],
  [
    'custom',
    { url: 'https://c', method: 'post', body: '{"a": 1}', headers: { A: '1', B: 2 } },
    'webhook',
    { url: 'https://c', method: 'POST', body: '{"a": 1}', headers: 'A: 1 | B: 2' },
  ],
] as const)('%s with %j becomes a channel', (provider, keys, kind, settings) => {
  expect(moved({ [provider]: keys })).toEqual({
    names: [[provider, `own-${provider}`]],
    asked: [[provider, kind, settings]],
    left: [],
  })
})

const PLACES =
  'its address or body is written in places of Gatus; make a webhook with the places of docs/moving.md here'
test.each([
  ['custom', { url: 'https://c/[ALERT_DESCRIPTION]' }, PLACES],
  ['custom', { url: 'https://c', body: '[ENDPOINT_NAME]' }, PLACES],
  ['custom', { url: 'https://c', body: 'x [RESULT_ERRORS]' }, PLACES],
  ['fax', {}, 'there are no channels of the kind here'],
  ['constructor', {}, 'there are no channels of the kind here'],
])('%s with %j becomes none', (provider, keys, why) => {
  expect(moved({ [provider]: keys })).toEqual({
    names: [],
    asked: [],
    left: [`alerting by ${provider}: ${why}`],
  })
})

test('overrides for groups are named', () => {
  const slack = { 'webhook-url': 'https://s' }
  expect(moved({ slack: { ...slack, overrides: [{ group: 'a' }] } }).left).toEqual([
    'alerting by slack: its overrides for groups are channels of their own here; make them by hand',
  ])
  for (const overrides of [[], undefined, {}])
    expect(moved({ slack: { ...slack, overrides } }).left).toEqual([])
})

test('something else than keys is passed over, and one that cannot be here has no name', () => {
  expect(moved({ slack: 'x', discord: null, teams: [] })).toEqual({ names: [], asked: [], left: [] })
  const moverTo = (name?: string) => ({ channel: () => name, leave: () => {} }) as unknown as Mover
  expect([...moveProviders({ slack: {} }, moverTo('n'))]).toHaveLength(1)
  expect([...moveProviders({ slack: {} }, moverTo())]).toEqual([])
})
