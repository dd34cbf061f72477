import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { logIn, type Page } from '../support/browser'
import { plan } from '../support/watch'
import { openWatchPages, type WatchPages } from '../support/watch-pages'
import { PASSWORD } from '../support/web'

/** The folder for pictures of the pages. */
const PICTURES = process.env.SCREENSHOTS
const PHONE = { width: 390, height: 844 }

let pages: WatchPages
let page: Page

beforeAll(async () => {
  pages = await openWatchPages()
})
afterAll(async () => await pages.close())
beforeEach(async () => {
  page = await (await pages.browser.newContext({ viewport: PHONE })).newPage()
  await logIn(page, pages.url)
})
afterEach(async () => await page.context().close())

async function picture(name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
}

/** The forms with entries: their pages, a field and what is typed there. */
const FORMS: readonly (readonly [path: string, field: string, typed: string])[] = [
  ['/monitoring', '#hbUrl', 'http://typed.lan/x'],
  ['/checks/new', '#name', 'Typed'],
  ['/channels/new?kind=webhook', '#set-url', 'http://typed.lan/hook'],
  ['/channels/phone/edit', '#set-url', 'http://typed.lan'],
  ['/keys', '#name', 'Typed'],
]

describe.each(FORMS)('what was typed on %s', (path, field, typed) => {
  test('comes back with Back and with a reload, and not for somebody who opens the page anew', async () => {
    await page.goto(pages.url + path)
    await page.fill(field, typed)
    await page.goto(`${pages.url}/system`)
    await page.goBack()
    expect(await page.inputValue(field)).toBe(typed)
    await page.reload()
    expect(await page.inputValue(field)).toBe(typed)
    await page.goto(`${pages.url}/system`)
    await page.goto(pages.url + path)
    expect(await page.inputValue(field)).not.toBe(typed)
  })
})

/** Opens the parts of a form that are folded. */
async function openParts(): Promise<void> {
  await page.evaluate(() => {
    for (const part of document.querySelectorAll('main details')) part.setAttribute('open', '')
  })
}

test('typed entries of every sort come back, but for passwords, and are forgotten at the log-out', async () => {
  await page.goto(`${pages.url}/checks/new`)
  await openParts()
  await page.check('input[value=cron]')
  await page.fill('#cron', '1 2 * * *')
  await page.fill('#description', 'two\nlines')
  await page.fill('#password', 'a goose in the garden')
  await page.check('input[name=channels][value=phone]')
  const kept = await page.evaluate(() => JSON.stringify(sessionStorage))
  expect(kept).toContain('1 2 * * *')
  expect(kept).not.toContain('goose')
  await page.goto(`${pages.url}/system`)
  await page.goBack()
  expect(await page.isVisible('#cron')).toBe(true)
  expect(await page.inputValue('#cron')).toBe('1 2 * * *')
  expect(await page.inputValue('#description')).toBe('two\nlines')
  expect(await page.isChecked('input[name=channels][value=phone]')).toBe(true)
  await page.click('summary[aria-label=Menu]')
  await Promise.all([page.waitForURL('**/login'), page.click('text=Log out')])
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
})

test('entries that come back on Remote monitoring are in conflict with a newer INI', async () => {
  await page.goto(`${pages.url}/monitoring`)
  await page.fill('#hbUrl', 'http://mine.lan')
  await page.goto(`${pages.url}/system`)
  await pages.web.writeIni(
    (await pages.web.ini()).replace(/heartbeaturl = .*/, 'heartbeaturl = http://theirs.lan'),
  )
  await page.goBack()
  expect(await page.isEnabled('#apply')).toBe(true)
  await page.click('#apply')
  await page.waitForSelector('.notice.warn >> text=Not saved')
  expect(await pages.web.ini()).toContain('http://theirs.lan')
})

test('each copy of a check comes back with its own entries', async () => {
  const { create } = pages.web.ports.checks
  const made = ['Cellar', 'Attic'].map(async name => (await create(plan(name), 'page', Date.now())).check)
  const [cellar, attic] = await Promise.all(made)
  for (const check of [cellar, attic]) {
    await page.goto(`${pages.url}/checks/new?from=${check?.id}`)
    await page.fill('#name', `Beside the ${check?.name}`)
  }
  await page.goBack()
  expect(await page.inputValue('#name')).toBe('Beside the Cellar')
  expect(await page.inputValue('[name=cloned]')).toBe(cellar?.id)
})

