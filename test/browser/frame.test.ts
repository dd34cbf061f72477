import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Appliance, startAppliance } from '../support/appliance'
import { type Browser, type BrowserContext, launchBrowser, logIn, type Page } from '../support/browser'
import { answer, type Receiver, startReceiver } from '../support/receiver'

let appliance: Appliance
let browser: Browser
let receiver: Receiver

beforeAll(async () => {
  ;[appliance, browser, receiver] = await Promise.all([startAppliance(), launchBrowser(), startReceiver()])
})
afterAll(async () => {
  await browser.close()
  await Promise.all([appliance.stop(), receiver.close()])
})

async function withPage(
  options: Parameters<Browser['newContext']>[0],
  work: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options })
  const page = await context.newPage()
  await logIn(page, appliance.url)
  await work(page, context)
  await context.close()
}

test('logging out leads to the log-in, and the pages need it again', async () => {
  await withPage({}, async page => {
    await page.click('summary')
    await Promise.all([page.waitForURL('**/login'), page.click('text=Log out')])
    await page.goto(`${appliance.url}/monitoring`)
    expect(new URL(page.url()).pathname).toBe('/login')
  })
})

test.each([390, 320])(
  'with letters of twice the size on a phone of %i pixels the brand is one line beside the menu',
  async width => {
    await withPage({ viewport: { width, height: 844 } }, async page => {
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%'
      })
      const { lines, room, size } = await page.evaluate(() => {
        const [brand, menu] = ['.brand span', '.menu'].map(name => document.querySelector(name))
        const range = document.createRange()
        if (brand) range.selectNodeContents(brand)
        const { right = 0 } = range.getBoundingClientRect()
        return {
          lines: range.getClientRects().length,
          room: (menu?.getBoundingClientRect().left ?? 0) - right,
          size: brand ? Number.parseFloat(getComputedStyle(brand).fontSize) : 0,
        }
      })
      expect(lines).toBe(1)
      expect(room).toBeGreaterThanOrEqual(0)
      expect(size, 'it is larger than before all the same').toBeGreaterThan(16)
    })
  },
)

describe('the menu by keyboard', () => {
  test('Tab reaches it, Enter opens it, Tab and Enter follow a link', async () => {
    await withPage({}, async page => {
      const focused = () =>
        page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
        )
      const way: unknown[] = []
      for (let n = 0; n < 3; n++) {
        await page.keyboard.press('Tab')
        way.push(await focused())
      }
      expect(way).toEqual(['Skip to the content', 'Heartbeat', 'Menu'])
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      expect(await focused()).toBe('Home')
      await page.keyboard.press('Tab')
      await Promise.all([page.waitForURL('**/monitoring'), page.keyboard.press('Enter')])
      expect(await page.textContent('[aria-current="page"]')).toBe('Remote monitoring')
    })
  })

  test('Esc closes it and gives the focus back; so does a tap beside it', async () => {
    await withPage({}, async page => {
      const isOpen = () => page.$eval('details.menu', menu => (menu as HTMLDetailsElement).open)
      await page.click('summary')
      await page.focus('.menu a')
      await page.keyboard.press('Escape')
      expect(await isOpen()).toBe(false)
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY')
      await page.click('summary')
      await page.mouse.click(20, 800)
      expect(await isOpen()).toBe(false)
    })
  })
})

