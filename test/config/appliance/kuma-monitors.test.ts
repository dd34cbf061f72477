/** Monitors of Uptime Kuma. */
import { describe, expect, test } from 'vitest'
import { type Kuma, kumaOfBackup, kumaOfTables } from '../../../src/config/appliance/kuma-forms'
import { kumaMoved } from '../../../src/config/appliance/kuma-monitors'
import type { Meeting } from '../../../src/config/appliance/moved'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'

const MEETING: Meeting = { channels: [], rules: MAIL_RULES, now: Date.UTC(2026, 10, 1) }
const TOPIC = { id: 1, name: 'Phone', config: '{"type": "ntfy", "ntfytopic": "mine"}' }
const kumaOf = (...rows: object[]): Kuma => kumaOfTables({ monitor: rows as never })

function one(row: object) {
  const { checks, left } = kumaMoved(kumaOf({ id: 1, name: 'web', ...row }), MEETING)
  return {
    plan: checks[0]?.plan,
    isPaused: checks[0]?.isPaused,
    names: checks.map(({ plan }) => plan.name),
    left,
  }
}
const probeOf = (row: object) => {
  const { kind, target, settings } = one(row).plan?.probe ?? {}
  return { kind, target, settings }
}
const HTTP = { type: 'http', url: 'https://a/b' }

