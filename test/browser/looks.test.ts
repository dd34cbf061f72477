import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SystemFacts } from '../../src/domain/appliance/system-facts'
import type {
  Attempt,
  HeartbeatOutcome,
  HeartbeatRecord,
  Progress,
} from '../../src/domain/heartbeat/heartbeat'
import type { HeartbeatQueue } from '../../src/domain/heartbeat/ports'
import { slotOf, slotStart } from '../../src/domain/time/slot'
import { type Browser, launchBrowser, logIn, type Page, smallTargets, violations } from '../support/browser'
import { serve } from '../support/serve'
import { INI, openWeb, type TestWeb } from '../support/web'

/** The folder for pictures of the pages, for the README and docs: `SCREENSHOTS=/tmp/pictures npx vitest run test/browser/looks.test.ts`. */
const PICTURES = process.env.SCREENSHOTS

const NOW = slotStart(slotOf(Date.now())) + 100_000
const PING = 'https://hc-ping.com/0a1b2c3d-1111-2222-3333-0123456789ab'

function attempt(at: number, result: string): Attempt {
  const delivered = result === '200'
  const detail = delivered ? 'answered 200' : `answered ${result.slice(-3)}`
  return { at, delivered, result, detail, phases: { dns: 21, tcp: 48, tls: 96, answer: 151, total: 153 } }
}

/** A day in the field: most heartbeats arrive, some at the second attempt, a few not at all. */
function record(index: number, newest: readonly string[]): HeartbeatRecord {
  const results =
    index === 0
      ? newest
      : index === 9
        ? ['HTTP error 503', '200']
        : index === 17
          ? ['HTTP error 503', 'HTTP error 503']
          : ['200']
  const slot = slotOf(NOW) - index * 2
  const finishedAt = slotStart(slot) + 2_000 + index * 7
  const missed = index === 23 || index === 24
  const outcome: HeartbeatOutcome = missed ? 'missed' : results.at(-1) === '200' ? 'delivered' : 'failed'
  return {
    job: `slot-${slot}`,
    slot,
    occasion: 'due',
    outcome,
    attempts: missed
      ? []
      : results.map((result, n) => attempt(finishedAt - (results.length - n - 1) * 6_000, result)),
    reason: missed
      ? 'no heartbeat was requested: was the power off, the timer stopped, or Redis away?'
      : 'answered 200',
    receiver: missed ? '' : 'Healthchecks',
    queuedAt: finishedAt - 160 - (results.length - 1) * 6_000,
    finishedAt,
  }
}

const RETRYING: Progress = {
  job: 'now-1',
  slot: slotOf(NOW),
  state: 'retrying',
  detail: 'answered 503',
  attempts: [attempt(NOW, 'HTTP error 503')],
}

const queue = (newest: readonly string[]): HeartbeatQueue => ({
  addForSlot: async () => Promise.reject(new Error('not here')),
  addForBoot: async () => Promise.reject(new Error('not here')),
  addNow: async () => RETRYING,
  find: async () => RETRYING,
  roundTrips: async () => {
    const trips = Array.from({ length: 48 }, (_, index) => {
      const took = 120 + ((index * 7_919) % 90)
      return { at: NOW - index * 1_200_000, count: 1, min: took, median: took, max: took + 40 }
    })
    return { day: trips.slice().reverse(), month: trips.slice().reverse(), year: trips.slice(0, 1) }
  },
  history: async () => Array.from({ length: 48 }, (_, index) => record(index, newest)),
  pulse: async () => ({ server: 'valkey 8.1.4', workers: 1 }),
})

const SOUND = INI.replace(/heartbeaturl = .*/, `heartbeaturl = ${PING}`)

/** The appliance on a good day, on a day when the receiver and the timer are down, and with an INI to be mended. */
const SCENES = {
  calm: {
    ini: SOUND,
    queue: queue(['200']),
    tick: {
      at: NOW - 92_000,
      end: 'queued',
      line: `heartbeat queued as slot-${slotOf(NOW)}: due every 10 minutes`,
    },
  },
  refused: {
    ini: SOUND,
    queue: queue(['HTTP error 503', 'HTTP error 503']),
    tick: { at: NOW - 17 * 60_000, end: 'nothing', line: 'nothing to do: not due, next at 10:10' },
  },
  broken: {
    ini: SOUND.replace('frequency = 10', 'frequency = 7').replace('trustproxy = off', 'trustproxy = perhaps'),
    queue: undefined,
    tick: { at: NOW - 60_000, end: 'ini', line: 'no heartbeat: the INI has faults' },
  },
} as const

