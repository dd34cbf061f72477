import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Appliance, startAppliance } from '../support/appliance'
import { type Browser, type BrowserContext, launchBrowser, logIn, type Page } from '../support/browser'
import { answer, type Receiver, redirectTo, startReceiver } from '../support/receiver'

/** The folder for pictures of the page. */
const PICTURES = process.env.SCREENSHOTS
const SAVED = 'http://receiver.lan/ping'
const OTHER = 'http://192.168.1.5:3001/api/push/abc'

let appliance: Appliance
let browser: Browser
let context: BrowserContext
let receiver: Receiver
let page: Page

beforeAll(async () => {
  ;[appliance, browser, receiver] = await Promise.all([startAppliance(), launchBrowser(), startReceiver()])
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(8_000)
  page = await context.newPage()
  await logIn(page, appliance.url)
})
afterAll(async () => {
  await browser.close()
  await Promise.all([appliance.stop(), receiver.close()])
})

/** Opens the page with this INI. */
async function open(frequency = '10', url = SAVED): Promise<void> {
  await appliance.configure(frequency, url)
  await page.goto(`${appliance.url}/monitoring`)
}

async function enter(frequency: string, url: string): Promise<void> {
  await page.selectOption('#hbFreq', frequency)
  await page.fill('#hbUrl', url)
}

/** The enabled buttons, and whether the URL is marked as wrong. */
async function state(): Promise<string> {
  const [apply, now] = await Promise.all([page.isEnabled('#apply'), page.isEnabled('#hbnow')])
  const { border, invalid } = await page.$eval('#hbUrl', field => ({
    border: field.classList.contains('redborder'),
    invalid: field.getAttribute('aria-invalid') === 'true',
  }))
  expect(border).toBe(invalid)
  return [apply && 'apply', now && 'now', border && 'red'].filter(Boolean).join(' ') || 'nothing'
}

test('a pasted URL loses what copying added to it, and only where it replaces the field', async () => {
  await open()
  const paste = (text: string) =>
    page.$eval(
      '#hbUrl',
      (field, pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text', pasted)
        return field.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        )
      },
      text,
    )
  await page.$eval('#hbUrl', field => (field as HTMLInputElement).select())
  expect(await paste(`<${OTHER}?a=1&amp;b=2>\u200b\r\n`)).toBe(false)
  expect(await page.inputValue('#hbUrl')).toBe(`${OTHER}?a=1&b=2`)
  expect(await state()).toBe('apply')
  await page.$eval('#hbUrl', field => (field as HTMLInputElement).setSelectionRange(3, 3))
  expect(await paste('"x"')).toBe(true)
})

describe('the interlock', () => {
  // saved frequency and URL, typed frequency and URL -> what is enabled
  test.each([
    ['10', SAVED, '10', SAVED, 'now'],
    ['10', SAVED, '20', SAVED, 'apply'],
    ['10', SAVED, 'Off', SAVED, 'apply'],
    ['10', SAVED, 'Off', '', 'apply'],
    ['10', SAVED, '10', OTHER, 'apply'],
    ['10', SAVED, '10', '', 'red'],
    ['10', SAVED, '10', 'ftp://receiver.lan/ping', 'red'],
    ['10', SAVED, 'Off', 'ftp://receiver.lan/ping', 'red'],
    ['10', SAVED, '5', '//receiver.lan', 'red'],
    ['10', SAVED, '10', `${SAVED} `, 'red'],
    ['10', SAVED, '10', `${SAVED}/`, 'apply'],
    ['Off', '', 'Off', '', 'nothing'],
    ['Off', '', '10', '', 'red'],
    ['Off', '', '10', SAVED, 'apply'],
    ['Off', '', 'Off', SAVED, 'apply'],
    ['Off', SAVED, 'Off', SAVED, 'nothing'],
    ['Off', SAVED, '60', SAVED, 'apply'],
    ['Off', SAVED, 'Off', 'x', 'red'],
    ['60', 'http://localhost', '60', 'http://localhost', 'now'],
    ['60', 'http://[fd00::5]:8080/x', '60', 'http://[fd00::5]:8080/x', 'now'],
  ])('saved %s %s, typed %s %s: %s', async (savedFrequency, savedUrl, frequency, url, expected) => {
    await open(savedFrequency, savedUrl)
    await enter(frequency, url)
    expect(await state()).toBe(expected)
    await enter(savedFrequency, savedUrl)
    expect(await state(), 'back at what is saved').toBe(savedFrequency === 'Off' ? 'nothing' : 'now')
  })

  test('an INI that has to be mended lets no heartbeat out, and the page shows its faults', async () => {
    await open('7', SAVED)
    expect(await page.textContent('#trouble')).toContain('[Monitoring] heartbeatfrequency: "7"')
    expect(await state()).toBe('nothing')
    await enter('10', SAVED)
    expect(await state()).toBe('apply')
    await page.click('#apply')
    await page.waitForSelector('#hbnow:enabled')
    expect(await appliance.ini()).toContain(`heartbeatfrequency = 10\nheartbeaturl = ${SAVED}\n`)
  })
})