describe('a monitor', () => {
  test.each([
    [HTTP, { kind: 'http', target: 'https://a/b', settings: {} }],
    [
      {
        ...HTTP,
        method: 'post',
        body: 'x',
        headers: '{"A": "1", "B": "2"}',
        accepted_statuscodes_json: '["200-299", "404"]',
        basic_auth_user: 'me',
        basic_auth_pass: 'pw',
        maxredirects: 3,
      },
      {
        kind: 'http',
        target: 'https://a/b',
        settings: {
          method: 'POST',
          body: 'x',
          headers: 'A: 1 | B: 2',
          status: '200-299, 404',
          username: 'me',
          password: 'pw',
          redirects: '3',
        },
      },
    ],
    [
      { ...HTTP, method: 'GET', body: 'x', accepted_statuscodes_json: ['200-299'], maxredirects: 99 },
      { kind: 'http', target: 'https://a/b', settings: { redirects: '20' } },
    ],
    [
      { ...HTTP, method: 'PUT', body: 'x', maxredirects: 0, auth_method: 'basic' },
      { kind: 'http', target: 'https://a/b', settings: { method: 'PUT', body: 'x', redirects: '0' } },
    ],
    [
      { ...HTTP, auth_method: 'null', basic_auth_user: 'me', basic_auth_pass: 'pw' },
      { kind: 'http', target: 'https://a/b', settings: {} },
    ],
    // "None", with what was typed for another way before; of its first versions there is no such column.
    [
      { ...HTTP, auth_method: null, basic_auth_user: 'me', basic_auth_pass: 'pw' },
      { kind: 'http', target: 'https://a/b', settings: {} },
    ],
    [
      { ...HTTP, auth_method: 'bearer', basic_auth_user: 'me', bearer_token: 'token' },
      { kind: 'http', target: 'https://a/b', settings: { bearer: 'token' } },
    ],
    [
      { ...HTTP, type: 'keyword', keyword: 'up' },
      { kind: 'http', target: 'https://a/b', settings: { contains: 'up' } },
    ],
    [
      { ...HTTP, type: 'keyword', keyword: 'a.b', invert_keyword: 1 },
      { kind: 'http', target: 'https://a/b', settings: { matches: '/^(?![\\s\\S]*a\\.b)/' } },
    ],
    [
      { type: 'port', hostname: 'nas', port: 445 },
      { kind: 'tcp', target: 'nas:445', settings: {} },
    ],
    [
      { type: 'port', hostname: '2001:db8::1', port: '445' },
      { kind: 'tcp', target: '[2001:db8::1]:445', settings: {} },
    ],
    [
      { type: 'port', hostname: '[2001:db8::1]', port: '445' },
      { kind: 'tcp', target: '[2001:db8::1]:445', settings: {} },
    ],
    [
      { type: 'ping', hostname: 'nas' },
      { kind: 'ping', target: 'nas', settings: {} },
    ],
    [
      { type: 'dns', hostname: 'a.org' },
      { kind: 'dns', target: 'a.org', settings: { record: 'A' } },
    ],
    [
      {
        type: 'dns',
        hostname: 'a.org',
        dns_resolve_type: 'MX',
        dns_resolve_server: '1.1.1.1, 8.8.8.8',
        port: 53,
      },
      { kind: 'dns', target: 'a.org', settings: { record: 'MX', resolver: '1.1.1.1' } },
    ],
    [
      { type: 'dns', hostname: 'a.org', dns_resolve_server: '::1', port: 54 },
      { kind: 'dns', target: 'a.org', settings: { record: 'A', resolver: '[::1]:54' } },
    ],
    [
      { type: 'dns', hostname: 'a.org', dns_resolve_server: ' 1.1.1.1 ', port: '' },
      { kind: 'dns', target: 'a.org', settings: { record: 'A', resolver: '1.1.1.1' } },
    ],
  ])('%j is a probe', (row, probe) => {
    expect(probeOf(row)).toEqual(probe)
  })

  test.each([
    ['data[0].state', '==', '$.data[0].state == x'],
    ['$.state', '!=', '$.state != x'],
    ['$[-1]', '', '$[-1] == x'],
    ['$', '>=', '$ >= x'],
    ['', '=', '$ = x'],
    ['a-b._c', '<', '$.a-b._c < x'],
  ])('that looks at %j %s in JSON has the condition %s', (json_path, json_path_operator, json) => {
    const row = { ...HTTP, type: 'json-query', json_path, json_path_operator, expected_value: 'x' }
    expect(probeOf(row).settings).toEqual({ json })
  })

  test.each([
    [{ json_path: '$sum(a)', expected_value: '1' }],
    [{ json_path: 'a b', expected_value: '1' }],
    [{ json_path: '1a', expected_value: '1' }],
    [{ json_path: 'a[b]', expected_value: '1' }],
    [{ json_path: 'a', json_path_operator: 'contains', expected_value: '1' }],
    [{ json_path: 'a', expected_value: '' }],
  ])('with the JSON query %j is left', more => {
    expect(one({ ...HTTP, type: 'json-query', ...more })).toMatchObject({
      names: [],
      left: ['monitor "web": its JSON query is more than a path; write it as json = $.path = value'],
    })
  })

  test.each([
    [
      { ...HTTP, upside_down: 1 },
      'it is upside down, and a check here cannot be well because something fails',
    ],
    [
      { type: 'push', push_token: 'abc', upside_down: 1 },
      'it is upside down, and a check here cannot be well because something fails',
    ],
    [{ ...HTTP, auth_method: 'ntlm' }, 'it logs in by ntlm, which probes here cannot'],
    [{ type: 'steam' }, 'there is no probe for the type steam'],
    [{ type: 'a b' }, 'there is no probe for the type that it has'],
    [{ type: 'toString' }, 'there is no probe for the type toString'],
    [
      { type: 'redis' },
      expect.stringMatching(/^there is no probe for the type redis; probe = tcp HOST:6379/),
    ],
    [{ type: 'smtp' }, expect.stringMatching(/ smtp; probe = tcp HOST:25 with expect = 220 /)],
    [{ type: 'docker' }, expect.stringMatching(/ docker; probe = command in the INI /)],
  ])('such as %j is left', (row, reason) => {
    const { left, names } = one(row)
    expect([names, left.map(line => line.replace('monitor "web": ', ''))]).toEqual([[], [reason]])
  })

  test('has its interval, time limit, retries, reminders, description and tags', () => {
    const kuma = kumaOfTables({
      tag: [
        { id: 7, name: 'Room' },
        { id: 8, name: 'cold' },
      ],
      monitor_tag: [
        { monitor_id: 1, tag_id: 7, value: 'attic, left' },
        { monitor_id: 1, tag_id: 8, value: '' },
        { monitor_id: 2, tag_id: 8, value: '' },
      ],
      monitor: [
        {
          id: 1,
          type: 'ping',
          name: ' nas ',
          hostname: 'nas',
          interval: 300,
          timeout: 2.5,
          maxretries: 2,
          resend_interval: 12,
          description: 'x'.repeat(2_000),
          active: 1,
        },
      ],
    })
    const [check] = kumaMoved(kuma, MEETING).checks
    expect(check?.plan).toMatchObject({
      name: 'nas',
      tags: ['Room:attic-left', 'cold'],
      probe: { every: 300_000, timeout: 2_500 },
      failuresBeforeAlert: 3,
      reminders: '1h',
      description: 'x'.repeat(1_000),
    })
    expect(check?.isPaused).toBe(false)
  })

  test('has the usual ones where it names none', () => {
    const { plan, isPaused } = one({ type: 'ping', hostname: 'a', name: '' })
    expect(plan).toMatchObject({
      name: 'unnamed',
      probe: { every: 60_000 },
      failuresBeforeAlert: 1,
      reminders: 'change',
      channels: [],
      tags: [],
    })
    expect(plan!.probe).not.toHaveProperty('timeout')
    expect(isPaused).toBe(false)
    expect(one({ type: 'ping', hostname: 'a', interval: 1, timeout: 60 }).plan?.probe).toMatchObject({
      every: 5_000,
      timeout: 5_000,
    })
    expect(one({ type: 'ping', hostname: 'a', timeout: 1 }).plan?.probe?.timeout).toBe(1_000)
    expect(one({ type: 'ping', hostname: 'a', timeout: 0.9 }).plan!.probe).not.toHaveProperty('timeout')
    expect(one({ type: 'ping', hostname: 'a', maxretries: 500 }).plan?.failuresBeforeAlert).toBe(100)
    expect(one({ type: 'ping', hostname: 'a', maxretries: -5 }).plan?.failuresBeforeAlert).toBe(1)
  })

  test.each([
    [0, true],
    ['0', true],
    [false, true],
    [1, false],
    ['1', false],
    [true, false],
    ['true', false],
  ])('whose switch is %j is paused: %s', (active, isPaused) => {
    expect(one({ type: 'ping', hostname: 'a', active }).isPaused).toBe(isPaused)
  })

  test.each([
    [60, 1, '5m'],
    [60, 10, '10m'],
    [60, 100, '1h'],
    [3_600, 1, '1h'],
    [3_600, 24, '1d'],
    [60, 0, 'change'],
  ])('that reminds every %d s times %d reminds every %s here', (interval, resend_interval, reminders) => {
    expect(one({ type: 'ping', hostname: 'a', interval, resend_interval }).plan?.reminders).toBe(reminders)
  })

  test('whose certificate is watched gets a second check of it', () => {
    const { checks } = kumaMoved(
      kumaOf({ ...HTTP, url: 'https://a:8443/b', name: 'x'.repeat(95), expiry_notification: 1, active: 0 }),
      MEETING,
    )
    expect(checks[1]).toMatchObject({
      plan: {
        name: `${'x'.repeat(80)} (certificate)`,
        probe: { kind: 'tls', target: 'a:8443', every: 86_400_000, settings: { days: '21' } },
      },
      isPaused: true,
    })
    for (const more of [{ ignore_tls: 1 }, { url: 'http://a' }, { expiry_notification: 0 }])
      expect(one({ ...HTTP, expiry_notification: 1, ...more }).names).toEqual(['web'])
  })

  test('names the habits that a check cannot have', () => {
    expect(one({ ...HTTP, ignore_tls: true, proxy_id: 3 }).left).toEqual([
      expect.stringMatching(/^ignoring faults of the certificate of "web": /),
      'the proxy of "web": one proxy serves all: [Network] proxy in the INI',
    ])
    for (const url of ['http://a', 'http://a/?https://b'])
      expect(one({ ...HTTP, url, ignore_tls: true, proxy_id: '' }).left).toEqual([])
  })

  test('that is pushed to is a check that is signalled, with the patience of its retries', () => {
    const { plan, left, isPaused } = one({
      type: 'push',
      interval: 120,
      maxretries: 3,
      retry_interval: 20,
      active: 0,
    })
    expect(plan).toMatchObject({ schedule: { kind: 'period', period: 120_000 }, grace: 61_000 })
    expect(plan!.probe).toBeUndefined()
    expect(isPaused).toBe(true)
    expect(left).toEqual([expect.stringMatching(/^the token of "web": /)])
    expect(one({ type: 'push', interval: 120, maxretries: 3 }).plan?.grace).toBe(361_000)
    expect(one({ type: 'push', interval: 120 }).plan?.grace).toBe(1_000)
  })
})

