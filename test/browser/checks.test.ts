import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliveryRecord } from '../../src/domain/alert'
import type { ApiKey } from '../../src/domain/api-key'
import type { ChannelHealth } from '../../src/domain/channel-health'
import {
  type Browser,
  type BrowserContext,
  launchBrowser,
  logIn,
  type Page,
  violations,
} from '../support/browser'
import { liveThrough } from '../support/checks'
import { startRedis, type TestRedis } from '../support/redis'
import { plan, signal } from '../support/watch'
import { openWeb, type TestWeb } from '../support/web'

/** Where pictures of the pages go. */
const PICTURES = process.env.SCREENSHOTS
/** No more than this for a page with all its parts, uncompressed. */
const MOST_BYTES = 60_000

const NOW = Date.now()

const DELIVERIES = (
  [
    { channel: 'duty', state: 'retrying', attempts: 1, detail: 'answered 503', nextAt: NOW + 60_000 },
    { channel: 'phone', state: 'delivered', attempts: 2, detail: 'answered 200' },
    { channel: 'old', state: 'dropped', attempts: 0, detail: 'the channel is no longer there' },
    { channel: 'mail', state: 'failed', attempts: 1, detail: 'the server does not know the address' },
  ] as const
).map(
  (said): DeliveryRecord => ({
    ...said,
    id: said.channel,
    kind: 'trigger',
    subject: '[DOWN] Backup of the NAS',
    plannedAt: NOW - 7_000,
    at: NOW - 5_000,
  }),
)

const HEALTH: Readonly<Record<string, ChannelHealth>> = {
  phone: { since: NOW - 3_600_000, failures: 4, detail: 'the server answered 503', reported: true },
}

let redis: TestRedis
let web: TestWeb
let server: Server
let url: string
let browser: Browser
/** Logged in, at the width of a phone. */
let context: BrowserContext
let key: ApiKey
let seen: Awaited<ReturnType<typeof liveThrough>>

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({
    redis: redis.target,
    ports: {
      assets: resolve(import.meta.dirname, '../../dist'),
      deliveries: { forCheck: async () => DELIVERIES, health: async name => HEALTH[name] },
    },
  })
  for (const channel of [
    { name: 'phone', kind: 'ntfy', settings: { topic: 'cellar-4711', token: 'tk_secret' } },
    { name: 'duty', kind: 'web-push', settings: { contact: 'mailto:me@example.org' } },
  ] as const)
    await web.ports.channelStore.save({ ...channel, origin: 'page' })
  seen = await liveThrough(web.ports.checks, redis, NOW)
  key = (await web.ports.apiKeys.create('Prometheus', 'read', NOW)).key
  server = createServer(web.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
  // The pages' policy keeps axe-core out.
  context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await logIn(page, url)
  await page.close()
})
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
  await web.close()
  await redis.close()
})

/** How a page is looked at: colour scheme, width in pixels. */
const EYES = [
  ['light', 390],
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
] as const

const PAGES: Readonly<Record<string, () => string>> = {
  checks: () => '/checks',
  'checks-tag': () => '/checks?tag=nas',
  'check-down': () => `/checks/${seen.backup.check.id}`,
  'check-late': () => `/checks/${seen.pump.check.id}`,
  'check-new': () => '/checks/new',
  'check-edit': () => `/checks/${seen.backup.check.id}/edit`,
  'check-delete': () => `/checks/${seen.backup.check.id}/delete`,
  home: () => '/',
  channels: () => '/channels',
  'channel-kinds': () => '/channels/new',
  'channel-new': () => '/channels/new?kind=webhook',
  'channel-edit': () => '/channels/phone/edit',
  'channel-push': () => '/channels/duty/edit',
  'channel-delete': () => '/channels/phone/delete',
  keys: () => '/keys',
  'key-revoke': () => `/keys/${key.id}/revoke`,
}

test.concurrent.each(Object.entries(PAGES))(
  'the page %s is open to everybody, light and narrow enough',
  { timeout: 60_000 },
  async (name, path) => {
    const page = await context.newPage()
    await page.goto(url + path())
    expect(await weightOf(page)).toBeLessThan(MOST_BYTES)
    await openAll(page)
    for (const [colorScheme, width] of EYES) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 844 })
      const picture = `${name}-${colorScheme}-${width}`
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `${picture}.png`), fullPage: true })
      expect(await violations(page), picture).toEqual([])
      expect(await overflow(page), `${picture} is wider than the screen`).toBeLessThanOrEqual(0)
    }
    await page.close()
  },
)

