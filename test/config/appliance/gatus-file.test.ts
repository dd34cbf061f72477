/** Files of Gatus. */
import { describe, expect, test } from 'vitest'
import { gatusMoved } from '../../../src/config/appliance/gatus-file'
import { expanded, together } from '../../../src/config/appliance/gatus-texts'
import type { Meeting } from '../../../src/config/appliance/moved'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'

const MEETING: Meeting = { channels: [], rules: MAIL_RULES, now: Date.UTC(2026, 10, 1) }
const moved = (file: object) => gatusMoved([JSON.stringify(file)], () => undefined, MEETING)
async function one(endpoint: object, more: object = {}) {
  const { checks, left } = await moved({
    endpoints: [{ name: 'web', url: 'https://example.org', ...endpoint }],
    ...more,
  })
  return {
    plan: checks[0]?.plan,
    isPaused: checks[0]?.isPaused,
    names: checks.map(({ plan }) => plan.name),
    left,
  }
}

describe('an endpoint', () => {
  test('has an interval, a time limit and the settings of its conditions', async () => {
    const { plan, isPaused, left } = await one({
      group: ' my  group ',
      interval: '5m',
      client: { timeout: '3s' },
      conditions: ['[STATUS] == 200', 7],
    })
    expect(plan).toMatchObject({
      name: 'web',
      tags: ['my-group'],
      channels: [],
      probe: { every: 300_000, timeout: 3_000, settings: { status: '200', redirects: '10' } },
    })
    expect([isPaused, left]).toEqual([false, []])
    expect((await one({ conditions: '[STATUS] == 200' })).plan?.probe?.settings).toEqual({ redirects: '10' })
    expect((await one({})).names).toEqual(['web'])
  })

  test('has the usual ones where none are named', async () => {
    const { plan } = await one({ name: '', client: { timeout: '500ms' } })
    expect(plan).toMatchObject({ name: 'unnamed', tags: [], probe: { every: 60_000 } })
    expect(plan!.probe).not.toHaveProperty('timeout')
    expect((await one({ interval: '1s' })).plan?.probe?.every).toBe(5_000)
    expect((await one({ interval: '10s', client: { timeout: '1m' } })).plan?.probe?.timeout).toBe(10_000)
    expect((await one({ client: { timeout: '1s' } })).plan?.probe?.timeout).toBe(1_000)
    const patient = await one({ interval: '1h', client: { timeout: '30m' } })
    expect(patient.plan?.probe?.timeout).toBe(600_000)
    expect((await one({ name: '', url: 'ssh://a' })).left).toEqual([
      'endpoint "unnamed": there is no probe for ssh://',
    ])
  })

  test('whose conditions name no status takes any, as there; one that no setting says leaves the usual ones', async () => {
    const statusWith = async (...conditions: string[]) =>
      (await one({ conditions })).plan?.probe?.settings.status
    expect(await statusWith('[CONNECTED] == true')).toBe('100-599')
    expect(await statusWith('[RESPONSE_TIME] < 500', '[BODY] == pat(*up*)')).toBe('100-599')
    expect(await statusWith('[STATUS] < 300', '[CONNECTED] == true')).toBe('100-299')
    expect(await statusWith('[STATUS] == pat(2*)')).toBeUndefined()
    const conditions = ['[CONNECTED] == true']
    expect((await one({ url: 'tcp://a:1', conditions })).plan?.probe?.settings).toStrictEqual({})
  })

  test('that is disabled is paused', async () => {
    expect((await one({ enabled: false })).isPaused).toBe(true)
    expect((await one({ enabled: true })).isPaused).toBe(false)
  })

  test('of TLS has the days of the certificate itself; one of HTTPS gets a second check of them', async () => {
    const conditions = ['[CERTIFICATE_EXPIRATION] > 240h']
    const tls = await one({ url: 'tls://a:443', conditions })
    expect([tls.names, tls.plan?.probe?.settings]).toEqual([['web'], { days: '10' }])
    expect((await one({ url: 'tls://a:443' })).plan?.probe?.settings).toStrictEqual({})
    const { checks } = await moved({
      endpoints: [{ name: 'x'.repeat(90), url: 'https://a:8443/b', enabled: false, conditions }],
    })
    expect(checks[1]?.plan).toMatchObject({
      name: `${'x'.repeat(80)} (certificate)`,
      probe: { kind: 'tls', target: 'a:8443', every: 86_400_000, settings: { days: '10' } },
    })
    expect(checks[1]?.isPaused).toBe(true)
    expect((await one({ url: 'icmp://a', conditions })).names).toEqual(['web'])
  })

  test('names what it cannot have', async () => {
    expect((await one({ url: 'ssh://a' })).left).toEqual(['endpoint "web": there is no probe for ssh://'])
    expect((await one({ conditions: ['[IP] == 1'], client: { insecure: true } })).left).toEqual([
      'a condition of "web": no setting of a http probe says [IP] == 1',
      expect.stringContaining('ignoring faults of the certificate of "web"'),
    ])
    expect((await one({ client: { insecure: false } })).left).toEqual([])
    const faulty = await one({ url: 'icmp://-x', conditions: ['[IP] == 1'] })
    expect([faulty.names, faulty.left.length]).toEqual([[], 1])
  })

  test('of the same name and group is another check at another address', async () => {
    const ids = async (...endpoints: object[]) => (await moved({ endpoints })).checks.map(({ id }) => id)
    const [a] = await ids({ name: 'n', group: 'g', url: 'icmp://a' })
    expect(await ids({ name: 'n', group: 'g', url: 'icmp://a', interval: '9m' })).toEqual([a])
    expect(await ids({ name: 'n', group: 'g', url: 'icmp://b' })).not.toEqual([a])
    expect(await ids({ name: 'n', group: 'h', url: 'icmp://a' })).not.toEqual([a])
  })
})