test('groups become tags of their monitors, the nearest first, also where they are in each other', () => {
  const { checks, left } = kumaMoved(
    kumaOf(
      { id: 1, type: 'group', name: 'House', parent: 2 },
      { id: 2, type: 'group', name: 'All of it', parent: 1 },
      { id: 3, type: 'ping', hostname: 'a', name: 'a', parent: 1 },
      { id: 4, type: 'ping', hostname: 'b', name: 'b', parent: 9 },
    ),
    MEETING,
  )
  expect(checks.map(({ plan }) => plan.tags)).toEqual([['House', 'All-of-it'], []])
  expect(left).toEqual(['groups: there are none here; their monitors have the name of the group as a tag'])
})

test('a monitor alerts by its notifications, the usual way where none is taken over, and nobody where it has none', () => {
  const monitor = (id: number) => ({ id, type: 'ping', hostname: `h${id}`, name: `m${id}` })
  const { checks, channels } = kumaMoved(
    kumaOfTables({
      notification: [TOPIC, { id: 2, name: 'Fax', config: '{"type": "fax"}', is_default: 1 }],
      monitor_notification: [
        { monitor_id: 1, notification_id: 1 },
        { monitor_id: 2, notification_id: 2 },
      ],
      monitor: [monitor(1), monitor(2), monitor(3)],
    }),
    { ...MEETING, channels: [{ name: 'mine', kind: 'ntfy', origin: 'page', isDefault: true } as never] },
  )
  expect(channels.map(({ name }) => name)).toEqual(['phone'])
  expect(checks.map(({ plan }) => plan.channels)).toEqual([['phone'], ['mine'], []])
})