/** Bytes of the page with all its parts, uncompressed. */
async function weightOf(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const kinds = ['link', 'script', 'img', 'css']
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const parts = loaded.filter(part => kinds.includes(part.initiatorType)).map(part => part.name)
    const bodies = await Promise.all([location.href, ...parts].map(async part => (await fetch(part)).blob()))
    return bodies.reduce((sum, { size }) => sum + size, 0)
  })
}

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const each of document.querySelectorAll<HTMLDetailsElement>('main details')) each.open = true
  })
}

/** Pixels by which the page is wider than the screen. */
async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

test('the status of every check can be seen, however long names and tags are', async () => {
  const page = await context.newPage()
  await page.setViewportSize({ width: 390, height: 844 })
  const long = plan('N'.repeat(100), { tags: ['W'.repeat(50)] })
  const { check } = await web.ports.checks.create(long, 'page', Date.now())
  await page.goto(`${url}/checks`)
  const right = await page.$$eval('.checks li *', parts =>
    parts.map(part => part.getBoundingClientRect().right),
  )
  expect(Math.max(...right)).toBeLessThanOrEqual(390)
  await web.ports.checks.remove(check.id)
  await page.close()
})

test('the list follows what happens, without being asked', async () => {
  const page = await context.newPage()
  await page.goto(`${url}/checks`)
  const { check } = await web.ports.checks.create(plan('Brand new'), 'page', Date.now())
  const row = page.locator('.checks li', { hasText: 'Brand new' })
  await row.getByText('Never heard').waitFor()
  await web.ports.checks.record({ id: check.id }, signal('fail', Date.now()))
  await row.getByText('down', { exact: true }).waitFor()
  expect(await page.locator('.checks li').first().textContent()).toContain('Brand new')
  await page.close()
})

test('the page of a check follows it, and keeps open what its reader opened', async () => {
  const page = await context.newPage()
  const { check } = await web.ports.checks.create(plan('Followed'), 'page', Date.now())
  await web.ports.checks.record({ id: check.id }, signal('success', Date.now(), { body: 'first words' }))
  await page.goto(`${url}/checks/${check.id}`)
  await page.locator('#bodies summary').click()
  await page.locator('h1').click()
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await web.ports.checks.record({ id: check.id }, signal('fail', Date.now(), { exitCode: 3 }))
  await page.locator('#timeline').getByText('exit code 3').waitFor()
  expect(await page.locator('#state strong').textContent()).toBe('down')
  expect(await page.getByText('first words').isVisible()).toBe(true)
  await page.close()
})

test('what a check may be asked follows it as well, and so do its last words; the focus stays', async () => {
  const page = await context.newPage()
  const { check } = await web.ports.checks.create(plan('Asked'), 'page', Date.now())
  await page.goto(`${url}/checks/${check.id}?created`)
  await page.getByText('waits for its first signal').waitFor()
  const eight = page.getByRole('button', { name: '8 hours' })
  await eight.focus()
  await web.ports.checks.record({ id: check.id }, signal('success', Date.now(), { body: 'its first words' }))
  await page.locator('#bodies').getByText('its first words').waitFor({ state: 'attached' })
  expect(await page.getByText('waits for its first signal').count()).toBe(0)
  expect(await page.title()).toContain('Asked is up')
  await web.ports.checks.pause(check.id, Date.now())
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  expect(await eight.evaluate(button => button === document.activeElement)).toBe(true)
  await page.close()
})

test('a page that gets no news says how old it is, and listens again as soon as it can', async () => {
  const page = await context.newPage()
  await page.clock.install()
  const { check } = await web.ports.checks.create(plan('Unheard'), 'page', Date.now())
  let isAway = true
  await page.route(/\/checks\/events/, route => (isAway ? route.fulfill({ status: 503 }) : route.continue()))
  await page.goto(`${url}/checks/${check.id}`)
  await page.route(new RegExp(`${check.id}$`), route =>
    isAway ? route.fulfill({ status: 503 }) : route.continue(),
  )
  const stale = page.locator('#stale')
  while ((await stale.textContent()) === '') await page.clock.runFor(5_000)
  expect(await stale.textContent()).toContain('Not up to date: this is how it stood at ')
  isAway = false
  const listens = page.waitForResponse(response => /events/.test(response.url()) && response.ok())
  await page.clock.runFor(5_000)
  await listens
  await web.ports.checks.record({ id: check.id }, signal('fail', Date.now()))
  await page.locator('#state').getByText('down', { exact: true }).waitFor()
  expect(await stale.textContent()).toBe('')
  await page.close()
})