const UNITS = [
  'intvlm8r-tick.timer',
  'intvlm8r-tick.service',
  'intvlm8r-redis.service',
  'intvlm8r-web.service',
]
const FACTS: SystemFacts = {
  hostName: 'raspberrypi',
  os: 'Debian GNU/Linux 13 (trixie)',
  node: 'v20.19.2',
  model: 'Raspberry Pi 4 Model B Rev 1.4',
  uptime: 9 * 86_400_000,
  temperature: 51.5,
  power: { now: [], sinceStart: ['under-voltage'] },
  disk: { free: 22.4e9, total: 31.1e9 },
  memory: { available: 512e6, total: 944e6 },
  clockSynchronised: true,
  units: [
    ...UNITS.map(name => ({ name, state: 'active', detail: 'running', healthy: true })),
    { name: 'intvlm8r-worker.service', state: 'failed', detail: 'failed', healthy: false },
  ],
}

interface OpenScene {
  readonly url: string
  close(): Promise<void>
}

async function openScene({
  ini,
  queue: history,
  tick,
}: (typeof SCENES)[keyof typeof SCENES]): Promise<OpenScene> {
  const web: TestWeb = await openWeb({
    ini,
    now: () => NOW,
    ports: {
      ticks: { read: async () => tick },
      system: {
        host: () => FACTS,
        zone: () => 'Europe/Berlin',
        zoneProblem: () => undefined,
        facts: async () => FACTS,
        recentFacts: async () => FACTS,
        tickLog: async () => ({ source: 'nowhere', lines: [] }),
        redactedIni: async () => ({ ini: '', mask: text => text }),
      },
      ...(history && { queue: history }),
    },
  })
  const longAgo = NOW / 1000 - 9 * 86_400
  await utimes(web.where.ini, longAgo, longAgo)
  const { url, close } = await serve(web.app)
  return {
    url,
    close: async () => {
      close()
      await web.close()
    },
  }
}

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => await browser.close())

/** The screens of the pictures: colour scheme, width in pixels. */
const SOME = [
  ['light', 1280],
  ['dark', 390],
] as const
const ALL = [...SOME, ['light', 390], ['dark', 1280]] as const

describe.each([
  ['calm', ['/', '/monitoring', '/monitoring/round-trips', '/system', '/system?menu'], ALL],
  ['calm', ['/monitoring?typed', '/monitoring?pressed', '/peers'], SOME],
  ['refused', ['/', '/monitoring'], SOME],
  ['broken', ['/', '/monitoring'], SOME],
] as const)('the appliance, %s', (scene, paths, screens) => {
  let opened: OpenScene

  beforeAll(async () => {
    opened = await openScene(SCENES[scene])
  })
  afterAll(async () => await opened.close())

  test.each(screens)('is open to everybody, %s at %d px', async (colorScheme, width) => {
    const context = await browser.newContext({
      bypassCSP: true,
      colorScheme,
      viewport: { width, height: 844 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    if (screens === ALL) await inspect(page, `${opened.url}/login`, `login-${colorScheme}-${width}`)
    await logIn(page, opened.url)
    for (const path of paths) {
      const name = path === '/' ? 'home' : path.slice(1).replace(/[?/]/g, '-')
      await inspect(page, `${opened.url}${path}`, `${name}-${scene}-${colorScheme}-${width}`)
    }
    await context.close()
  })
})

test.each([320, 390])('the whole text of every bar can be read at %d px', async width => {
  const opened = await openScene(SCENES.refused)
  const page = await browser.newPage({ viewport: { width, height: 844 } })
  await logIn(page, opened.url)
  await page.goto(`${opened.url}/monitoring`)
  const cut = await page.$$eval('.tip, .tap', texts =>
    texts.filter(text => text.scrollHeight > text.clientHeight).map(text => text.textContent),
  )
  expect(cut).toEqual([])
  await page.close()
  await opened.close()
})

test('axe-core finds a violation', async () => {
  const page = await browser.newPage()
  await page.setContent('<html lang="en"><title>x</title><main><h1>x</h1><img src="x"></main></html>')
  expect(await violations(page)).toEqual([expect.stringContaining('image-alt')])
  await page.close()
})

/** Actions on the page before its picture is taken. */
const DEEDS: Record<string, (page: Page) => Promise<void>> = {
  '?menu': page => page.click('summary'),
  '?typed': async page => {
    await page.fill('#hbUrl', 'ftp://receiver.lan')
    await page.focus('.heartbeat-bar li:nth-last-child(10) button')
  },
  '?pressed': async page => {
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="retrying"]')
  },
}

/** The limit for a page with all its parts, uncompressed. */
const MOST_BYTES = 60_000

async function inspect(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url)
  const weight = await page.evaluate(async () => {
    const parts = [location.href, ...performance.getEntriesByType('resource').map(({ name: part }) => part)]
    const bodies = await Promise.all(parts.map(async part => (await fetch(part)).blob()))
    return bodies.reduce((sum, { size }) => sum + size, 0)
  })
  expect(weight, `${name} weighs too much`).toBeLessThan(MOST_BYTES)
  await DEEDS[new URL(url).search]?.(page)
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
  expect(await violations(page), name).toEqual([])
  if ((page.viewportSize()?.width ?? 0) < 900)
    expect(await smallTargets(page), `${name} is hard to touch`).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0)
}
