import { utimes } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { HeartbeatQueue } from '../../../src/domain/heartbeat/ports'
import type { LastTick } from '../../../src/domain/heartbeat/tick'
import { INI, openWeb, type TestWeb } from '../../support/web'

const NOW = new Date('2026-11-20T10:07').getTime()
const TICK: LastTick = { at: NOW - 60_000, end: 'nothing', line: 'nothing to do' }

let web: TestWeb
afterEach(async () => await web.close())

const queue: HeartbeatQueue = {
  addForSlot: () => Promise.reject(new Error('not here')),
  addForBoot: () => Promise.reject(new Error('not here')),
  addNow: () => Promise.reject(new Error('not here')),
  find: async () => undefined,
  roundTrips: async () => ({ day: [], month: [], year: [] }),
  history: async () => [],
  pulse: async () => ({ server: 'valkey 8.1.4', workers: 1 }),
}

/** The colour of the page that was opened last. */
let colour: string | undefined

/** The text of the page. */
async function home(
  result: { at: number; result: string } | undefined,
  more: { ini?: string; tick?: LastTick | null; redis?: boolean } = {},
): Promise<string> {
  const { ini = INI, tick = TICK, redis = true } = more
  web = await openWeb({
    ini,
    now: () => NOW,
    ports: { ticks: { read: async () => tick ?? undefined }, ...(redis && { queue }) },
  })
  await utimes(web.where.ini, NOW / 1000 - 86_400, NOW / 1000 - 86_400)
  if (result) await web.ports.result.write(result)
  const { status, text } = await (await web.admin()).get('/').set('Accept', 'text/html')
  expect(status).toBe(200)
  expect(text).not.toContain('secret-token')
  colour = /<section class="card glance (\w+)"/.exec(text)?.[1]
  return text
    .replace(/<head>[\s\S]*<\/head>|<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replace(/\s+/g, ' ')
}

describe('at one glance', () => {
  const arrived = { at: NOW - 417_000, result: '200' }
  test('alive, with the last heartbeat and the next', async () => {
    const text = await home(arrived)
    expect(text).toContain('Alive Every part from the timer to the receiver works.')
    expect(text).toContain('Delivered (200), 6 minutes ago at 10:00')
    expect(text).toContain('Next heartbeat 10:10 in 3 minutes')
    expect(text).toContain('Receiver Web address')
  })

  test.each<[string, string, Parameters<typeof home>]>([
    [
      'a heartbeat that was refused',
      "No heartbeat It stops at Receiver's answer : the last result was HTTP error 503.",
      [{ ...arrived, result: 'HTTP error 503' }],
    ],
    [
      'a timer that has stopped',
      'No heartbeat It stops at Timer : no tick for 17 minutes: the timer does not run.',
      [{ ...arrived, at: NOW - 1_500_000 }, { tick: { ...TICK, at: NOW - 17 * 60_000 } }],
    ],
    [
      'Redis gone after the last one arrived',
      'Broken The last heartbeat arrived, but now Redis is in trouble: Redis cannot be reached.',
      [arrived, { redis: false }],
    ],
    ['Off', 'Off Heartbeating is Off. Switch it on', [arrived, { ini: INI.replace('= 10', '= Off') }]],
    [
      'a heartbeat that does not go out',
      'Late The 10:05 heartbeat has not gone out. It stands at Timer : nothing to do.',
      [arrived, { ini: INI.replace('= 10', '= 5'), tick: { ...TICK, at: NOW - 400_000 } }],
    ],
    [
      'a slot that is over without its heartbeat',
      'No heartbeat It stops at Redis : it answers now, but took no heartbeat of the last tick. The 10:00 heartbeat did not go out. See where',
      [
        { ...arrived, at: NOW - 1_000_000 },
        { tick: { at: NOW - 120_000, end: 'redis', line: 'no heartbeat' } },
      ],
    ],
    [
      'something to attend to',
      'Alive The last heartbeat arrived, but now Timer needs attention: the last tick lies 60 minutes ahead',
      [arrived, { tick: { ...TICK, at: NOW + 3_600_000 } }],
    ],
    [
      'a timer of which nothing is known',
      'Alive The last heartbeat arrived. Not known yet: Timer : no tick yet; one comes every five minutes. See where',
      [arrived, { tick: null }],
    ],
    [
      'Off with Redis away',
      'Off Heartbeating is Off, and Redis is in trouble: Redis cannot be reached. Switch it on',
      [arrived, { ini: INI.replace('= 10', '= Off'), redis: false }],
    ],
    [
      'a faulty INI',
      'No heartbeat It stops at Settings (INI) : [Monitoring] heartbeatfrequency: "7"',
      [arrived, { ini: INI.replace('= 10', '= 7') }],
    ],
  ])('%s: %s', async (_name, expected, inputs) => {
    expect(await home(...inputs)).toContain(expected)
  })
})

describe('the colour is that of the worst link', () => {
  const arrived = { at: NOW - 417_000, result: '200' }
  test.each<[string, string, Parameters<typeof home>]>([
    ['nothing', 'ok', [arrived]],
    ['Redis', 'bad', [arrived, { redis: false }]],
    ['a late heartbeat', 'warn', [arrived, { ini: INI.replace('= 10', '= 5') }]],
    ['a clock that was set back', 'warn', [arrived, { tick: { ...TICK, at: NOW + 3_600_000 } }]],
    ['nothing, without a tick yet', 'unknown', [arrived, { tick: null }]],
    ['Off', 'unknown', [arrived, { ini: INI.replace('= 10', '= Off') }]],
  ])('in trouble: %s', async (_name, expected, inputs) => {
    await home(...inputs)
    expect(colour).toBe(expected)
  })
})

test('a disk that is nearly full is in the notices, as on the page System', async () => {
  web = await openWeb()
  const facts = await web.ports.system.facts()
  const full = { ...facts, disk: { free: 49e6, total: 31.1e9 } }
  Object.assign(web.ports.system, { facts: async () => full, recentFacts: async () => full })
  const admin = await web.admin()
  for (const path of ['/', '/monitoring'])
    expect((await admin.get(path).set('Accept', 'text/html')).text, path).toContain(
      'Only 49.0 MB of its disk are free',
    )
  expect((await admin.get('/system').set('Accept', 'text/html')).text).toMatch(
    /49 MB of 31\.1 GB <em>\(trouble\)/,
  )
})

test('home is only for those logged in', async () => {
  web = await openWeb()
  const { status, headers } = await web.visitor().get('/').set('Accept', 'text/html')
  expect([status, headers.location]).toEqual([303, '/login'])
})