/** In place of the service that a browser's maker runs, and of the browser's trust in a certificate. */
const PUSH = {
  works: () => {
    let made: unknown = null
    const [key, auth] = ['B'.repeat(87), 'A'.repeat(22)]
    const endpoint = 'https://push.example.org/send/abc'
    const subscription = {
      endpoint,
      toJSON: () => ({ endpoint, keys: { p256dh: key, auth } }),
      unsubscribe: async () => (made = null),
    }
    Object.assign(PushManager.prototype, {
      getSubscription: async () => made,
      subscribe: async () => (made = subscription),
    })
  },
  isDistrusted: () => {
    ServiceWorkerContainer.prototype.register = async () => {
      throw new DOMException('An SSL certificate error occurred when fetching the script.', 'SecurityError')
    }
  },
} as const

test('a test that is under way says so, and is not sent again', async () => {
  const page = await context.newPage()
  await page.goto(`${url}/channels`)
  const seenBy = await page.locator('form[action="/channels/phone/test"] button').evaluate(button => {
    const prevented: boolean[] = []
    document.addEventListener('submit', event => {
      prevented.push(event.defaultPrevented)
      event.preventDefault()
    })
    for (let press = 0; press < 2; press++) (button as HTMLButtonElement).click()
    return { prevented, text: button.textContent }
  })
  expect(seenBy).toEqual({ prevented: [false, true], text: 'Sending …' })
  await page.close()
})

test('a browser is added to a channel and taken away again', async () => {
  const page = await context.newPage()
  await page.addInitScript(PUSH.works)
  await page.goto(`${url}/channels/duty/edit`)
  await page.getByRole('button', { name: 'Send messages to this browser' }).click()
  await page.getByText('This browser takes messages.').waitFor()
  expect(await page.locator('#push-count').textContent()).toBe('One browser.')
  await page.getByRole('button', { name: 'No more to this browser' }).click()
  await page.getByText('This browser takes no messages yet.').waitFor()
  expect(await web.ports.channelStore.subscriptions('duty')).toEqual([])
  await page.close()
})

test('a browser that does not trust the certificate says so', async () => {
  const page = await context.newPage()
  await page.addInitScript(PUSH.isDistrusted)
  await page.goto(`${url}/channels/duty/edit`)
  await page.getByText('does not trust the certificate').waitFor()
  await page.close()
})

test('a line is copied with one click, on plain http as well', async () => {
  const page = await context.newPage()
  await page.goto(`${url}/checks/${seen.pump.check.id}`)
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await page.getByRole('button', { name: 'Copy curl' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(
    `curl -fsS -m 10 --retry 5 -o /dev/null ${url}/ping/${seen.pump.check.id}`,
  )
  await page.close()
})

test('without script a check is made, changed, silenced and deleted', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await logIn(page, url)
  await page.goto(`${url}/checks`)
  await page.click('text=New check')
  await page.fill('#name', 'By hand')
  await page.fill('#period', 'often')
  await page.click('text=Make the check')
  expect(await page.locator('#period-problem').textContent()).toContain('Has to be a span such as 5m')
  expect(await page.inputValue('#name')).toBe('By hand')
  await page.fill('#period', '10m')
  await page.click('text=Make the check')
  expect(await page.textContent('h1')).toBe('By hand')
  await page.click('text=8 hours')
  expect(await page.locator('#state').textContent()).toContain('silenced until')
  await page.fill('#silence-for', '3d')
  await page.press('#silence-for', 'Enter')
  expect(await page.locator('.notice.ok').textContent()).toContain('Silenced')
  await page.click('text=Edit')
  expect(await page.locator('#cron').isVisible()).toBe(false)
  await page.check('input[value=cron]')
  await page.fill('#cron', '*/5 * * * *')
  await page.click('text=Save')
  expect(await page.textContent('main')).toContain('cron */5 * * * *')
  await page.click('text=Delete')
  await page.click('text=Delete it')
  expect(await page.textContent('main')).toContain('The check is deleted.')
  await context.close()
})

test('without script an API key is made, shown and revoked', async () => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  await logIn(page, url)
  await page.goto(`${url}/checks`)
  await page.click('text=API keys')
  await page.fill('#name', 'Ansible')
  await page.check('input[value=full]')
  await page.click('text=Make the key')
  const secret = (await page.locator('#how-key').textContent()) ?? ''
  const answer = await fetch(`${url}/api/checks`, { headers: { 'X-Api-Key': secret } })
  expect(answer.status).toBe(200)
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'key-made.png'), fullPage: true })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.click('[aria-label="Revoke Ansible"]')
  expect(await page.textContent('h1')).toBe('Revoke “Ansible”?')
  await page.click('text=Revoke it')
  expect(await page.textContent('main')).toContain('The key is revoked.')
  expect(await page.textContent('main')).not.toContain('Ansible')
  await context.close()
})