describe('an INI that was changed elsewhere while the page is open', () => {
  /** Makes the page refresh, as it does every 30 s and when it becomes visible again. */
  const lookAgain = () => page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))

  test('fills a form that nobody has touched', async () => {
    await open()
    await appliance.configure('Off', OTHER)
    await lookAgain()
    await page.waitForFunction(
      url => document.querySelector<HTMLInputElement>('#hbUrl')?.value === url,
      OTHER,
    )
    expect(await page.inputValue('#hbFreq')).toBe('Off')
    expect(await state()).toBe('nothing')
    await page.selectOption('#hbFreq', '20')
    await page.click('#apply')
    await page.waitForSelector('.notice.ok')
    expect(await appliance.ini()).toContain(`heartbeatfrequency = 20\nheartbeaturl = ${OTHER}\n`)
  })

  test('fills it with the latest answer, also when an earlier one comes after it', async () => {
    await open()
    let held: (() => Promise<void>) | undefined
    await page.route('**/monitoring', async route => {
      if (held) return await route.continue()
      const response = await route.fetch()
      held = () => route.fulfill({ response })
    })
    await lookAgain()
    await expect.poll(() => held).toBeDefined()
    await appliance.configure('Off', OTHER)
    await lookAgain()
    await page.waitForFunction(
      url => document.querySelector<HTMLInputElement>('#hbUrl')?.value === url,
      OTHER,
    )
    await Promise.all([page.waitForResponse('**/monitoring'), held?.()])
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.inputValue('#hbUrl')).toBe(OTHER)
    await page.unroute('**/monitoring')
  })

  test('is not taken over while Apply is under way: its answer is newer', async () => {
    await open()
    await page.fill('#hbUrl', OTHER)
    let answered: (() => Promise<void>) | undefined
    await page.route('**/monitoring', async route => {
      if (route.request().method() !== 'POST') return await route.continue()
      answered = () => route.continue()
    })
    await page.click('#apply')
    await expect.poll(() => answered).toBeDefined()
    await appliance.configure('20', SAVED)
    await Promise.all([page.waitForResponse('**/monitoring'), lookAgain()])
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await page.locator('#notice .notice').count()).toBe(0)
    expect(await page.isDisabled('#apply')).toBe(true)
    await answered?.()
    // It was made from the older INI, so it conflicts, once.
    await page.waitForSelector('.notice.warn >> text=Not saved')
    await page.unroute('**/monitoring')
  })

  test('is shown beside the typed values, which are kept and still in conflict', async () => {
    await open()
    await page.fill('#hbUrl', 'http://mine.lan')
    await appliance.configure('30', OTHER)
    await lookAgain()
    await page.waitForSelector('.notice.warn')
    expect(await page.locator('.notice dd').allTextContents()).toEqual([
      `30 · ${OTHER}`,
      '10 · http://mine.lan',
    ])
    expect(await state()).toBe('apply')
    await enter('30', OTHER)
    expect(await state(), 'typed what is saved').toBe('now')
    await enter('10', 'http://mine.lan')
    await page.click('#apply')
    await page.waitForSelector('.notice.warn >> text=Not saved')
    expect(await appliance.ini()).toContain(`heartbeatfrequency = 30\nheartbeaturl = ${OTHER}\n`)
  })

  test('with a fault lets no heartbeat out until it is mended', async () => {
    await open()
    await appliance.configure('7', SAVED)
    await lookAgain()
    await page.waitForSelector('#hbnow:disabled')
    await appliance.configure('10', SAVED)
    await lookAgain()
    await page.waitForSelector('#hbnow:enabled')
    expect(await page.inputValue('#hbUrl')).toBe(SAVED)
  })
})