test('checks have the ids that they had when this was written, so that another import makes none anew', async () => {
  const { checks } = await moved({
    endpoints: [
      { name: 'n', group: 'g', url: 'https://a', conditions: ['[CERTIFICATE_EXPIRATION] > 48h'] },
      { name: 'n', url: 'icmp://a' },
    ],
    'external-endpoints': [{ name: 'n', group: 'g', heartbeat: { interval: '1h' } }],
  })
  expect(checks.map(({ id, plan }) => [plan.name, id])).toEqual([
    ['n', '356e1cd4-77a4-8826-822c-096fcf55c5b2'],
    ['n (certificate)', '2e523789-a7c5-8edb-8f96-d4e6b7bea912'],
    ['n', 'd86ae7d1-1801-8619-8248-d96b828036df'],
    ['n', 'e3eea386-13ec-8669-841e-0e06bf48fba5'],
  ])
})

describe('its alerts', () => {
  const NTFY = { ntfy: { topic: 'mine', 'default-alert': { 'failure-threshold': 5, description: 'common' } } }
  const alerts = async (list: unknown, alerting: object = NTFY) => {
    const { channels, failuresBeforeAlert, recovery, description } =
      (await one({ alerts: list }, { alerting })).plan ?? {}
    return { channels, failuresBeforeAlert, recovery, description }
  }

  test('have the habits of the provider where they name none', async () => {
    expect(await alerts([{ type: 'ntfy' }])).toEqual({
      channels: ['ntfy'],
      failuresBeforeAlert: 5,
      recovery: false,
      description: 'common',
    })
    expect(
      await alerts([{ type: 'ntfy', 'failure-threshold': 2, 'send-on-resolved': true, description: 'own' }]),
    ).toEqual({ channels: ['ntfy'], failuresBeforeAlert: 2, recovery: true, description: 'own' })
  })

  test('of several are the earliest, told once to each channel', async () => {
    expect(
      await alerts([
        { type: 'ntfy', 'failure-threshold': 9 },
        { type: 'ntfy', 'failure-threshold': 4, 'send-on-resolved': true },
      ]),
    ).toMatchObject({ channels: ['ntfy'], failuresBeforeAlert: 4, recovery: true })
  })

  test('go to their own provider alone, with the first description that there is', async () => {
    const alerting = {
      discord: { 'webhook-url': 'https://discord.com/api/webhooks/1/a' },
      ntfy: { topic: 'mine' },
    }
    const list = [
      { type: 'ntfy', 'failure-threshold': -5 },
      { type: 'ntfy', description: 'second' },
      { type: 'ntfy', description: 'third' },
    ]
    expect(await alerts(list, alerting)).toEqual({
      channels: ['ntfy'],
      failuresBeforeAlert: 1,
      recovery: false,
      description: 'second',
    })
  })

  test('come after three failures, 100 at most, where nothing is said', async () => {
    const alerting = { ntfy: { topic: 'mine' } }
    expect(await alerts([{ type: 'ntfy' }], alerting)).toMatchObject({
      failuresBeforeAlert: 3,
      description: '',
    })
    expect(await alerts([{ type: 'ntfy', 'failure-threshold': 500 }], alerting)).toMatchObject({
      failuresBeforeAlert: 100,
    })
    expect(await alerts([{ type: 'ntfy', description: 'x'.repeat(2_000) }], alerting)).toMatchObject({
      description: 'x'.repeat(1_000),
    })
  })

  test('that are disabled, or none, alert nobody', async () => {
    expect((await alerts([{ type: 'ntfy', enabled: false }])).channels).toEqual([])
    expect((await alerts([])).channels).toEqual([])
    expect((await alerts('ntfy')).channels).toEqual([])
    expect((await alerts([7, 'ntfy', null])).channels).toEqual([])
    const off = { ntfy: { topic: 'mine', 'default-alert': { enabled: false } } }
    expect((await alerts([{ type: 'ntfy' }], off)).channels).toEqual([])
    expect((await alerts([{ type: 'ntfy', enabled: true }], off)).channels).toEqual(['ntfy'])
    expect((await alerts(undefined)).channels).toEqual([])
  })

  test('by a provider that is not taken over go the usual way', async () => {
    const { checks, channels } = await moved({
      endpoints: [{ name: 'web', url: 'icmp://a', alerts: [{ type: 'pigeon' }] }],
      alerting: { ntfy: { topic: 'mine' }, pigeon: { loft: 'roof' } },
    })
    expect(checks[0]?.plan.channels).toEqual(channels.map(({ name }) => name))
    expect(channels).toHaveLength(1)
  })
})

