import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Appliance, startAppliance } from '../support/appliance'
import { type Browser, type BrowserContext, launchBrowser, logIn, type Page } from '../support/browser'
import { answer, hang, type Receiver, startReceiver } from '../support/receiver'

/** The folder for pictures of the pages. */
const PICTURES = process.env.SCREENSHOTS

let appliance: Appliance
let browser: Browser
let receiver: Receiver
let context: BrowserContext
let page: Page

beforeAll(async () => {
  ;[appliance, browser, receiver] = await Promise.all([startAppliance(), launchBrowser(), startReceiver()])
  await appliance.configure('10', receiver.url)
})
afterAll(async () => {
  appliance.signalWeb('SIGCONT')
  await browser.close()
  await Promise.all([appliance.stop(), receiver.close()])
})
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  page = await context.newPage()
  await logIn(page, appliance.url)
  await context.clock.install()
})
afterEach(async () => {
  appliance.signalWeb('SIGCONT')
  await context.close()
})

const notice = () => page.textContent('#stale')
const isGrey = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('main > :not(#stale, .aged)')].every(
      part => getComputedStyle(part).filter === 'grayscale(1)',
    ),
  )
/** The time has a day where it is from before midnight. */
const NO_ANSWER = /^No answer since (\w{3} \d+ \w{3} )?\d\d:\d\d\. /

describe('a web app that stands still', () => {
  test.each([
    '/',
    '/monitoring',
    '/checks',
    '/checks/new',
    '/channels',
    '/channels/new?kind=webhook',
    '/keys',
    '/system',
    '/no-such-page',
    '/login?next=/',
  ])(
    'greys %s out after 45 s, with the time of the last answer, and no longer when it goes on',
    async path => {
      if (path.startsWith('/login')) await context.clearCookies()
      await page.goto(appliance.url + path)
      const title = await page.title()
      appliance.signalWeb('SIGSTOP')
      await page.clock.runFor(40_000)
      expect(await notice()).not.toMatch(NO_ANSWER)
      expect(await isGrey()).toBe(false)
      await page.clock.runFor(8_000)
      expect(await notice()).toMatch(NO_ANSWER)
      expect(await isGrey()).toBe(true)
      expect(await page.title()).toBe(`Old: ${title}`)
      if (PICTURES && path === '/')
        await page.screenshot({ path: join(PICTURES, 'silent.png'), fullPage: true })
      appliance.signalWeb('SIGCONT')
      await page.clock.runFor(5_000)
      await expect.poll(notice).toBe('')
      expect([await isGrey(), await page.title()]).toEqual([false, title])
    },
  )

  test('moves no pulse, and shows the time of the last answer in the zone of the browser', async () => {
    // Without a tick not all is known to be well.
    await appliance.tick()
    await appliance.forgetPress()
    await page.goto(`${appliance.url}/monitoring`)
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="delivered"]')
    await page.clock.setSystemTime('2026-11-20T02:40:10')
    await page.goto(appliance.url)
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(1)
    appliance.signalWeb('SIGSTOP')
    await page.clock.runFor(400_000)
    expect(await notice()).toContain('No answer since 02:40.')
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  })

  test('leaves no request without a deadline', async () => {
    await page.goto(`${appliance.url}/monitoring`)
    await page.waitForSelector('#hbnow:enabled')
    appliance.signalWeb('SIGSTOP')
    await page.click('#hbnow')
    await page.waitForSelector('.notice.bad')
    expect(await page.textContent('#notice')).toContain('The appliance cannot be reached from here.')
  })

  test('is noticed by a page that follows a heartbeat, which goes on to follow it afterwards', async () => {
    await appliance.forgetPress()
    const sent = new Promise<() => void>(resolve =>
      receiver.answerWith((_request, response) => resolve(() => void response.end('OK')), answer(200, 'OK')),
    )
    await page.goto(`${appliance.url}/monitoring`)
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="sending"]')
    const reply = await sent
    appliance.signalWeb('SIGSTOP')
    reply()
    const polled = page.waitForRequest(/heartbeat-now\/[^/]+$/)
    await page.clock.runFor(48_000)
    expect(await notice()).toMatch(NO_ANSWER)
    await polled
    appliance.signalWeb('SIGCONT')
    await page.waitForSelector('#progress[data-state="delivered"]')
  })
})

