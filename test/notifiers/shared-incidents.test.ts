/** PagerDuty with version = 1 beside other watches: whose incident it is, and what is noted. */
import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import type { SharedIncidents } from '../../src/domain/alerts/ports'
import type { Exchange } from '../../src/domain/net/exchange'
import { pagerdutyV1 } from '../../src/notifiers/pagerduty-v1'
import { AT, context } from '../contracts/notifier'

const ALERT: Alert = {
  kind: 'trigger',
  key: 'k',
  check: 'c1',
  name: 'job',
  status: 'down',
  tags: [],
  subject: '[DOWN] job',
  text: 'words',
  since: new Date(2026, 10, 28, 2, 22).getTime(),
  at: AT,
}

interface World {
  readonly openedBy?: 'us' | 'another' | 'peer' | undefined
  readonly offset?: string
  readonly status?: number
  readonly page?: string
}

async function sent(alert: Partial<Alert>, world: World = {}) {
  const { offset = '60s', status = 200 } = world
  const events: object[] = []
  const noted: unknown[] = []
  const incidents: SharedIncidents = {
    keyFor: async (of, drawn) => `${of}+${drawn}`,
    openedBy: async key => {
      noted.push(['asked', key])
      return 'openedBy' in world ? world.openedBy : 'us'
    },
    noteOpened: async (key, result, now) => void noted.push(['opened', key, JSON.parse(result), now]),
    noteEnded: async (of, key) => void noted.push(['ended', of, key]),
  }
  const http = {
    send: async ({ body }: { readonly body: string }) => {
      events.push(JSON.parse(body))
      return { kind: 'answer', status, body: '', headers: {}, at: AT, phases: { total: 1 } } as Exchange
    },
  } as never
  const { page: _, ...tools } = context(undefined, { incidents, http, now: 77 })
  const channel = {
    name: 'pager',
    kind: 'pagerduty',
    origin: 'ini',
    settings: { url: 'https://p/', routingkey: 'r', version: '1', offset },
  } as const
  const delivery = await pagerdutyV1(
    { ...ALERT, ...alert },
    channel,
    world.page === undefined ? tools : { ...tools, page: world.page },
  )
  return { delivery, events, noted }
}
const KEY = 'k+job-20261128-02'
const EVENT = {
  incident_key: KEY,
  event_type: 'trigger',
  description: '[DOWN] job',
  client: 'intvlm8r',
  details: { text: 'words', tags: [] },
}

test('an outage is sent by the key that is kept, and noted without the key of the service', async () => {
  expect(await sent({})).toEqual({
    delivery: { ok: true, detail: 'answered 200' },
    events: [{ service_key: 'r', ...EVENT }],
    noted: [
      ['asked', KEY],
      ['opened', KEY, EVENT, 77],
    ],
  })
  expect((await sent({}, { page: 'http://pi' })).events).toMatchObject([
    { client_url: 'http://pi/checks/c1' },
  ])
})

test('its end is sent and noted', async () => {
  const { events, noted } = await sent({ kind: 'resolve' })
  expect(events).toEqual([
    { service_key: 'r', incident_key: KEY, event_type: 'resolve', description: '[DOWN] job' },
  ])
  expect(noted).toEqual([
    ['asked', KEY],
    ['ended', 'k', KEY],
  ])
})

test('what was not delivered is not noted', async () => {
  expect((await sent({}, { status: 500 })).noted).toEqual([['asked', KEY]])
  expect((await sent({ kind: 'resolve' }, { status: 500 })).noted).toEqual([['asked', KEY]])
})

describe('an incident', () => {
  const PEER = 'not sent: a peer has opened the incident'
  test.each([
    ['another', 'trigger', 'not sent: another watch has opened the incident'],
    ['another', 'resolve', undefined],
    ['peer', 'trigger', PEER],
    ['peer', 'resolve', `${PEER}, and resolves it`],
    [undefined, 'trigger', undefined],
    [undefined, 'resolve', 'not sent: this watch has no such incident open'],
    ['us', 'reminder', undefined],
  ] as const)('that %s has opened, at a %s', async (openedBy, kind, detail) => {
    const { delivery, events } = await sent({ kind }, { openedBy })
    expect(delivery).toEqual({ ok: true, detail: detail ?? 'answered 200' })
    expect(events).toHaveLength(detail === undefined ? 1 : 0)
  })

  test('is nobody else’s without an offset', async () => {
    for (const offset of ['', '0s']) {
      const { delivery, noted } = await sent({}, { openedBy: 'another', offset })
      expect(delivery.detail).toBe('answered 200')
      expect(noted).toEqual([['opened', KEY, EVENT, 77]])
    }
  })
})

describe('an alert about no check, and a test,', () => {
  test('have an incident of their own, of which nobody is asked', async () => {
    const { check: _, ...rest } = ALERT
    for (const kind of ['trigger', 'resolve', 'digest'] as const) {
      const { events, noted } = await sent({ ...rest, check: undefined, kind } as never)
      expect(events).toMatchObject([
        { incident_key: 'k', event_type: kind === 'resolve' ? 'resolve' : 'trigger' },
      ])
      expect(noted).toEqual([])
    }
  })

  test('a test resolves what it has opened', async () => {
    const types = (events: readonly object[]) => events.map(event => Object(event).event_type)
    expect(types((await sent({ kind: 'test' })).events)).toEqual(['trigger', 'resolve'])
    expect(types((await sent({ kind: 'test' }, { status: 400 })).events)).toEqual(['trigger'])
    expect((await sent({ kind: 'test' })).noted).toEqual([])
  })
})