describe('without JavaScript', () => {
  test('the menu opens, Apply saves, Heartbeat now is followed by reloads, and a bad URL is refused', async () => {
    await appliance.configure('Off', '')
    await withPage({ javaScriptEnabled: false }, async page => {
      await page.click('summary')
      await Promise.all([page.waitForURL('**/monitoring'), page.click('.menu >> text=Remote monitoring')])

      await page.selectOption('#hbFreq', '10')
      await page.fill('#hbUrl', 'ftp://x.lan')
      await page.click('#apply')
      expect(await page.textContent('#urlProblem')).toBe('Only http:// and https:// can be used, not ftp:.')
      expect(await page.getAttribute('#hbUrl', 'aria-invalid')).toBe('true')
      expect(await page.inputValue('#hbUrl')).toBe('ftp://x.lan')

      await page.fill('#hbUrl', receiver.url)
      await page.click('#apply')
      expect(await page.textContent('#notice')).toContain('Saved: a heartbeat every 10 minutes')
      expect(await appliance.ini()).toContain(`heartbeaturl = ${receiver.url}\n`)

      await page.click('#hbnow')
      await page.waitForSelector('#progress[data-state="delivered"]')
      expect(await page.textContent('#hbResult')).toMatch(
        /Delivered\s+\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \(200\)/,
      )
    })
  })

  test('a heartbeat whose two attempts failed is shown as failed', async () => {
    await appliance.configure('10', receiver.url)
    await appliance.forgetPress()
    receiver.answerWith(answer(500), answer(500), answer(200, 'OK'))
    await withPage({ javaScriptEnabled: false }, async page => {
      await page.goto(`${appliance.url}/monitoring`)
      await page.click('#hbnow')
      await page.waitForSelector('#progress.retried[data-state="failed"]')
      expect(await page.locator('.steps li:visible').allTextContents()).toEqual([
        'Queued',
        'Sending',
        'Retrying',
        'Failed',
      ])
      expect(await page.textContent('#progressText')).toMatch(/^Failed \(.*500.*\)\.$/)
    })
  })

  test('a conflict shows both versions, and a second Apply saves', async () => {
    await appliance.configure('10', receiver.url)
    await withPage({ javaScriptEnabled: false }, async page => {
      await page.goto(`${appliance.url}/monitoring`)
      await appliance.configure('30', receiver.url)
      await page.selectOption('#hbFreq', '20')
      await page.click('#apply')
      expect(await page.locator('.notice dd').allTextContents()).toEqual([
        `30 · ${receiver.url}`,
        `20 · ${receiver.url}`,
      ])
      await page.click('#apply')
      expect(await page.textContent('#notice')).toContain('every 20 minutes')
    })
  })
})

