import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeliveryRecord } from '../../src/domain/alert'
import type { ApiKey } from '../../src/domain/api-key'
import type { ChannelHealth } from '../../src/domain/channel-health'
import { type Browser, launchBrowser, logIn, type Page, violations } from '../support/browser'
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
})
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
  await web.close()
  await redis.close()
})

describe.each([
  ['light', 390],
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
] as const)('%s at %d px', (colorScheme, width) => {
  test('the pages of the watch are open to everybody, light and narrow enough', {
    timeout: 120_000,
  }, async () => {
    const context = await browser.newContext({
      bypassCSP: true,
      colorScheme,
      viewport: { width, height: 844 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await logIn(page, url)
    const { backup, pump } = seen
    const paths = {
      checks: '/checks',
      'checks-tag': '/checks?tag=nas',
      'check-down': `/checks/${backup.check.id}`,
      'check-late': `/checks/${pump.check.id}`,
      'check-new': '/checks/new',
      'check-edit': `/checks/${backup.check.id}/edit`,
      'check-delete': `/checks/${backup.check.id}/delete`,
      home: '/',
      channels: '/channels',
      'channel-kinds': '/channels/new',
      'channel-new': '/channels/new?kind=webhook',
      'channel-edit': '/channels/phone/edit',
      'channel-push': '/channels/duty/edit',
      'channel-delete': '/channels/phone/delete',
      keys: '/keys',
      'key-revoke': `/keys/${key.id}/revoke`,
    }
    for (const [name, path] of Object.entries(paths))
      await look(page, `${url}${path}`, `${name}-${colorScheme}-${width}`)
    await context.close()
  })
})

async function look(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address)
  const weight = await page.evaluate(async () => {
    const kinds = ['link', 'script', 'img', 'css']
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const parts = loaded.filter(part => kinds.includes(part.initiatorType)).map(part => part.name)
    const bodies = await Promise.all([location.href, ...parts].map(async part => (await fetch(part)).blob()))
    return bodies.reduce((sum, { size }) => sum + size, 0)
  })
  expect(weight, `${name} weighs too much`).toBeLessThan(MOST_BYTES)
  for (const summary of await page.locator('main summary').all()) await summary.click()
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
  expect(await violations(page), name).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0)
}

test('the list follows what happens, without being asked', async () => {
  const page = await browser.newPage()
  await logIn(page, url)
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
  const page = await browser.newPage()
  await logIn(page, url)
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

test('a line is copied with one click, on plain http as well', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await logIn(page, url)
  await page.goto(`${url}/checks/${seen.pump.check.id}`)
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await page.getByRole('button', { name: 'Copy curl' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(
    `curl -fsS -m 10 --retry 5 -o /dev/null ${url}/ping/${seen.pump.check.id}`,
  )
  await context.close()
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
  expect(await page.locator('#period-problem').textContent()).toContain('has to be a span such as 5m')
  expect(await page.inputValue('#name')).toBe('By hand')
  await page.fill('#period', '10m')
  await page.click('text=Make the check')
  expect(await page.textContent('h1')).toBe('By hand')
  await page.click('text=8 hours')
  expect(await page.locator('#state').textContent()).toContain('silenced until')
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
  await page.click('text=Revoke >> nth=1')
  expect(await page.textContent('h1')).toBe('Revoke “Ansible”?')
  await page.click('text=Revoke it')
  expect(await page.textContent('main')).toContain('The key is revoked.')
  expect(await page.textContent('main')).not.toContain('Ansible')
  await context.close()
})
