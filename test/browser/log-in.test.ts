import { join } from 'node:path'
import { TOTP } from 'otpauth'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser, violations } from '../support/browser'
import { startRedis, type TestRedis } from '../support/redis'
import { type Served, serve } from '../support/serve'
import { openWeb, PASSWORD, type TestWeb } from '../support/web'

/** The folder for pictures, as in looks.test.ts. */
const PICTURES = process.env.SCREENSHOTS
const PHONE = { width: 390, height: 844 }

let redis: TestRedis
let browser: Browser
let web: TestWeb
let served: Served
let url: string
let now: number
let context: BrowserContext

beforeAll(async () => {
  ;[redis, browser] = await Promise.all([startRedis(), launchBrowser()])
})
afterAll(async () => {
  await browser.close()
  await redis.close()
})
beforeEach(async () => {
  now = Date.now()
  web = await openWeb({ redis: redis.target, now: () => now })
  served = await serve(web.app)
  url = served.url
})
afterEach(async () => {
  await context.close()
  served.close()
  for (const { id } of await web.ports.apiKeys.list()) await web.ports.apiKeys.revoke(id)
  await web.close()
})

/** A phone; axe is no part of the page, so its context bypasses the CSP. */
async function open(options = {}): Promise<Page> {
  context = await browser.newContext({ viewport: PHONE, bypassCSP: true, ...options })
  return await context.newPage()
}

async function typePassword(page: Page): Promise<void> {
  await page.fill('#username', 'admin')
  await page.fill('#password', PASSWORD)
  await page.click('main button[type=submit]')
}

/** Whether everybody can use the page, in light and dark, and nothing is wider than the phone. */
async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    if (PICTURES)
      await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`), fullPage: true })
    expect(await violations(page), `${name} ${colorScheme}`).toEqual([])
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider, name).toBeLessThanOrEqual(0)
}

test('on a phone the second factor is turned on, asked for at the next log-in, and a recovery code does as well', async () => {
  const page = await open()
  await page.goto(`${url}/login?next=/system`)
  await typePassword(page)
  await look(page, 'system-log-ins')
  await page.click('a[href="/second-factor"]')
  await look(page, 'second-factor-new')
  const link = (await page.getAttribute('a[href^="otpauth:"]', 'href')) ?? ''
  const [, secret = ''] = /secret=([A-Z2-7]+)/.exec(link) ?? []
  const code = () => new TOTP({ secret }).generate({ timestamp: now })
  await page.fill('#code', code())
  await page.click('main button[type=submit]')
  await look(page, 'recovery-codes')
  const recovery = (await page.locator('.codes code').first().textContent()) ?? ''

  now += 60_000
  for (const typed of [code, () => recovery]) {
    await context.clearCookies()
    await page.goto(`${url}/login?next=/second-factor`)
    await typePassword(page)
    await look(page, 'code')
    await page.fill('#code', typed())
    await Promise.all([page.waitForURL(`${url}/second-factor`), page.press('#code', 'Enter')])
    await look(page, 'second-factor')
  }
  expect(await page.textContent('main')).toContain('7 are left')
}, 60_000)

test.each([
  ['with script', true],
  ['without script', false],
])(
  '%s a key that is made after fifteen minutes waits for the password, and then is there',
  async (_name, javaScriptEnabled) => {
    const page = await open({ javaScriptEnabled })
    await page.goto(`${url}/login?next=/keys`)
    await typePassword(page)
    now += 15 * 60_000
    await page.fill('#name', 'Grafana')
    await page.click('main form[action="/keys"] button')
    expect(await page.textContent('h1')).toBe('Type your password again')
    if (javaScriptEnabled) await look(page, 'confirm')
    await page.fill('#password', PASSWORD)
    await page.click('main button[type=submit]')
    expect(await page.textContent('#made')).toBe('The new key “Grafana”')
    expect((await web.ports.apiKeys.list()).map(({ name }) => name)).toEqual(['Grafana'])
  },
  60_000,
)

test('a link in a web mail leads to its page, since the browser is logged in', async () => {
  const page = await open()
  await page.goto(`${url}/login`)
  await typePassword(page)
  await page.waitForURL(`${url}/`)
  const body = `<a href="${url}/keys">The alert</a>`
  await page.route('http://mail.example/', route => route.fulfill({ contentType: 'text/html', body }))
  await page.goto('http://mail.example/')
  await page.click('a')
  await page.waitForSelector('h1')
  expect([page.url(), await page.textContent('h1')]).toEqual([`${url}/keys`, 'API keys'])
})

test('the password is changed, and another device is logged out by its button', async () => {
  const page = await open()
  await page.goto(`${url}/login?next=/password`)
  await typePassword(page)
  await look(page, 'password')
  for (const field of ['#password', '#repeat']) await page.fill(field, 'another goose in the garden')
  await Promise.all([page.waitForURL(`${url}/system?password`), page.click('main button[type=submit]')])
  const other = web.visitor().set('User-Agent', 'curl/8.14.1')
  const form = { username: 'admin', password: 'another goose in the garden' }
  await other.post('/login').type('form').send(form)
  await page.reload()
  await look(page, 'system-two')
  await page.click('button[aria-label="Log out curl"]')
  expect(await page.locator('#log-ins ~ ul li').count()).toBe(1)
  expect((await other.get('/nowhere')).status).toBe(401)
}, 60_000)