test('a URL is checked at every letter, and its receiver named as soon as it is valid', async () => {
  await open('Off', '')
  await page.selectOption('#hbFreq', '10')
  const typed = 'https://nosnch.in/0123'
  const seen: string[] = []
  for (const letter of typed) {
    await page.locator('#hbUrl').pressSequentially(letter)
    const [now, problem, hint] = await Promise.all([
      state(),
      page.textContent('#urlProblem'),
      page.textContent('#receiver'),
    ])
    seen.push(`${now}: ${problem || hint}`)
  }
  expect([...new Set(seen)]).toEqual([
    'red: Add https:// (or http://) in front.',
    'red: Write two slashes after https:, as in https://example.org/ping.',
    'red: The host is missing: a name or an address belongs after the two slashes.',
    'apply: Web address: it is fetched with GET, and any 2xx answer counts.',
    "red: This is no ping URL of Dead Man's Snitch: the token of the snitch is missing after https://nosnch.in/.",
    "apply: Dead Man's Snitch: any 2xx answer counts; after missed heartbeats, a note about them is added.",
  ])
})

test('a page of a service is named as it is pasted, with the URL to copy instead; a doubtful URL can be applied', async () => {
  await open('Off', '')
  await enter('10', 'https://healthchecks.io/checks/3c1169a0-7b50-11ea-873e-2c3e6b1f1c5f/details/')
  expect(await state()).toBe('red')
  expect(await page.textContent('#urlProblem')).toContain('copy the ping URL of the check')
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'url-page.png'), fullPage: true })
  await enter('10', 'https://example.org/jobs/7/fail')
  expect(await state()).toBe('apply')
  expect(await page.textContent('#urlDoubt')).toContain('ends with /fail')
  await enter('10', 'https://example.org/jobs/7')
  expect(await page.isVisible('#urlDoubt')).toBe(false)
})

describe('Apply', () => {
  test('saves, shows when the first heartbeat goes out, and enables Heartbeat now', async () => {
    await open('Off', '')
    await enter('5', receiver.url)
    await page.click('#apply')
    await page.waitForSelector('.notice.ok')
    // The day is named when it is another one: just before midnight.
    expect(await page.textContent('#notice')).toMatch(
      /^Saved: a heartbeat every 5 minutes to Web address\. The first one goes out at (\w+ \d+ \w+ )?\d\d:\d[05]\.$/,
    )
    expect(await state()).toBe('now')
    expect(await appliance.ini()).toContain(`heartbeatfrequency = 5\nheartbeaturl = ${receiver.url}\n`)
    const { length } = receiver.requests
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="delivered"]')
    expect(receiver.requests).toHaveLength(length + 1)
    await page.waitForFunction(() =>
      /^Delivered.*\(200\)\s+(just now|\d+ s ago)$/s.test(
        document.querySelector('#hbResult')?.textContent?.trim() ?? '',
      ),
    )
    await page.waitForSelector('.heartbeat-bar button.delivered')
  })

  test('two tabs in conflict: nothing is overwritten, both versions are shown, and a second Apply saves', async () => {
    await open()
    const other = await context.newPage()
    await other.goto(`${appliance.url}/monitoring`)
    await other.selectOption('#hbFreq', '30')
    await other.click('#apply')
    await other.waitForSelector('.notice.ok')

    await enter('20', OTHER)
    await page.click('#apply')
    await page.waitForSelector('.notice.warn')
    expect(await appliance.ini()).toContain(`heartbeatfrequency = 30\nheartbeaturl = ${SAVED}\n`)
    expect(await page.locator('.notice dd').allTextContents()).toEqual([`30 · ${SAVED}`, `20 · ${OTHER}`])
    expect(await state()).toBe('apply')
    await page.click('#apply')
    await page.waitForSelector('.notice.ok')
    expect(await appliance.ini()).toContain(`heartbeatfrequency = 20\nheartbeaturl = ${OTHER}\n`)
    await other.close()
  })
})