test('what was saved is no conflict after Back, when it is edited once more', async () => {
  const { check } = await pages.web.ports.checks.create(plan('Old'), 'page', Date.now())
  await page.goto(`${pages.url}/checks/${check.id}/edit`)
  await page.fill('#name', 'First')
  await page.click('text=Save')
  await page.waitForSelector('text=Saved.')
  await page.goBack()
  expect(await page.inputValue('#name')).toBe('First')
  await page.fill('#name', 'Second')
  await page.click('text=Save')
  await page.waitForSelector('h1')
  expect(await page.textContent('h1')).toBe('Second')

  await page.goto(`${pages.url}/monitoring`)
  for (const url of ['http://first.lan', 'http://second.lan']) {
    await page.fill('#hbUrl', url)
    await page.click('#apply')
    await page.waitForSelector('#notice .notice')
    expect(await pages.web.ini()).toContain(`heartbeaturl = ${url}`)
    await page.goto(`${pages.url}/system`)
    await page.goBack()
  }
})

test('a log-in in mid-edit leads back to the filled form, and saving it then works', async () => {
  await page.goto(`${pages.url}/checks/new`)
  await page.fill('#name', 'Typed before the log-out')
  await page.context().clearCookies()
  await page.click('text=Make the check')
  await page.waitForSelector('#username')
  await picture('interrupted')
  await page.fill('#username', 'admin')
  await page.fill('#password', PASSWORD)
  await page.press('#password', 'Enter')
  await page.waitForSelector('text=Not saved yet.')
  expect(await page.inputValue('#name')).toBe('Typed before the log-out')
  await picture('interrupted-back')
  await page.click('text=Make the check')
  await page.waitForSelector('text=The check is made')
  expect(await page.textContent('h1')).toBe('Typed before the log-out')
})

test('a second tap while the answer is under way does nothing: the new key is shown', async () => {
  const { apiKeys } = pages.web.ports
  const create = apiKeys.create
  let answer = () => {}
  const tapped = new Promise<void>(resolve => {
    answer = resolve
  })
  const slow = vi.spyOn(apiKeys, 'create').mockImplementation(async (...key) => {
    const made = await create(...key)
    await tapped
    return made
  })
  await page.goto(`${pages.url}/keys`)
  await page.fill('#name', 'Tapped twice')
  const button = page.getByRole('button', { name: 'Make the key' })
  await button.scrollIntoViewIfNeeded()
  const { x = 0, y = 0 } = (await button.boundingBox()) ?? {}
  // A click on the button itself waits for the answer.
  const tap = () => page.mouse.click(x + 9, y + 9)
  await tap()
  await expect.poll(() => slow.mock.calls.length).toBe(1)
  await tap()
  answer()
  await page.waitForSelector('#how-key')
  expect(await page.textContent('#made')).toBe('The new key “Tapped twice”')
  slow.mockRestore()
})

test('two tabs on one check: the second is shown both versions', async () => {
  const { check } = await pages.web.ports.checks.create(plan('Old'), 'page', Date.now())
  const other = await page.context().newPage()
  for (const tab of [page, other]) await tab.goto(`${pages.url}/checks/${check.id}/edit`)
  await other.fill('#name', 'Theirs')
  await other.click('text=Save')
  await other.waitForSelector('text=Saved.')
  await page.fill('#name', 'Mine')
  await page.click('text=Save')
  await page.waitForSelector('text=was changed meanwhile')
  expect(await page.textContent('.notice dl')).toMatch(/Name\s*Saved now: Theirs\s*Yours: Mine/)
  await picture('check-conflict')
  await page.click('.buttons >> text=Save')
  await page.waitForSelector('h1 >> text=Mine')
})

test('a fault in one field of a channel keeps the secrets; a reload after a test sends nothing', async () => {
  await page.goto(`${pages.url}/channels/new?kind=email`)
  for (const [key, value] of Object.entries({ to: 'me@example.org', host: 'localhost', port: 'x' }))
    await page.fill(`#set-${key}`, value)
  await page.fill('#name', 'mail')
  await page.fill('#set-password', 'a goose in the garden')
  await page.click('text=Make the channel')
  await page.waitForSelector('text=Not saved.')
  await picture('channel-fault')
  await page.fill('#set-port', '9')
  await page.click('text=Make the channel')
  await page.waitForSelector('.notice.ok')
  const [made] = (await pages.web.ports.channelStore.list()).filter(({ name }) => name === 'mail')
  expect(made?.settings.password).toBe('a goose in the garden')

  const posts: string[] = []
  page.on('request', request => request.method() === 'POST' && posts.push(request.url()))
  await page.click('form[action="/channels/mail/test"] button')
  await page.waitForSelector('text=Test of mail')
  await page.reload()
  expect(await page.isVisible('text=Test of mail')).toBe(true)
  expect(posts).toEqual([`${pages.url}/channels/mail/test`])
})
