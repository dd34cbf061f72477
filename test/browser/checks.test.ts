import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logIn } from '../support/browser'
import { plan, signal } from '../support/watch'
import { openWatchPages, type WatchPages } from '../support/watch-pages'

/** The folder for pictures of the pages. */
const PICTURES = process.env.SCREENSHOTS

let pages: WatchPages

beforeAll(async () => {
  pages = await openWatchPages()
})
afterAll(async () => await pages.close())

test('the list shows changes without a reload', async () => {
  const page = await pages.context.newPage()
  await page.goto(`${pages.url}/checks`)
  const { check } = await pages.web.ports.checks.create(plan('Brand new'), 'page', Date.now())
  const row = page.locator('.checks li', { hasText: 'Brand new' })
  await row.getByText('No signal yet').waitFor()
  await pages.web.ports.checks.record({ id: check.id }, signal('fail', Date.now()))
  await row.getByText('down', { exact: true }).waitFor()
  expect(await page.locator('.checks li').first().textContent()).toContain('Brand new')
  await page.close()
})

test('a list that nobody sees asks for nothing when something changes, and shows it as soon as it is seen again', async () => {
  const page = await pages.context.newPage()
  const hide = (hidden: boolean) =>
    page.evaluate(value => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  const asked: string[] = []
  // The first one is that of the stream that has opened.
  const refreshed = page.waitForResponse(response => {
    return response.url() === `${pages.url}/checks` && response.request().resourceType() === 'fetch'
  })
  await page.goto(`${pages.url}/checks`)
  await refreshed
  await hide(true)
  // Another stream shows when the event has come.
  await page.evaluate(
    () =>
      new Promise(resolve => {
        const other = new EventSource('/checks/events')
        const heard = new Promise<void>(come => {
          other.onmessage = () => come(other.close())
        })
        other.onopen = () => {
          Object.assign(window, { heard })
          resolve(undefined)
        }
      }),
  )
  page.on('request', request => void asked.push(new URL(request.url()).pathname))
  await pages.web.ports.checks.create(plan('Unseen'), 'page', Date.now())
  await page.evaluate(async () => {
    await Reflect.get(window, 'heard')
    await fetch('/healthz')
  })
  expect(asked).toEqual(['/healthz'])
  await hide(false)
  await page.locator('.checks li', { hasText: 'Unseen' }).waitFor()
  await page.close()
})

test('changes that come faster than the answers are shown all the same', async () => {
  const page = await pages.context.newPage()
  await page.addInitScript(() => {
    const { prototype } = EventSource
    const { set } = Object.getOwnPropertyDescriptor(prototype, 'onmessage') ?? {}
    const heard = { events: 0 }
    Object.assign(window, { heard })
    Object.defineProperty(prototype, 'onmessage', {
      set(this: EventSource, listener) {
        this.addEventListener('message', () => heard.events++)
        set?.call(this, listener)
      },
    })
  })
  const { check } = await pages.web.ports.checks.create(plan('Busy'), 'page', Date.now())
  const fail = () => pages.web.ports.checks.record({ id: check.id }, signal('fail', Date.now()))
  const address = `${pages.url}/checks/${check.id}`
  await page.goto(address)
  // The first refresh is answered after two more changes.
  const heard = () => page.evaluate(() => (window as unknown as { heard: { events: number } }).heard.events)
  let asked = 0
  await page.route(address, async route => {
    asked++
    if (asked === 1) {
      const before = await heard()
      for (let more = 1; more <= 2; more++) {
        await fail()
        await expect.poll(heard).toBeGreaterThanOrEqual(before + more)
      }
      await route.continue()
    } else await new Promise(() => {}) // The answers to the later ones never come.
  })
  await fail()
  await page.locator('#state').getByText('down', { exact: true }).waitFor()
  await page.close()
})

test('the page of a check shows its changes, and details that were opened stay open', async () => {
  const page = await pages.context.newPage()
  const { check } = await pages.web.ports.checks.create(plan('Followed'), 'page', Date.now())
  await pages.web.ports.checks.record(
    { id: check.id },
    signal('success', Date.now(), { body: 'first words' }),
  )
  await page.goto(`${pages.url}/checks/${check.id}`)
  await page.locator('#bodies summary').click()
  await page.locator('h1').click()
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await pages.web.ports.checks.record({ id: check.id }, signal('fail', Date.now(), { exitCode: 3 }))
  await page.locator('#timeline').getByText('exit code 3').waitFor()
  expect(await page.locator('#state strong').textContent()).toBe('down')
  expect(await page.getByText('first words').isVisible()).toBe(true)
  await page.close()
})

test('the buttons of a check and its last words change with it as well; the focus stays', async () => {
  const page = await pages.context.newPage()
  const { check } = await pages.web.ports.checks.create(plan('Asked'), 'page', Date.now())
  await page.goto(`${pages.url}/checks/${check.id}?created`)
  await page.getByText('waits for its first signal').waitFor()
  const eight = page.getByRole('button', { name: '8 hours' })
  await eight.focus()
  await pages.web.ports.checks.record(
    { id: check.id },
    signal('success', Date.now(), { body: 'its first words' }),
  )
  await page.locator('#bodies').getByText('its first words').waitFor({ state: 'attached' })
  expect(await page.getByText('waits for its first signal').count()).toBe(0)
  expect(await page.title()).toContain('Asked is up')
  await pages.web.ports.checks.pause(check.id, Date.now())
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  expect(await eight.evaluate(button => button === document.activeElement)).toBe(true)
  await page.close()
})

test('a page without updates shows how old it is, and connects again as soon as it can', async () => {
  const page = await pages.context.newPage()
  await page.clock.install()
  const { check } = await pages.web.ports.checks.create(plan('Unheard'), 'page', Date.now())
  let isAway = true
  await page.route(/\/checks\/events/, route => (isAway ? route.fulfill({ status: 503 }) : route.continue()))
  await page.goto(`${pages.url}/checks/${check.id}`)
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
  await pages.web.ports.checks.record({ id: check.id }, signal('fail', Date.now()))
  await page.locator('#state').getByText('down', { exact: true }).waitFor()
  expect(await stale.textContent()).toBe('')
  await page.close()
})

/** Replaces the push service of the browser's maker, and the browser's trust in a certificate. */
const PUSH = {
  works: () => {
    // The browser's one subscription, which its pages share.
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
  /** Of the card before; it has to go before another one can be made. */
  hasOneOfAnotherKey: () => {
    let old: unknown = {
      endpoint: 'https://push.example.org/send/old',
      unsubscribe: async () => (old = null),
    }
    const { subscribe, getSubscription } = PushManager.prototype
    Object.assign(PushManager.prototype, {
      getSubscription: async () => old ?? (await getSubscription()),
      subscribe: async (options: PushSubscriptionOptionsInit) => {
        if (old) throw new DOMException('another applicationServerKey', 'InvalidStateError')
        return await subscribe(options)
      },
    })
  },
  isDistrusted: () => {
    ServiceWorkerContainer.prototype.register = async () => {
      throw new DOMException('An SSL certificate error occurred when fetching the script.', 'SecurityError')
    }
  },
} as const

test('the page of a check shows that it was deleted meanwhile', async () => {
  const page = await pages.context.newPage()
  const { check } = await pages.web.ports.checks.create(plan('Short-lived'), 'page', Date.now())
  await page.goto(`${pages.url}/checks/${check.id}`)
  await pages.web.ports.checks.remove(check.id)
  await page.getByText('somebody may have deleted it').waitFor()
  await page.close()
})

test('the button of a test shows that it is under way, and does not send it again', async () => {
  const page = await pages.context.newPage()
  await page.goto(`${pages.url}/channels`)
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

test('a browser is added to a channel and removed again', async () => {
  const page = await pages.context.newPage()
  await page.addInitScript(PUSH.works)
  await page.goto(`${pages.url}/channels/duty/edit`)
  await page.getByRole('button', { name: 'Send messages to this browser' }).click()
  await page.getByText('This browser takes messages.').waitFor()
  expect(await page.locator('#push-count').textContent()).toBe('One browser.')
  await page.getByRole('button', { name: 'No more to this browser' }).click()
  await page.getByText('This browser takes no messages yet.').waitFor()
  expect(await pages.web.ports.channelStore.subscriptions('duty')).toEqual([])
  await page.close()
})

test('a browser whose subscription the appliance does not know takes no messages, and is added in its place', async () => {
  const page = await pages.context.newPage()
  await page.addInitScript(PUSH.works)
  await page.addInitScript(PUSH.hasOneOfAnotherKey)
  await page.goto(`${pages.url}/channels`)
  await page.locator('#device-on').waitFor()
  expect(await page.textContent('#device-state')).not.toBe('This browser takes messages.')
  await page.goto(`${pages.url}/channels/duty/edit`)
  await page.getByText('This browser takes no messages yet.').waitFor()
  await page.getByRole('button', { name: 'Send messages to this browser' }).click()
  await page.getByText('This browser takes messages.').waitFor()
  expect((await pages.web.ports.channelStore.subscriptions('duty')).map(({ endpoint }) => endpoint)).toEqual([
    'https://push.example.org/send/abc',
  ])
  await page.getByRole('button', { name: 'No more to this browser' }).click()
  await page.getByText('This browser takes no messages yet.').waitFor()
  await page.close()
})

test('a browser that one channel gives up goes on with another', async () => {
  const { channelStore } = pages.web.ports
  await channelStore.save({
    name: 'spare',
    kind: 'web-push',
    origin: 'page',
    settings: { contact: 'mailto:a@b.example' },
  })
  const page = await pages.context.newPage()
  await page.addInitScript(PUSH.works)
  await page.goto(`${pages.url}/channels/duty/edit`)
  await page.getByRole('button', { name: 'Send messages to this browser' }).click()
  await page.getByText('This browser takes messages.').waitFor()
  const [browser] = await channelStore.subscriptions('duty')
  if (browser) await channelStore.subscribe('spare', browser)
  await page.getByRole('button', { name: 'No more to this browser' }).click()
  await page.getByText('This browser takes no messages yet.').waitFor()
  expect(
    await page.evaluate(async () => {
      const worker = await navigator.serviceWorker.ready
      return (await worker.pushManager.getSubscription())?.endpoint
    }),
  ).toBe('https://push.example.org/send/abc')
  await channelStore.remove('spare')
  await page.close()
})

test('the page shows that the browser does not trust the certificate', async () => {
  const page = await pages.context.newPage()
  await page.addInitScript(PUSH.isDistrusted)
  await page.goto(`${pages.url}/channels/duty/edit`)
  await page.getByText('does not trust the certificate').waitFor()
  await page.close()
})

test('a line is copied with one click, on plain http as well', async () => {
  const page = await pages.context.newPage()
  await page.goto(`${pages.url}/checks/${pages.seen.pump.check.id}`)
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await page.getByRole('button', { name: 'Copy curl' }).click()
  await page.getByText('Copied').waitFor()
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(
    `curl -fsS -m 10 --retry 5 --retry-connrefused -o /dev/null ${pages.url}/ping/${pages.seen.pump.check.id}`,
  )
  await page.close()
})

test('without script a check is made, changed, silenced and deleted', async () => {
  const context = await pages.browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await logIn(page, pages.url)
  await page.goto(`${pages.url}/checks`)
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
  await page.locator('#cron').waitFor({ state: 'hidden' })
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
  const context = await pages.browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  await logIn(page, pages.url)
  await page.goto(`${pages.url}/checks`)
  await page.click('text=API keys')
  await page.fill('#name', 'Ansible')
  await page.check('input[value=full]')
  await page.click('text=Make the key')
  const secret = (await page.locator('#how-key').textContent()) ?? ''
  const answer = await fetch(`${pages.url}/api/checks`, { headers: { 'X-Api-Key': secret } })
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