describe('what the pages show', () => {
  test('times are in the zone of the browser, and the zone of the appliance is named when it differs', async () => {
    await appliance.configure('10', receiver.url)
    await appliance.forgetPress()
    await withPage({ timezoneId: 'Asia/Kolkata' }, async page => {
      await page.goto(`${appliance.url}/monitoring`)
      await page.click('#hbnow')
      await page.waitForSelector('#progress[data-state="delivered"]')
      await page.goto(`${appliance.url}/monitoring`)
      const shown = await page.$eval('#hbResult time', time => [
        time.getAttribute('datetime'),
        time.textContent,
      ])
      const there = new Date(Date.parse(shown[0] ?? '') + 19_800_000).toISOString()
      expect(shown[1]).toBe(there.slice(0, 19).replaceAll('-', '/').replace('T', ' '))
      expect(await page.textContent('.zone')).toMatch(
        /^Times are in your zone \(UTC\+05:30\)\. Those of pictures, and some in notices and reasons, are the appliance's: \S+ \(UTC[+-]\d\d:\d\d\)\.$/,
      )

      await page.selectOption('#hbFreq', '60')
      await page.click('#apply')
      await page.waitForSelector('.notice.ok')
      const [at = '', first] = await page.$eval('#notice time', time => [
        time.getAttribute('datetime') ?? '',
        time.textContent,
      ])
      const inIndia = new Date(Date.parse(at) + 19_800_000).toISOString().slice(11, 16)
      expect(first?.slice(-5)).toBe(inIndia)
      expect(await page.textContent('#notice')).toMatch(
        /Web address\. The first one goes out at .*\d\d:\d\d\.$/,
      )
    })
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    await withPage({ timezoneId: timeZone }, async page => {
      expect(await page.isHidden('.zone')).toBe(true)
    })
  })

  test('a clock that was wrong when the page was opened is right on it as soon as it is set', async () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    await withPage({ timezoneId: timeZone }, async (page, context) => {
      await context.addInitScript(() => {
        const { now } = Date
        Date.now = () => now() + 10_800_000
        Object.assign(window, { setClock: () => (Date.now = now) })
      })
      await page.goto(appliance.url)
      expect(await page.textContent('.zone')).toBe("The appliance's clock is 3 hours behind yours.")
      await page.evaluate(() => {
        ;(window as unknown as { setClock(): void }).setClock()
        document.dispatchEvent(new Event('visibilitychange'))
      })
      await page.waitForSelector('.zone', { state: 'hidden' })
      expect(await page.textContent('.zone')).toBe('')
    })
  })

  test('a bar shows its heartbeat on focus, and the arrow keys go from bar to bar', async () => {
    await withPage({}, async page => {
      await page.goto(`${appliance.url}/monitoring`)
      await page.focus('.heartbeat-bar li:last-child button')
      expect(await page.textContent('.heartbeat-bar li:focus-within .tip')).toMatch(
        /^Delivered \d\d:\d\d \((just now|\d+ s ago)\) \(200\) in \d\.\d s$/,
      )
      expect(await page.isVisible('.heartbeat-bar li:last-child .tip')).toBe(true)
      await page.keyboard.press('ArrowLeft')
      expect(await page.isVisible('.heartbeat-bar li:nth-last-child(2) .tip')).toBe(true)
      expect(await page.isVisible('.heartbeat-bar li:last-child .tip')).toBe(false)
    })
  })

  test('a bar keeps the focus while the heartbeat bar is replaced, and the arrow keys still go one by one', async () => {
    await withPage({}, async page => {
      await page.goto(`${appliance.url}/monitoring`)
      await page.focus('.heartbeat-bar li:last-child button')
      await page.$eval('.heartbeat-bar', bar => bar.setAttribute('data-old', ''))
      const lookAgain = () => document.dispatchEvent(new Event('visibilitychange'))
      for (let n = 0; n < 2; n++) {
        await page.evaluate(lookAgain)
        await page.waitForSelector('.heartbeat-bar:not([data-old])')
        await page.$eval('.heartbeat-bar', bar => bar.setAttribute('data-old', ''))
      }
      expect(await page.isVisible('.heartbeat-bar li:last-child .tip')).toBe(true)
      await page.keyboard.press('ArrowLeft')
      expect(await page.isVisible('.heartbeat-bar li:nth-last-child(2) .tip')).toBe(true)
      expect(await page.locator('.heartbeat-bar button[tabindex="0"]').count()).toBe(1)
    })
  })

  test('home shows at a glance that it is alive, and where it stopped when Redis hangs', async () => {
    await withPage({}, async page => {
      const chain = async () =>
        await page.$$eval('.chain > li', links =>
          links.map(link => `${link.getAttribute('data-organ')} ${link.className}`),
        )
      await page.goto(`${appliance.url}/monitoring`)
      expect(await chain()).toEqual([
        'tick unknown',
        'ini ok',
        'disk ok',
        'web ok',
        'redis ok',
        'worker ok',
        'dns ok',
        'tcp ok',
        'http ok',
        'answer ok',
      ])
      appliance.redis.signal('SIGSTOP')
      try {
        const begun = performance.now()
        await page.goto(`${appliance.url}/monitoring`)
        expect(performance.now() - begun).toBeLessThan(3_500)
        expect(await chain()).toEqual([
          'tick unknown',
          'ini ok',
          'disk ok',
          'web ok',
          'redis bad',
          'worker unknown',
          'dns unknown',
          'tcp unknown',
          'http unknown',
          'answer ok',
        ])
        expect(await page.textContent('#chain')).toContain('It stops at Redis.')
        expect(await page.textContent('#hbResult')).toContain('(200)')
        await page.goto(appliance.url)
        expect(await page.textContent('.glance')).toContain('Redis')
      } finally {
        appliance.redis.signal('SIGCONT')
      }
    })
  })

  test('the support bundle is a file without the secrets', async () => {
    await appliance.configure('10', `${receiver.url}/secret-path`)
    await withPage({}, async page => {
      await page.goto(`${appliance.url}/system`)
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Download')])
      expect(download.suggestedFilename()).toMatch(/^intvlm8r-support-.+-\d{4}-\d\d-\d\d\.txt$/)
      const text = await readFile(await download.path(), 'utf8')
      expect(text).toContain(`heartbeaturl = ${receiver.url}/…`)
      expect(text).not.toContain('secret-path')
      expect(text).not.toContain('$scrypt$')
    })
  })
})