test('Apply by keyboard moves the focus to Heartbeat now, or to the notice where that is disabled', async () => {
  await open()
  const focused = () => page.evaluate(() => document.activeElement?.id)
  for (const [frequency, notice, expected] of [
    ['20', 'every 20 minutes', 'hbnow'],
    ['Off', 'heartbeating is Off', 'notice'],
  ] as const) {
    await page.selectOption('#hbFreq', frequency)
    await page.focus('#apply')
    await page.keyboard.press('Enter')
    await page.waitForSelector(`.notice.ok >> text=${notice}`)
    expect(await focused()).toBe(expected)
  }
})

test('after a log-out a page that was left open, on which nothing is typed, leads to the log-in', async () => {
  await open()
  const other = await context.newPage()
  await other.goto(`${appliance.url}/monitoring`)
  await context.clearCookies()
  await other.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))
  await other.waitForURL('**/login*')
  await other.close()
  await logIn(page, appliance.url)
})

test('after a log-out typed values stay, and are applied after a log-in in another tab', async () => {
  await open()
  await page.fill('#hbUrl', OTHER)
  await context.clearCookies()
  await page.click('#apply')
  await page.waitForSelector('.notice.bad')
  expect(await page.textContent('#notice')).toBe(
    'You were logged out: log in in another tab, then apply again.',
  )
  await Promise.all([
    page.waitForResponse('**/login*'),
    page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange'))),
  ])
  expect(await page.inputValue('#hbUrl')).toBe(OTHER)
  const other = await context.newPage()
  await logIn(other, appliance.url)
  await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))
  await page.waitForSelector('#notice .notice', { state: 'detached' })
  expect(await page.inputValue('#hbUrl')).toBe(OTHER)
  await page.click('#apply')
  await page.waitForSelector('.notice.ok')
  expect(await appliance.ini()).toContain(`heartbeaturl = ${OTHER}\n`)
  await other.close()
})

test('the link to the log-in keeps the focus while the page goes on asking', async () => {
  await open()
  await page.fill('#hbUrl', OTHER)
  await context.clearCookies()
  const lookAgain = () => page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))
  await lookAgain()
  await page.focus('#notice a')
  for (let times = 0; times < 2; times++) {
    await Promise.all([page.waitForResponse('**/login*'), lookAgain()])
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('log in in another tab')
  await logIn(page, appliance.url)
})