test('further tables are named', () => {
  const { left } = kumaMoved(kumaOfTables({ status_page: [{}], maintenance: [{}], proxy: [{}] }), MEETING)
  expect(left.map(line => line.split(':')[0])).toEqual(['status pages', 'maintenance windows', 'proxies'])
  expect(kumaMoved(kumaOfTables({}), MEETING)).toEqual({ checks: [], channels: [], left: [] })
})

test('a backup of version 1 names its columns in its own way', () => {
  const kuma = kumaOfBackup({
    notificationList: [{ ...TOPIC, isDefault: true }],
    monitorList: {
      a: {
        type: 'http',
        name: 'web',
        url: 'https://a',
        expiryNotification: true,
        accepted_statuscodes: ['200'],
        resendInterval: 1,
        interval: 3_600,
        notificationIDList: { 1: true, 2: false },
        tags: [{ name: 'Room', value: '' }],
      },
    },
  })
  const { checks } = kumaMoved(kuma, MEETING)
  expect(checks.map(({ plan }) => [plan.name, plan.channels, plan.tags, plan.reminders])).toEqual([
    ['web', ['phone'], ['Room'], '1h'],
    ['web (certificate)', ['phone'], ['Room'], '1h'],
  ])
  expect(checks[0]?.plan.probe?.settings).toEqual({ status: '200' })
  expect(kumaOfBackup(7)).toEqual({ monitors: [], notifications: [], others: [] })
  expect(() => kumaOfBackup({ monitorList: [7] })).toThrow('monitorList')
})

