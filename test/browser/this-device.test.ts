/** A phone that trusts the appliance, and that takes its messages. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCertificate } from '../../src/io/net/certificate'
import { type Listening, listen } from '../../src/web/net/listen'
import { openSelfSigned } from '../../src/wire/net'
import { type Browser, launchBrowser, type Page } from '../support/browser'
import { shareRedis } from '../support/shared-redis'
import { openWeb, PASSWORD, type TestWeb } from '../support/web'

const redis = await shareRedis()
const log = { info: () => {}, warn: () => {}, error: () => {} }

let web: TestWeb
let server: Listening
let home: string
let stranger: Browser
let trusting: Browser

beforeAll(async () => {
  web = await openWeb({ redis: redis.target })
  const own = openSelfSigned(web.where.home)
  await own.make(['localhost'])
  Object.assign(web.ports.certificate, { kind: 'self-signed' })
  const path = join(web.where.home, 'self-signed.pem')
  server = await listen(
    web.app,
    '127.0.0.1',
    0,
    openCertificate({ cert: path, key: path }, Date.now, log as never),
  )
  home = mkdtempSync(join(tmpdir(), 'trusting-'))
  trustIn(home, (await own.authority())?.pem ?? '')
  ;[stranger, trusting] = await Promise.all([launchBrowser(), launchBrowser({ ...process.env, HOME: home })])
})
afterAll(async () => {
  await Promise.all([stranger?.close(), trusting?.close()])
  await server?.close()
  await web?.close()
  rmSync(home, { recursive: true, force: true })
})

/** Installs an authority, as the owner does in the browser's settings. */
function trustIn(folder: string, pem: string): void {
  const database = `sql:${join(folder, '.pki/nssdb')}`
  mkdirSync(join(folder, '.pki/nssdb'), { recursive: true })
  const file = join(folder, 'authority.crt')
  writeFileSync(file, pem)
  const certutil = (...args: string[]) =>
    execFileSync('certutil', ['-d', database, ...args], { stdio: 'pipe' })
  certutil('-N', '--empty-password')
  certutil('-A', '-n', 'appliance', '-t', 'C,,', '-i', file)
}

const address = () => `https://localhost:${server.port}`

async function open(browser: Browser, path: string, options = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options })
  await context.grantPermissions(['notifications'], { origin: address() })
  const page = await context.newPage()
  await page.goto(`${address()}/login`)
  await page.fill('#username', 'admin')
  await page.fill('#password', PASSWORD)
  await Promise.all([page.waitForURL(`${address()}/`), page.press('#password', 'Enter')])
  await page.goto(address() + path)
  return page
}

describe('a browser that trusts the authority of the appliance', () => {
  test('opens the page without a warning, by its name and by its address', async () => {
    const page = await (await trusting.newContext()).newPage()
    for (const host of ['localhost', '127.0.0.1']) {
      const response = await page.goto(`https://${host}:${server.port}/login`)
      expect(response?.status()).toBe(200)
    }
  })

  test('takes messages after one tap on the page and one on the question of the browser', async () => {
    const page = await open(trusting, '/channels')
    await page.waitForSelector('#this-device:not([hidden])')
    expect(await page.isVisible('#device-trust')).toBe(false)
    expect(await page.isVisible('#device-ntfy')).toBe(false)
    // The push service of the browser's maker is not asked.
    await page.evaluate(() => {
      PushManager.prototype.subscribe = async () =>
        ({
          toJSON: () => ({
            endpoint: 'https://push.example.org/send/abc',
            keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
          }),
        }) as unknown as PushSubscription
    })
    await page.click('#device-on')
    await page.waitForURL('**/channels?device')
    expect(await page.textContent('main')).toContain('This device takes messages from now on.')
    expect(await web.ports.channelStore.subscriptions('browsers')).toEqual([
      {
        endpoint: 'https://push.example.org/send/abc',
        keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
      },
    ])
    await page.context().close()
  })

  test('shows the page of a message in the window that is open, where Back leads to what stood there', async () => {
    const page = await open(trusting, '/channels')
    await page.waitForSelector('#this-device:not([hidden])')
    await page.evaluate(async () => await navigator.serviceWorker.ready)
    await page.goto(`${address()}/windows`)
    const [worker] = page.context().serviceWorkers()
    // A tap as the browser reports it; without a finger it would not let the worker have the focus.
    await worker?.evaluate(`(async () => {
      WindowClient.prototype.focus = async function () { return this }
      await self.registration.showNotification('x', { data: { url: 'http://pi:8080/checks?status=down' } })
      const [notification] = await self.registration.getNotifications()
      self.dispatchEvent(new NotificationEvent('notificationclick', { notification, action: '' }))
    })()`)
    await page.waitForURL(`${address()}/checks?status=down`)
    await page.goBack()
    expect(page.url()).toBe(`${address()}/windows`)
    await page.context().close()
  })

  test('does not take messages when its owner does not allow them, and says where to change that', async () => {
    const page = await open(trusting, '/channels')
    await page.evaluate(() => {
      PushManager.prototype.subscribe = async () => {
        throw new DOMException('denied', 'NotAllowedError')
      }
    })
    await page.click('#device-on')
    await expect.poll(() => page.textContent('#device-state')).toContain('its settings for this page can')
    await page.context().close()
  })
})

test('a browser that was led past its warning is shown how to trust the page, and ntfy', async () => {
  const page = await open(stranger, '/channels', { ignoreHTTPSErrors: true })
  await page.waitForSelector('#this-device:not([hidden])')
  expect(await page.textContent('#device-state')).toContain('does not trust the certificate of the page yet')
  expect(await page.isVisible('#device-on')).toBe(false)
  expect(await page.isVisible('#device-ntfy')).toBe(true)
  await page.click('#device-trust')
  await page.waitForURL('**/system/authority')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')])
  expect(download.suggestedFilename()).toBe('heartbeat-authority.crt')
  await page.context().close()
})