test('a page that got no further than its HTML, or without JavaScript, greys itself out after a minute', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
  page = await plain.newPage()
  await logIn(page, appliance.url)
  expect(await page.isVisible('.aged')).toBe(false)
  const pass = (ms: number) =>
    page.evaluate(at => {
      for (const animation of document.getAnimations()) animation.currentTime = at
    }, ms)
  await pass(59_000)
  expect([await page.isVisible('.aged'), await isGrey()]).toEqual([false, false])
  await pass(61_000)
  expect([await page.isVisible('.aged'), await isGrey()]).toEqual([true, true])
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'aged.png'), fullPage: true })
  await plain.close()
})

test.each(['/channels', '/system'])('%s renews itself', async path => {
  await page.goto(appliance.url + path)
  const mark = () => page.locator('[data-live] #mark').count()
  await page.evaluate(() => {
    const old = document.createElement('p')
    old.id = 'mark'
    document.querySelector('[data-live]')?.append(old)
  })
  expect(await mark()).toBe(1)
  await page.clock.runFor(30_000)
  await expect.poll(mark).toBe(0)
  expect(await notice()).toBe('')
})

test('a phone that goes offline', async () => {
  await page.goto(appliance.url)
  await context.setOffline(true)
  await page.clock.runFor(48_000)
  expect(await notice()).toMatch(NO_ANSWER)
  expect(await isGrey()).toBe(true)
  await context.setOffline(false)
  await expect.poll(notice).toBe('')
})

describe('a phone that slept', () => {
  /** The state of the page at once after the event, before anything is drawn. */
  const wake = (name: 'visibilitychange' | 'pageshow') =>
    page.evaluate(type => {
      if (type === 'pageshow') dispatchEvent(new PageTransitionEvent(type, { persisted: true }))
      else document.dispatchEvent(new Event(type))
      return [
        document.documentElement.classList.contains('stale'),
        document.querySelector('#stale')?.textContent,
      ]
    }, name)

  test.each(['visibilitychange', 'pageshow'] as const)(
    'shows an old page as old at the first %s, and asks at once',
    async name => {
      for (const path of ['/', '/keys']) {
        await page.goto(appliance.url + path)
        appliance.signalWeb('SIGSTOP')
        // No timer fires while the phone sleeps.
        await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + 3_600_000)
        const asked = page.waitForRequest(url =>
          [`${appliance.url}${path}`, `${appliance.url}/healthz`].includes(url.url()),
        )
        const [stale, words] = await wake(name)
        expect(stale, path).toBe(true)
        expect(words).toMatch(NO_ANSWER)
        await asked
        appliance.signalWeb('SIGCONT')
        await expect.poll(notice).toBe('')
      }
    },
  )

  test('does not take an answer from before its sleep for a new one', async () => {
    await page.goto(appliance.url)
    appliance.signalWeb('SIGSTOP')
    await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))
    await page.clock.setSystemTime(Date.now() + 3_600_000)
    const old = page.waitForResponse(`${appliance.url}/`)
    appliance.signalWeb('SIGCONT')
    await old
    await page.evaluate(() => new Promise(requestAnimationFrame))
    await wake('visibilitychange')
    await expect.poll(notice).toBe('')
  })

  test('connects its stream of events anew', async () => {
    const renewed = page.waitForResponse(
      response =>
        response.url() === `${appliance.url}/checks` && response.request().resourceType() === 'fetch',
    )
    await page.goto(`${appliance.url}/checks`)
    await renewed // at the opening of the stream
    const again = page.waitForRequest('**/checks/events')
    await page.clock.setSystemTime(Date.now() + 3_600_000)
    await page.clock.runFor(10_000)
    await again
  })
})

