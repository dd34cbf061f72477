import { expect, test } from 'vitest'
import {
  type Channel,
  channelFaults,
  defaultChannels,
  keepsSensors,
  offsetOf,
  opensIncidents,
  settingOf,
} from '../../../src/domain/alerts/channel'
import { CHANNEL_KINDS } from '../../../src/domain/alerts/channel-kinds'
import type { SettingField } from '../../../src/domain/field'

test('a secret names a file in the INI only: who makes a channel in the page must not have files read', () => {
  const mail = {
    name: 'mail',
    kind: 'email',
    settings: { to: 'a@x.org', host: 'smtp.x.org', password: '@/etc/passwd' },
  } as const
  expect(channelFaults({ ...mail, origin: 'ini' })).toEqual([])
  expect(channelFaults({ ...mail, origin: 'page' })).toEqual([
    { key: 'password', reason: expect.stringMatching(/^begins with @, which names a file.* INI/) },
  ])
  const settings = { ...mail.settings, to: '@everybody', password: 'p@ss' }
  expect(channelFaults({ ...mail, settings, origin: 'page' })).toEqual([])
})

test.each([
  ['webhook', { url: 'https://x.org', body: '{"a": {{name}}}' }, 'body', 'is no JSON'],
  ['webhook', { url: 'https://x.org', headers: 'Bearer x' }, 'headers', 'have to be Name: value'],
  ['webhook', { url: 'https://x.org', headers: 'A: b | c' }, 'headers', 'have to be Name: value'],
  ['ntfy', { topic: 'my topic' }, 'topic', 'may hold letters'],
  ['ntfy', { topic: 'https://ntfy.sh/mine' }, 'topic', 'may hold letters'],
  ['web-push', { contact: 'me@example.org' }, 'contact', 'has to begin with mailto: or https://'],
] as const)('what a service of the kind %s could never take is refused: %j', (kind, settings, key, words) => {
  const faults = channelFaults({ name: 'one', kind, origin: 'page', settings })
  expect(faults).toEqual([{ key, reason: expect.stringContaining(words) }])
})

test.each([
  ['webhook', { url: 'https://x.org', body: '{"a": "{{name}}"}', headers: 'A: b | X-Key: http://c:1/' }],
  ['webhook', { url: 'https://x.org', body: '{\n\t"a": 1\n}', headers: 'A: |' }],
  ['web-push', { contact: 'https://example.org/me' }],
] as const)('what a service of the kind %s can take is not: %j', (kind, settings) => {
  expect(channelFaults({ name: 'one', kind, origin: 'page', settings })).toEqual([])
})

const ROWS = Object.entries(CHANNEL_KINDS).flatMap(([kind, { fields }]) =>
  (fields as readonly SettingField[]).map(field => [kind, field.key, field] as const),
)
/** A value that no field of the type can take. */
const IMPOSSIBLE: Partial<Record<SettingField['type'], string>> = {
  url: 'ftp://example.org',
  port: '65536',
  choice: 'nonsense',
  json: '{',
}

test.each(ROWS)('%s: %s refuses what its type cannot hold, and names no value', (kind, key, { type }) => {
  const value = IMPOSSIBLE[type] ?? 'with a \u0007 bell'
  const faults = channelFaults({ name: 'one', kind, origin: 'page', settings: { [key]: value } })
  expect(faults.filter(fault => fault.key === key)).toHaveLength(1)
  for (const { reason } of faults) expect(reason).not.toContain(value)
})

test.each(['ini', 'page'] as const)('of the %s, an unknown kind and an unknown key are refused', origin => {
  const one = { name: 'one', origin, settings: { topic: 'mine', nonsense: '1' } }
  expect(channelFaults({ ...one, kind: 'pigeon' })).toEqual([
    { key: 'kind', reason: `has to be one of ${Object.keys(CHANNEL_KINDS).join(', ')}` },
  ])
  expect(channelFaults({ ...one, kind: 'ntfy' })).toEqual([
    { key: 'nonsense', reason: 'is no setting of ntfy; there are topic, url, token, priority' },
  ])
})

const on = { isDefault: true }
const off = { isDefault: false }
const silent = {}

/** Channels by their names: those of the INI with capitals. */
function channels(marks: Readonly<Record<string, Pick<Channel, 'isDefault'>>>): Channel[] {
  return Object.entries(marks).map(([name, mark]) => {
    const origin = /^[A-Z]/.test(name) ? 'ini' : 'page'
    return { name, kind: 'ntfy', origin, settings: {}, ...mark }
  })
}

test.each([
  ['there are none', {}, [], []],
  ['one is marked', { a: silent, b: on, c: silent }, ['b'], ['b']],
  ['several are marked', { a: on, b: off, C: on }, ['a', 'C'], ['a', 'C']],
  ['none is marked in the INI', { B: silent, A: silent }, ['B'], ['B', 'A']],
  ['none is marked on the page', { b: silent, a: silent }, ['a'], ['b', 'a']],
  ['the INI has one as well', { a: silent, B: silent }, ['B'], ['a', 'B']],
  ['the first one is not wanted', { A: off, B: silent, C: silent }, ['B'], ['B', 'C']],
  ['none is wanted', { A: off, b: off }, [], []],
])('new checks alert by the right channels where %s', (_where, marks, first, all) => {
  expect(defaultChannels(channels(marks))).toEqual(first)
  expect(defaultChannels(channels(marks), 'all')).toEqual(all)
})

test('no channel is called like the word for none', () => {
  const faults = channelFaults({ name: 'none', kind: 'ntfy', origin: 'page', settings: { topic: 'mine' } })
  expect(faults).toEqual([{ key: 'name', reason: 'is the word for no channel; choose another one' }])
})

const channel = (kind: Channel['kind'], settings: Channel['settings'] = {}): Channel => ({
  name: 'one',
  kind,
  origin: 'page',
  settings,
})

test.each([
  [{ priority: '3' }, 'priority', '3'],
  [{ priority: '' }, 'priority', '8'],
  [{}, 'priority', '8'],
  [{}, 'token', ''],
  [{}, 'nonsense', ''],
  [{ nonsense: 'x' }, 'nonsense', 'x'],
])('with %j the setting %s of Gotify is %j', (settings, key, value) => {
  expect(settingOf(channel('gotify', settings), key)).toBe(value)
})

test.each([
  [channel('mqtt'), true],
  [channel('mqtt', { discovery: 'ha' }), true],
  [channel('mqtt', { discovery: 'OFF' }), false],
  [{ ...channel('mqtt'), problem: 'its secret cannot be read' }, false],
  [channel('ntfy'), false],
])('%j keeps sensors: %s', (one, keeps) => {
  expect(keepsSensors(one)).toBe(keeps)
})

test.each([
  [channel('pagerduty', { offset: '60s' }), 60_000],
  [channel('pagerduty', { offset: 'soon' }), 0],
  [channel('pagerduty'), 0],
  [channel('ntfy', { offset: '60s' }), 0],
])('%j waits for another watch for %i ms', (one, ms) => {
  expect(offsetOf(one)).toBe(ms)
})

test('services that keep an incident open are those for people on call', () => {
  const kinds = (Object.keys(CHANNEL_KINDS) as Channel['kind'][]).filter(kind => opensIncidents({ kind }))
  expect(kinds.sort()).toStrictEqual(['opsgenie', 'pagerduty'])
})