describe('Heartbeat now', () => {
  beforeEach(async () => await appliance.forgetPress())

  test('shows at once that the request is under way, ignores a second press meanwhile, and follows one stream', async () => {
    await open('10', receiver.url)
    const requests: string[] = []
    let release = () => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    await page.route('**/heartbeat-now**', async route => {
      requests.push(`${route.request().method()} ${route.request().url().split('/').pop()}`)
      if (route.request().method() === 'POST') await released
      await route.continue()
    })
    await page.click('#hbnow')
    expect(await page.textContent('#progressText')).toBe('Asking the appliance…')
    await page.focus('#hbnow')
    for (let n = 0; n < 3; n++) await page.keyboard.press('Enter')
    expect(await page.getAttribute('#hbnow', 'aria-disabled')).toBe('true')
    release()
    await page.waitForSelector('#progress[data-state="delivered"]')
    expect(requests.filter(each => each === 'POST heartbeat-now')).toHaveLength(1)
    expect(await page.getAttribute('#hbnow', 'aria-disabled')).toBe(null)
    await page.unroute('**/heartbeat-now**')
  })

  test('that is refused hides the progress of the last one', async () => {
    await open('10', receiver.url)
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="delivered"]')
    const json = { error: 'No heartbeat: Redis cannot be reached.' }
    await page.route('**/heartbeat-now', route => route.fulfill({ status: 503, json }))
    await page.click('#hbnow')
    await page.waitForSelector('.notice.bad')
    expect(await page.isVisible('#progress')).toBe(false)
    await page.unroute('**/heartbeat-now')
  })

  test('that was answered with a web page is delivered with one request, and the doubt is shown', async () => {
    await open('10', receiver.url)
    receiver.answerWith(answer(200, '<!doctype html><html><body>Welcome</body></html>'))
    const { length } = receiver.requests
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="delivered"]')
    const words = 'Delivered, but answered with a web page: is this the ping URL?'
    expect(await page.textContent('#progressText')).toBe(words)
    await page.waitForSelector(`#result >> text=${words}`)
    if (PICTURES) await page.screenshot({ path: join(PICTURES, 'web-page.png'), fullPage: true })
    expect(receiver.requests).toHaveLength(length + 1)
    await page.goto(appliance.url)
    expect(await page.textContent('.glance')).toContain('answered with a web page')
  })

  test('after the URL was changed sends anew, and its outcome is that of the saved URL', async () => {
    await open('10', `${receiver.url}/old`)
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="delivered"]')
    await page.fill('#hbUrl', `${receiver.url}/new`)
    await page.click('#apply')
    await page.waitForSelector('.notice.ok')
    expect(await page.isVisible('#progress')).toBe(false)
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="delivered"]')
    expect(receiver.requests.slice(-2).map(({ path }) => path)).toEqual(['/old', '/new'])
  })

  test('that ends after the URL was changed elsewhere is not taken for one of the saved URL', async () => {
    await open('10', `${receiver.url}/old`)
    const request = new Promise<() => void>(resolve =>
      receiver.answerWith((_request, response) => resolve(() => void response.end('OK')), answer(200, 'OK')),
    )
    await page.click('#hbnow')
    const reply = await request
    await appliance.configure('10', `${receiver.url}/new`)
    reply()
    await page.waitForSelector('#progress[data-state="delivered"]')
    expect(await page.textContent('#progressText')).toMatch(/^Delivered .* before the change: press again/)
  })

  test.each([
    ['a log-in page', answer(200, '<html><input type="password"></html>'), 'a log-in page'],
    ['another host', redirectTo('http://portal.invalid/login'), 'redirects to another host, portal.invalid'],
  ])('that ends at %s has failed by name', async (_name, behaviour, words) => {
    await open('10', receiver.url)
    receiver.answerWith(behaviour, behaviour)
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="failed"]', { timeout: 15_000 })
    expect(await page.textContent('#progressText')).toContain(words)
  })

  test('shows each step as it happens', async () => {
    await open('10', receiver.url)
    const request = new Promise<() => void>(resolve =>
      receiver.answerWith((_request, response) => resolve(() => void response.end('OK')), answer(200, 'OK')),
    )
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="sending"]')
    expect(await page.textContent('#progressText')).toContain('Sending')
    const reply = await request
    reply()
    await page.waitForSelector('#progress[data-state="delivered"]')
    expect(await page.textContent('#progressText')).toBe('Delivered (answered 200).')
  })

  test('is followed live, by two people at once and through its retry', async () => {
    await open('10', receiver.url)
    const second = await context.newPage()
    await second.goto(`${appliance.url}/monitoring`)
    receiver.answerWith(answer(503), answer(200, 'OK'))
    const { length } = receiver.requests
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="retrying"]')
    expect(await page.textContent('#progressText')).toContain('answered 503')
    await second.click('#hbnow')
    // The retry comes up to seven and a half seconds after the failure.
    const patient = { timeout: 20_000 }
    await Promise.all(
      [page, second].map(each => each.waitForSelector('#progress[data-state="delivered"]', patient)),
    )
    expect(receiver.requests).toHaveLength(length + 2)
    await page.waitForSelector('.heartbeat-bar li:last-child button.retried')
    await second.close()
  })

  test('is followed by polling when the stream of events does not get through', async () => {
    await open('10', receiver.url)
    await page.route('**/events', route => route.abort())
    const { length } = receiver.requests
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="delivered"]')
    expect(receiver.requests).toHaveLength(length + 1)
    await page.unroute('**/events')
  })
})
