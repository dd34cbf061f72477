import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LookStore } from '../../../src/domain/watch/looks'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, openLooks, openSweeps, plan } from '../../support/watch'
import { openWeb, type TestWeb } from '../../support/web'

const NOON = Date.UTC(2026, 10, 20, 12)
const PROBE = {
  kind: 'http',
  target: 'https://nas.example.org/health',
  every: 5 * MINUTE,
  settings: { contains: 'ready', username: 'watch', password: 'a goat' },
} as const

const redis = await shareRedis()
let web: TestWeb
let looks: LookStore
let clock = NOON

beforeEach(async () => {
  clock = NOON
  web = await openWeb({ redis: redis.target, now: () => clock })
  looks = openLooks(redis)
})
afterEach(async () => {
  await looks.close()
  await web.close()
})

const made = async (name: string) =>
  (await web.ports.checks.create(plan(name, { probe: PROBE }), 'page', clock)).check
const shown = async (path: string) => {
  const { text } = await (await web.admin()).get(path)
  return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
}

test('a check that looks shows what it looks at, its next look, and how it went', async () => {
  const { id } = await made('Health')
  const before = await shown(`/checks/${id}`)
  expect(before).toContain('Web address: https://nas.example.org/health')
  expect(before).toMatch(
    /How often every 5m At most 10 s a look Contains ready User watch Password kept, not shown Blind after 15m without an answer/,
  )
  expect(before).toMatch(/Next look .*12:0[0-5]/)
  expect(before).toContain('Response times None yet.')
  expect(before).not.toMatch(/a goat|Next due|How to check in|Grace/)

  const answer = { answer: 'success', detail: 'it answered 200' } as const
  for (const [n, took] of [20, 40, 90].entries())
    await looks.record(id, { ...answer, took }, clock + n * 5 * MINUTE)
  await looks.record(id, { ...answer, took: 1_400, warning: 'it took 1400 ms' }, clock + 15 * MINUTE)
  await looks.flush()
  clock += 17 * MINUTE
  const well = await shown(`/checks/${id}`)
  expect(well).toContain('Warning it took 1400 ms')
  expect(well).toContain('Response time 1.4 s')
  expect(well).toContain('24 hours Lowest 20 ms, middle 40 ms, greatest 1.4 s, in 4 minutes')

  clock += 5 * MINUTE
  await looks.record(id, { answer: 'blind', detail: 'no name server answers' }, clock)
  expect(await shown(`/checks/${id}`)).toMatch(
    /Could not look since \S+ \(just now\) , because no name server answers/,
  )
  const list = await shown('/checks')
  expect(list).toContain('http https://nas.example.org/health, every 5m · answered in 1.4 s')
  expect(list).toMatch(/Could not look since \S+ \(just now\) : no name server answers/)
})

test('its history says that it was looked at, and why a look failed', async () => {
  const { id } = await made('Looked at')
  await looks.record(id, { answer: 'success', detail: 'it answered 200' }, clock)
  const detail = 'it answered 503'
  await looks.record(id, { answer: 'failure', detail, output: 'a\n\nlog' }, clock + 5 * MINUTE)
  clock += 6 * MINUTE
  const page = await shown(`/checks/${id}`)
  expect(page).toContain('new → up it was looked at, and is well')
  expect(page).toContain('up → down the look failed: it answered 503 ')
  expect(page).not.toMatch(/it checked in|it reported a failure/)
  // What was sent to it before that stays what it was.
  await web.ports.checks.update(id, { probe: undefined }, clock)
  await web.ports.checks.record({ id }, { kind: 'fail', at: clock + MINUTE, detail: {} })
  const mixed = await shown(`/checks/${id}`)
  expect(mixed).toContain('new → down it reported a failure')
  expect(mixed).toContain('up → down the look failed: it answered 503 ')
  await web.ports.checks.remove(id)
})

test('the plots draw each span at its height, leave gaps, and are at most a few kB', async () => {
  const { id } = await made('Plotted')
  const answer = { answer: 'success', detail: 'it answered 200' } as const
  // Two looks, a gap, and another look; 100 ms is the upper edge.
  for (const [minutes, took] of [
    [0, 100],
    [5, 50],
    [20, 20],
  ] as const)
    await looks.record(id, { ...answer, took }, clock + minutes * MINUTE)
  await looks.flush()
  clock += 24 * 60 * MINUTE - 5 * MINUTE
  const { text } = await (await web.admin()).get(`/checks/${id}`)
  const [plot] = /<svg class="area".*?<\/svg>/s.exec(text) ?? []
  expect(plot).toBe(
    '<svg class="area" viewBox="0 0 289 100" preserveAspectRatio="none" width="100%" height="5rem">' +
      // Nobody looked from the third look on.
      '<path class="gap" d="M6 0h282v100h-282z"/><path class="grid" d="M0 50h289"/>' +
      '<path class="band" d="M1 0h1v50h1h-1v-50h-1zM5 80h1h-1z"/>' +
      '<path class="line" d="M1 0h1v50h1M5 80h1"/></svg>',
  )
})

test('one that is blind is shown with its time', async () => {
  const { id } = await made('Blind')
  const { check } = (await web.ports.checks.get(id)) ?? {}
  expect(check?.grace).toBe(10 * MINUTE)
  await looks.record(id, { answer: 'blind', detail: 'there is no ping' }, clock)
  const page = await shown(`/checks/${id}`)
  expect(page).toMatch(/Last answer none yet/)
  expect(page).toMatch(/because there is no ping/)

  clock += 20 * MINUTE
  const sweeps = openSweeps(redis, () => clock)
  await sweeps.lapse(await sweeps.due(clock, 100), clock)
  await sweeps.close()
  expect(await shown('/')).toMatch(/The watch \d checks?, 1 blind /)
})
