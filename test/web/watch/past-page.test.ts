import { afterAll, beforeAll, expect, test } from 'vitest'
import { localDayOf, startOfDay } from '../../../src/domain/time/local-days'
import { LEVELS } from '../../../src/domain/watch/time-levels'
import { connectProducer, namesOf, type Redis, untilReady } from '../../../src/io/redis/client'
import { encodeDays, encodeTimes } from '../../../src/io/watch/past-codec'
import { startRedis, type TestRedis } from '../../support/redis'
import { plan, signal } from '../../support/watch'
import { openWeb, type TestWeb } from '../../support/web'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW = new Date(2026, 10, 28, 12).getTime()
/** Of a page with all its parts; see test/browser/watch-looks.test.ts. Its style sheets, scripts and icon have 26 kB. */
const MOST_BYTES = 60_000 - 26_000

let redis: TestRedis
let web: TestWeb
let connection: Redis
let admin: Awaited<ReturnType<TestWeb['admin']>>
beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target, now: () => NOW })
  admin = await web.admin()
  connection = connectProducer(redis.target)
  await untilReady(connection)
})
afterAll(async () => {
  connection.disconnect()
  await web.close()
  await redis.close()
})

const pageOf = async (id: string) => (await admin.get(`/checks/${id}/past`)).text
const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('the year of a check is in words: months with uptime and how much of it is known, days with outages, and times', async () => {
  const { checks } = web.ports
  const { check } = await checks.create(
    plan('Backup', { failuresBeforeAlert: 1, grace: 60 * DAY }),
    'page',
    NOW - 40 * DAY,
  )
  const at = (days: number, kind: 'success' | 'fail' | 'start', later = 0) =>
    checks.record({ id: check.id }, signal(kind, NOW - days * DAY + later))
  await at(38, 'success')
  await at(10, 'fail')
  await at(10, 'success', 2 * HOUR)
  await at(1, 'start')
  await at(1, 'success', 90_000)
  await connection.rpush(namesOf(connection).watch.away, `${NOW - 5 * DAY} ${NOW - 3 * DAY}`)
  const page = words(await pageOf(check.id))
  expect(page).toContain('Nov 2026 99.67 % 1 outage, known for 25d12h of 27d12h')
  expect(page).toContain('Oct 2026 100 % no outage, known for 10d')
  expect(page).toMatch(/Days with outages 18 Nov: down 2h /)
  expect(page).toContain('30 days Lowest 90.0 s, middle 90.0 s, greatest 90.0 s, in 1 run')
  expect(page).toContain('Unknown, since the watch was away, from 2026/11/23 12:00 to 2026/11/25 12:00.')
})

test('the page of a check has the run times of its last day, once it has any', async () => {
  const { checks } = web.ports
  const { check } = await checks.create(plan('Snapshots', { grace: 60 * DAY }), 'page', NOW - DAY)
  const own = async () => words((await admin.get(`/checks/${check.id}`)).text)
  expect(await own()).not.toContain('Run times')
  await checks.record({ id: check.id }, signal('start', NOW - 2 * HOUR))
  await checks.record({ id: check.id }, signal('success', NOW - 2 * HOUR + 90_000))
  expect(await own()).toMatch(
    /Run times.* 24 hours Lowest 90\.0 s, middle 90\.0 s, greatest 90\.0 s, in 1 run/,
  )
})

test('a check that has never signalled has an empty year, and the words for it', async () => {
  const { check } = await web.ports.checks.create(plan('Young'), 'page', NOW)
  const page = words(await pageOf(check.id))
  expect(page).toContain('None yet. A run has a time when its start and its end are both sent')
  expect(page).not.toContain('100 %')
})

test('a page is light however much there is to draw: every quarter of an hour, and an outage each day', async () => {
  const { checks } = web.ports
  const { check } = await checks.create(plan('Busy', { grace: 60 * DAY }), 'page', NOW - 400 * DAY)
  await checks.record({ id: check.id }, signal('success', NOW - 399 * DAY))
  const figures = (span: number, kept: number) =>
    Array.from({ length: Math.floor(kept / span) }, (_, n) => {
      const slot = Math.floor((NOW - kept) / span) * span + n * span
      return {
        at: span === DAY ? startOfDay(localDayOf(slot)) : slot,
        count: 9,
        min: 1_000 + ((n * 7_919) % 977),
        median: 3_000 + ((n * 7_919) % 1_777),
        max: 9_000 - ((n * 7_919) % 1_999),
      }
    })
  const levels = {
    fine: figures(15 * MINUTE, LEVELS.fine.keptMs),
    middle: figures(3 * HOUR, LEVELS.middle.keptMs),
    coarse: figures(DAY, LEVELS.coarse.keptMs),
  }
  const { runTimes, statusDays } = namesOf(connection).watch
  await connection.set(runTimes(check.id), encodeTimes({ cursor: 9_999, levels }))
  const days = Array.from({ length: 366 }, (_, n) => ({
    day: localDayOf(NOW) - 365 + n,
    down: (1 + (n % 17)) * HOUR,
    unknown: (n % 5) * HOUR,
    outages: 1 + (n % 3),
  }))
  await connection.set(
    statusDays(check.id),
    encodeDays({ seq: 9_999, from: NOW - 399 * DAY, until: NOW, days }),
  )
  const html = await pageOf(check.id)
  expect(words(html)).toMatch(/1 year Lowest [\d.]+ s, middle [\d.]+ s, greatest [\d.]+ s, in 3285 runs/)
  expect(words(html)).toContain('and 354 more before that')
  expect(html.length).toBeLessThan(MOST_BYTES)
  expect((await admin.get(`/checks/${check.id}`)).text.length).toBeLessThan(MOST_BYTES)
})

test('the page is for those logged in only', async () => {
  expect((await web.visitor().get('/checks/x/past').set('Accept', 'text/html')).headers.location).toMatch(
    /^\/login/,
  )
})