describe('an external endpoint', () => {
  const external = async (endpoint: object) => {
    const { checks, left } = await moved({ 'external-endpoints': [endpoint] })
    return { plan: checks[0]?.plan, isPaused: checks[0]?.isPaused, left }
  }

  test('is a check that is signalled', async () => {
    const { plan, isPaused, left } = await external({
      name: 'job',
      group: 'g',
      heartbeat: { interval: '30m' },
    })
    expect(plan).toMatchObject({
      name: 'job',
      tags: ['g'],
      schedule: { kind: 'period', period: 1_800_000 },
      grace: 0,
      channels: [],
    })
    expect(plan!.probe).toBeUndefined()
    expect(isPaused).toBe(false)
    expect(left).toEqual([expect.stringMatching(/^the token of "job": /)])
    expect((await external({ name: 'job', heartbeat: { interval: '30m' }, enabled: false })).isPaused).toBe(
      true,
    )
    const rare = await external({ name: 'job', heartbeat: { interval: '999999h' } })
    expect([rare.plan, rare.left]).toEqual([undefined, [expect.stringMatching(/^check "job": /)]])
  })

  test('has as much patience as its failures before an alert take', async () => {
    const graceOf = async (alert: object, interval = '30m') => {
      const endpoint = { name: 'job', heartbeat: { interval }, alerts: [{ type: 'ntfy', ...alert }] }
      return (await external(endpoint)).plan?.grace
    }
    expect(await graceOf({})).toBe(3_600_000)
    expect(await graceOf({ 'failure-threshold': 1 })).toBe(0)
    expect(await graceOf({ 'failure-threshold': 5 })).toBe(7_200_000)
    expect(await graceOf({ 'failure-threshold': 5, enabled: false })).toBe(0)
    expect(await graceOf({ 'failure-threshold': 100 }, '2400h')).toBe(400 * 86_400_000)
  })

  test.each([{}, { heartbeat: {} }, { heartbeat: { interval: '0s' } }, { heartbeat: 'often' }])(
    'with %j has no interval, and is left',
    async more => {
      const { plan, left } = await external(more)
      expect(plan).toBeUndefined()
      expect(left).toEqual([
        'external endpoint "unnamed": it has no heartbeat.interval, so nothing says how often it has to report',
      ])
    },
  )
})

