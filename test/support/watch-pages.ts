/** The pages of the watch in a browser that is logged in, with checks, channels, alerts and an API key to be seen. */
import { resolve } from 'node:path'
import type { DeliveryRecord } from '../../src/domain/alerts/alert'
import type { ChannelHealth } from '../../src/domain/alerts/channel-health'
import { outagesOf } from '../../src/domain/watch/outages'
import { launchBrowser, logIn } from './browser'
import { liveThrough } from './checks'
import { startRedis } from './redis'
import { serve } from './serve'
import { plan } from './watch'
import { INI, openWeb, type TestWebOptions } from './web'

const NOW = Date.now()

const DELIVERIES = (
  [
    { channel: 'duty', state: 'retrying', attempts: 1, detail: 'answered 503', nextAt: NOW + 60_000 },
    { channel: 'phone', state: 'delivered', attempts: 2, detail: 'answered 200' },
    { channel: 'old', state: 'dropped', attempts: 0, detail: 'there is no channel of that name' },
    { channel: 'mail', state: 'failed', attempts: 1, detail: 'smtp.example.org answered 550 to RCPT' },
  ] as const
).map(
  (given): DeliveryRecord => ({
    ...given,
    id: given.channel,
    kind: 'trigger',
    subject: '[DOWN] Backup of the NAS',
    plannedAt: NOW - 7_000,
    at: NOW - 5_000,
  }),
)

const HEALTH: Readonly<Record<string, ChannelHealth>> = {
  phone: { since: NOW - 3_600_000, failures: 4, detail: 'answered 503', reported: true },
}

export type WatchPages = Awaited<ReturnType<typeof openWatchPages>>

/** The app with all that, without a browser. */
interface SceneOptions extends Pick<TestWebOptions, 'ini' | 'catalogue'> {
  /** Of the channels that fail. */
  readonly health?: Readonly<Record<string, ChannelHealth>>
  /** Whether a window of maintenance lasts. */
  readonly isMaintained?: boolean
}

export async function openWatchScene({
  ini = INI,
  health = HEALTH,
  isMaintained = true,
  ...options
}: SceneOptions = {}) {
  const redis = await startRedis()
  const web = await openWeb({
    ...options,
    redis: redis.target,
    ini: `${ini}[status.family]\ntitle = How things are at home\nabout = Ask Ann if something is red.\ntags = house nas\npublic = on\n`,
    ports: {
      assets: resolve(import.meta.dirname, '../../dist'),
      deliveries: {
        forCheck: async () => DELIVERIES,
        health: async name => health[name],
        failing: async () => new Map(Object.entries(health)),
      },
    },
  })
  for (const channel of [
    { name: 'phone', kind: 'ntfy', settings: { topic: 'cellar-4711', token: 'tk_secret' } },
    { name: 'duty', kind: 'web-push', settings: { contact: 'mailto:me@example.org' } },
  ] as const)
    await web.ports.channelStore.save({ ...channel, origin: 'page' })
  const window = {
    name: 'nas',
    origin: 'page',
    settings: {
      start: '2020-01-01 00:00',
      period: '1d',
      duration: '1d',
      timezone: 'UTC',
      tags: 'nas',
      about: 'A new disk',
    },
  } as const
  if (isMaintained) await web.ports.windowStore.save(window)
  const seen = await liveThrough(web.ports.checks, redis, NOW)
  const [outage] = outagesOf(
    await web.ports.checks.flips(seen.backup.check.id),
    (await web.ports.checks.get(seen.backup.check.id))?.state ?? seen.backup.state,
    [],
    0,
  )
  if (outage)
    await web.ports.checks.notes.add(seen.backup.check.id, {
      due: outage.due,
      at: NOW - 60_000,
      text: 'A new disk is on its way.',
    })
  const { key } = await web.ports.apiKeys.create('Prometheus', 'read', NOW)
  for (const name of ['Attic', 'Won a prize! https://evil.example/with/a/long/address', '\u202ereversed']) {
    const making = { waits: true, from: '192.168.1.77' }
    await web.ports.checks.create(plan(name), 'checkin', NOW, undefined, making)
  }
  return {
    web,
    seen,
    key,
    close: async () => {
      await web.close()
      await redis.close()
    },
  }
}

export async function openWatchPages(options?: SceneOptions) {
  const [scene, browser] = await Promise.all([openWatchScene(options), launchBrowser()])
  const { web, seen, key } = scene
  const { url, close } = await serve(web.app)
  // The pages' policy keeps axe-core out.
  const context = await browser.newContext({
    bypassCSP: true,
    reducedMotion: 'reduce',
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  await logIn(page, url)
  await page.close()

  return {
    url,
    web,
    browser,
    /** Logged in; as wide as a phone. */
    context,
    seen,
    key,
    close: async () => {
      await browser.close()
      close()
      await scene.close()
    },
  }
}