/** Hides the page as another tab does, or shows it again. */
const hide = (hidden: boolean) =>
  page.evaluate(value => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

test('a page that nobody sees asks for nothing, and asks as soon as it is seen again', async () => {
  await page.goto(`${appliance.url}/monitoring`)
  const requests: string[] = []
  // The icon is fetched by the browser, when it has time, not by the page.
  page.on('request', request => {
    const { pathname } = new URL(request.url())
    if (pathname !== '/icon.svg') requests.push(pathname)
  })
  await hide(true)
  await context.clock.runFor(120_000)
  expect(requests).toEqual([])
  await Promise.all([page.waitForResponse('**/monitoring'), hide(false)])
  expect(requests).toEqual(['/monitoring'])
  await Promise.all([page.waitForResponse('**/monitoring'), context.clock.runFor(25_000)])
})

test('a page that nobody sees does not connect its stream of events anew, and does as soon as it is seen again', async () => {
  let tries = 0
  await page.route('**/checks/events', route => {
    tries++
    return route.fulfill({ status: 401 })
  })
  await page.goto(`${appliance.url}/checks`)
  await expect.poll(() => tries).toBe(1)
  await hide(true)
  await context.clock.runFor(120_000)
  // A request from before this one would be known by now.
  await page.evaluate(async () => void (await fetch('/healthz')))
  expect(tries).toBe(1)
  await hide(false)
  await expect.poll(() => tries).toBe(2)
})

test('a page that nobody sees does not go on to follow a heartbeat by polling, and does as soon as it is seen again', async () => {
  let polls = 0
  await page.route('**/heartbeat-now/slot-7/events', route => route.abort())
  await page.route('**/heartbeat-now/slot-7', route => {
    polls++
    return route.fulfill({ json: { job: 'slot-7', slot: 7, state: 'sending', detail: '', attempts: [] } })
  })
  await page.goto(`${appliance.url}/monitoring?job=slot-7`)
  await expect.poll(() => polls).toBe(1)
  await expect.poll(() => page.getAttribute('#progress', 'data-state')).toBe('sending')
  await hide(true)
  await context.clock.runFor(120_000)
  await page.evaluate(async () => void (await fetch('/healthz')))
  expect(polls).toBe(1)
  await hide(false)
  await expect.poll(() => polls).toBe(2)
})

test('a captive portal that answers in its place is no answer', async () => {
  for (const path of ['/', '/keys']) {
    await page.goto(appliance.url + path)
    await page.route('**/*', route =>
      route.fulfill({ contentType: 'text/html', body: '<h1>Welcome to the hotel</h1>' }),
    )
    await page.clock.runFor(48_000)
    await expect.poll(notice).toMatch(NO_ANSWER)
    await page.unroute('**/*')
    await page.clock.runFor(5_000)
    await expect.poll(notice).toBe('')
  }
})

test('an appliance that answers, but not with the page, is told apart from a silent one', async () => {
  await page.goto(`${appliance.url}/checks`)
  await page.waitForSelector('#stale:empty', { state: 'attached' })
  appliance.redis.signal('SIGSTOP')
  try {
    await page.clock.runFor(48_000)
    await expect.poll(notice).toMatch(/^Not up to date: this is how it stood at \d\d:\d\d\. /)
    expect(await isGrey()).toBe(true)
  } finally {
    appliance.redis.signal('SIGCONT')
  }
})

test('a page on which a heartbeat is under way asks for news within five seconds', async () => {
  await appliance.forgetPress()
  receiver.answerWith(hang)
  for (const path of ['/', '/monitoring']) {
    await page.goto(appliance.url + path)
    if (path === '/') {
      await page.evaluate(() => fetch('/heartbeat-now', { method: 'POST' }))
      await receiver.nextRequest()
      await page.reload()
    }
    for (const time of ['once', 'again']) {
      const answered = page.waitForResponse(response => new URL(response.url()).pathname === path, {
        timeout: 10_000,
      })
      await page.clock.runFor(5_000)
      await (await answered.catch(() => expect.fail(`${path} did not ask ${time}`))).finished()
    }
  }
})