describe('a file', () => {
  test('of an older version has services; suites and the like are named', async () => {
    const { checks, left } = await moved({
      services: [{ name: 'old', url: 'icmp://a' }],
      suites: [{ name: 'flow' }],
      maintenance: {},
      remote: {},
      security: {},
      announcements: [],
    })
    expect(checks.map(({ plan }) => plan.name)).toEqual(['old'])
    expect(left).toEqual([
      'suite "flow": a check here is one look; make one of each of its endpoints',
      ...['maintenance', 'remote', 'security', 'announcements'].map(
        key => `${key}: there is nothing of the kind to take it over to`,
      ),
    ])
  })

  test.each([
    ['[1, 2]', 'is no configuration of Gatus'],
    ['7', 'is no configuration of Gatus'],
    ['{}', 'is no configuration of Gatus'],
    ['# nothing', 'is no configuration of Gatus'],
    ['a: [', 'is no YAML'],
    ['endpoints: 7', 'cannot be read: endpoints is no list of entries'],
    ['endpoints: [7]', 'cannot be read: endpoints is no list of entries'],
  ])('such as %j is none: it %s', async (text, reason) => {
    await expect(gatusMoved([text], () => undefined, MEETING)).rejects.toThrow(reason)
  })

  test('with comments alone may stand beside others', async () => {
    const texts = ['# nothing', JSON.stringify({ endpoints: [{ name: 'web', url: 'https://a' }] })]
    const { checks } = await gatusMoved(texts, () => undefined, MEETING)
    expect(checks.map(({ plan }) => plan.name)).toEqual(['web'])
  })

  test('is none where one of its files is none', async () => {
    const texts = [JSON.stringify({ endpoints: [{ name: 'web', url: 'https://a' }] }), '[7]']
    await expect(gatusMoved(texts, () => undefined, MEETING)).rejects.toThrow('is no configuration of Gatus')
  })

  test('of several is put together, but for a value that two have', () => {
    expect(together({ a: { b: 1 }, c: [1] }, { a: { d: 2 }, c: [2], e: 3 })).toEqual({
      a: { b: 1, d: 2 },
      c: [1, 2],
      e: 3,
    })
    for (const [one, other] of [
      [{ a: 1 }, { a: 1 }],
      [{ a: {} }, { a: 1 }],
      [{ a: 1 }, { a: {} }],
      [{ a: [] }, { a: {} }],
    ])
      expect(() => together(one, other)).toThrow('do not go together')
  })

  test('has variables, and names those that are not set', async () => {
    const unset = new Set<string>()
    const values: Record<string, string> = { HOST: 'nas', EMPTY: '' }
    const text = { a: ['$HOST', '${HOST}s', '$HOSTS', '${GONE}', '$$HOST', '$EMPTY', '$5'], n: 7 }
    expect(expanded(text, name => values[name], unset)).toEqual({
      a: ['nas', 'nass', '$HOSTS', '${GONE}', '$HOST', '', '$5'],
      n: 7,
    })
    expect([...unset]).toEqual(['HOSTS', 'GONE'])
    const { left } = await one({ url: 'icmp://$NOWHERE' })
    expect(left).toContain(
      'the variable NOWHERE: it is not set here; type NOWHERE=... in front of the command',
    )
  })
})