describe('a monitor, to the bound,', () => {
  const ids = (...rows: object[]) => kumaMoved(kumaOf(...rows), MEETING).checks.map(({ id }) => id)
  const PUSH = { name: 'p', type: 'push', push_token: 'a' }

  test('is the same one again by its name, its type and its address', () => {
    const rows = [
      { name: 'web', ...HTTP },
      { name: 'web', ...HTTP, url: 'https://c' },
      PUSH,
      { ...PUSH, push_token: 'b' },
    ]
    expect(new Set(ids(...rows)).size).toBe(4)
    expect(ids(...rows)).toEqual(ids(...rows))
    expect(ids({ id: 9, interval: 300, ...rows[0] })).toEqual(ids(rows[0] ?? {}))
    for (const other of [{ port: 1 }, { hostname: 'h' }, { type: 'keyword', keyword: 'k' }])
      expect(ids({ ...rows[0], ...other })).not.toEqual(ids(rows[0] ?? {}))
  })

  test('has a second check of its certificate, known apart', () => {
    const row = { name: 'x'.repeat(90), ...HTTP, url: 'https://a:8443/b', expiry_notification: 1 }
    const { checks } = kumaMoved(kumaOf(row), MEETING)
    expect(checks.map(({ plan }) => plan.name)).toEqual(['x'.repeat(90), `${'x'.repeat(80)} (certificate)`])
    expect(checks[1]?.plan.probe).toEqual({
      kind: 'tls',
      target: 'a:8443',
      every: 86_400_000,
      settings: { days: '21' },
    })
    expect(new Set(checks.map(({ id }) => id)).size).toBe(2)
    expect(ids({ ...row, url: 'https://a:8443/c' })[1]).not.toBe(checks[1]?.id)
    for (const url of ['http://a', 'xhttps://a', 'http://a?https://b'])
      expect(ids({ ...row, url })).toHaveLength(url.startsWith('x') ? 0 : 1)
  })

  test('has 20 tags at most, each once, and none that is empty', () => {
    const tags = [
      ...Array.from({ length: 25 }, (_, n) => ({ name: `t${n}`, value: '' })),
      { name: 't0', value: '' },
    ]
    const { monitors, ...rest } = kumaOf({ id: 1, name: 'web', ...HTTP })
    const with_ = (given: typeof tags) =>
      kumaMoved({ ...rest, monitors: monitors.map(monitor => ({ ...monitor, tags: given })) }, MEETING)
        .checks[0]?.plan.tags
    expect(with_(tags)).toEqual(Array.from({ length: 20 }, (_, n) => `t${n}`))
    expect(
      with_([
        { name: '', value: '' },
        { name: 'a', value: 'b' },
      ]),
    ).toEqual(['a:b'])
  })

  test('without a name is unnamed', () => {
    expect(one({ ...HTTP, name: '' }).plan?.name).toBe('unnamed')
    expect(one({ type: 'fax', name: '' }).left).toEqual([
      'monitor "unnamed": there is no probe for the type fax',
    ])
  })

  test.each([
    [{ json_path: 'a[10].b' }, '$.a[10].b == 1'],
    [{ json_path: '$.a' }, '$.a == 1'],
    [{ json_path: '' }, '$ == 1'],
    [{ json_path: 'a', json_path_operator: '<=' }, '$.a <= 1'],
    [{ json_path: 'a', json_path_operator: '>' }, '$.a > 1'],
    [{ json_path: '[0]', json_path_operator: '!=' }, '$[0] != 1'],
  ])('with the query %j has the condition %j', (row, json) => {
    expect(probeOf({ ...HTTP, type: 'json-query', expected_value: '1', ...row }).settings).toMatchObject({
      json,
    })
  })

  test.each([
    [{ dns_resolve_server: ' 1.1.1.1 ', port: 53 }, '1.1.1.1'],
    [{ dns_resolve_server: '1.1.1.1', port: '' }, '1.1.1.1'],
    [{ dns_resolve_server: '1.1.1.1 ,8.8.8.8', port: 5353 }, '1.1.1.1:5353'],
    [{ dns_resolve_server: ',8.8.8.8', port: 5353 }, undefined],
    [{ dns_resolve_server: '', port: 5353 }, undefined],
  ])('of DNS with %j asks %s', (row, resolver) => {
    const { kind, settings } = probeOf({ type: 'dns', hostname: 'a.org', ...row })
    expect([kind, settings?.resolver]).toEqual(['dns', resolver])
  })

  test('has the statuses that are named, and no empty ones', () => {
    expect(probeOf({ ...HTTP, accepted_statuscodes_json: ['200', '', '404'] }).settings).toEqual({
      status: '200, 404',
    })
  })

  test('of another type than HTTP has no certificate and no habits, whatever its address was', () => {
    const row = { url: 'https://a', expiry_notification: 1, ignore_tls: 1, proxy_id: 3 }
    const ping = one({ type: 'ping', hostname: 'a', ...row, ignore_tls: 0 })
    expect([ping.names, ping.left]).toEqual([['web'], []])
    expect(one({ type: 'port', hostname: 'a', port: 1, ...row }).left).toEqual([])
    expect(one({ ...HTTP, ...row, ignore_tls: 0 }).names).toEqual(['web', 'web (certificate)'])
  })

  test('that cannot be here has no habits either', () => {
    expect(one({ ...HTTP, url: 'https://', ignore_tls: 1, proxy_id: 3 }).left).toEqual([
      expect.stringMatching(/^check "web": /),
    ])
  })

  test('waits ten minutes at most', () => {
    const { plan } = one({ type: 'ping', hostname: 'a', interval: 3_600, timeout: 1_800 })
    expect(plan?.probe?.timeout).toBe(600_000)
  })

  test('has the ids that it had when this was written, so that another import makes none anew', () => {
    expect(ids({ name: 'web', ...HTTP, port: 8, expiry_notification: 1 }, PUSH)).toEqual([
      'ef95d978-7ea5-8a1e-8ffd-78f3a9ac0a80',
      'e5d2d96c-f705-85af-873c-60421f4adc8d',
      '064c039f-dd53-8d35-872d-6c7e266991d1',
    ])
  })

  test.each([
    [-1, '0'],
    ['many', '0'],
    [20, '20'],
    [21, '20'],
  ])('that follows %j redirects follows %s here', (maxredirects, redirects) => {
    expect(probeOf({ ...HTTP, maxredirects }).settings).toEqual({ redirects })
  })

  test.each(['nonsense', '{}', 7, {}])(
    'with the statuses %j has the usual ones',
    accepted_statuscodes_json => {
      expect(probeOf({ ...HTTP, accepted_statuscodes_json }).settings).toEqual({})
    },
  )

  test('of a type in signs or at length is left without it', () => {
    const long = 'x'.repeat(31)
    expect(one({ type: long }).left).toEqual(['monitor "web": there is no probe for the type that it has'])
    expect(one({ type: '!a' }).left).toEqual(['monitor "web": there is no probe for the type that it has'])
  })

  test('has no tags of a group without a name, nor of a monitor that is no group', () => {
    const { checks } = kumaMoved(
      kumaOf(
        { id: 1, type: 'group', name: '', parent: 2 },
        { id: 2, type: 'group', name: 'House' },
        { id: 3, type: 'ping', hostname: 'a', name: 'a', parent: 1 },
        { id: 4, type: 'ping', hostname: 'b', name: 'b', parent: 3 },
      ),
      MEETING,
    )
    expect(checks.map(({ plan }) => plan.tags)).toEqual([['House'], []])
  })

  test('is not told of a token where it cannot be here', () => {
    expect(one({ ...PUSH, interval: 1e12 }).left).toEqual([
      expect.stringMatching(/^check "web": |^check "p": /),
    ])
  })
})
