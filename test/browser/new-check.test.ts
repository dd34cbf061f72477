/** The form of a new check in a browser: its schedule in words as one types, and what happens without script. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logIn, violations } from '../support/browser'
import { openWatchPages, type WatchPages } from '../support/watch-pages'
import { PASSWORD } from '../support/web'

let pages: WatchPages

beforeAll(async () => {
  pages = await openWatchPages()
})
afterAll(async () => await pages.close())

const PHONE = { width: 390, height: 844 }

test('a schedule is said in words with its next five times while it is typed', async () => {
  const page = await pages.context.newPage()
  await page.goto(`${pages.url}/checks/new`)
  const preview = page.locator('#preview')
  expect(await preview.textContent()).toContain('every 1d; 1h of grace')
  await page.getByRole('radio', { name: 'cron' }).check()
  await page.getByLabel('Cron expression').pressSequentially('30 2 * *')
  await preview.getByText('Is not a cron expression').waitFor()
  await page.getByLabel('Cron expression').pressSequentially(' 1-5')
  await preview.getByText('At 02:30, Monday through Friday').waitFor()
  expect(await preview.locator('li').count()).toBe(5)
  await page.getByRole('radio', { name: 'OnCalendar' }).check()
  await page.getByLabel('OnCalendar expression').fill('*:0/15')
  await preview.getByText('Every 15 minutes').waitFor()
  expect(await violations(page)).toEqual([])
  await page.close()
})

test('typed entries stay after a log-out, and no words of an older schedule stand beside the new one', async () => {
  const context = await pages.browser.newContext({ viewport: PHONE })
  const page = await context.newPage()
  await logIn(page, pages.url)
  await page.goto(`${pages.url}/checks/new`)
  await page.getByLabel('Name').fill('Nightly')
  await context.clearCookies()
  await page.getByLabel('Period').fill('2d')
  const preview = page.locator('#preview')
  await preview.getByText('You were logged out.').waitFor()
  expect(await preview.textContent()).not.toContain('every 1d')
  expect(await page.getByLabel('Name').inputValue()).toBe('Nightly')
  await page.getByRole('button', { name: 'Make the check' }).click()
  await page.getByLabel('User name').fill('admin')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByLabel('Password').press('Enter')
  await page.getByText('Not saved yet.').waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('Nightly')
  expect(await page.getByLabel('Period').inputValue()).toBe('2d')
  await context.close()
})

test('a schedule that comes back with the entries is the one that is said in words', async () => {
  const page = await pages.context.newPage()
  let asked = 0
  page.on('request', request => {
    if (request.url().includes('/checks/schedule')) asked++
  })
  await page.goto(`${pages.url}/checks/new`)
  await page.getByRole('radio', { name: 'cron' }).check()
  await page.getByLabel('Cron expression').fill('30 2 * * 1-5')
  const preview = page.locator('#preview')
  await preview.getByText('At 02:30, Monday through Friday').waitFor()
  await page.goto(`${pages.url}/system`)
  await page.goBack()
  await preview.getByText('At 02:30, Monday through Friday').waitFor()
  expect(await preview.locator('li').count()).toBe(5)
  const before = asked
  await page.goto(`${pages.url}/checks/new`)
  expect(await preview.textContent()).toContain('every 1d; 1h of grace')
  await page.waitForLoadState('networkidle')
  expect(asked, 'a form as the server sent it asks for nothing').toBe(before)
  await page.close()
})

test('a folded part says what holds in it, and after an entry that it has changed', async () => {
  const page = await pages.context.newPage()
  await page.goto(`${pages.url}/checks/new`)
  const summary = page.locator('#fold-when > summary')
  const others = page.locator('.fold:not(#fold-when) > summary', { hasText: 'not saved yet' })
  expect(await summary.textContent()).toContain('1h of grace, late first, then down')
  await summary.click()
  await page.getByLabel('Grace').fill('5m')
  await summary.click()
  expect(await summary.textContent()).toBe('Patience changed, and not saved yet')
  await page.reload()
  await page.getByText('Patience changed, and not saved yet').waitFor()
  expect(await others.count()).toBe(0)
  await summary.click()
  await page.getByLabel('Grace').fill('1h')
  expect(await summary.textContent()).toContain('1h of grace, late first, then down')
  await page.close()
})

test('without a connection no words of an older schedule stand beside the typed one', async () => {
  const context = await pages.browser.newContext({ viewport: PHONE })
  const page = await context.newPage()
  await logIn(page, pages.url)
  await page.goto(`${pages.url}/checks/new`)
  const preview = page.locator('#preview')
  expect(await preview.textContent()).toContain('every 1d')
  await context.setOffline(true)
  await page.getByLabel('Period').fill('2d')
  await preview.getByText('The appliance cannot be reached from here.').waitFor()
  expect(await preview.textContent()).not.toContain('every 1d')
  await context.setOffline(false)
  await page.getByLabel('Period').press('Tab')
  await preview.getByText('every 2d').waitFor()
  await context.close()
})

test('without script the next times are shown by a button, and the form keeps what was typed', async () => {
  const context = await pages.browser.newContext({ javaScriptEnabled: false, viewport: PHONE })
  const page = await context.newPage()
  await logIn(page, pages.url)
  await page.goto(`${pages.url}/checks/new`)
  await page.getByLabel('Name').fill('Nightly')
  await page.getByRole('radio', { name: 'cron' }).check()
  await page.getByLabel('Cron expression').fill('30 2 * * 1-5')
  await page.getByRole('button', { name: 'Show the next times' }).click()
  expect(await page.locator('#preview').textContent()).toContain('At 02:30, Monday through Friday')
  expect(await page.locator('#preview li').count()).toBe(5)
  expect(await page.getByLabel('Name').inputValue()).toBe('Nightly')
  await context.close()
})

test('in another zone each page says which of its times are the browser’s, and which the appliance’s', async () => {
  const context = await pages.browser.newContext({ timezoneId: 'Asia/Kolkata' })
  const page = await context.newPage()
  await logIn(page, pages.url)
  await page.goto(`${pages.url}/checks/new`)
  const note = page.locator('.zone')
  expect(await note.isVisible()).toBe(false)
  await page.getByRole('radio', { name: 'cron' }).check()
  await page.getByLabel('Cron expression').fill('30 2 * * *')
  await note.waitFor()
  expect(await note.textContent()).toMatch(
    /^The next times are in your zone \(UTC\+05:30\)\. The appliance is in \S+ \(UTC\S+\)\.$/,
  )
  await page.goto(`${pages.url}/checks`)
  expect(await note.textContent()).toMatch(
    /^Times are in your zone \(UTC\+05:30\)\. Those of pictures, and some in notices and reasons, are the appliance's: /,
  )
  await page.goto(`${pages.url}/windows/new`)
  expect(await page.textContent('main')).toMatch(
    /Times are in the appliance's zone, \S+ \(UTC\S+\), unless another one is named below\./,
  )
  expect(await page.textContent('main')).not.toContain('your zone')
  await context.close()
})

test('the button that makes the check stands on the first screen of a phone, and the line to copy on the next', async () => {
  const page = await pages.context.newPage()
  await page.setViewportSize(PHONE)
  await page.goto(`${pages.url}/checks/new`)
  const make = page.getByRole('button', { name: 'Make the check' })
  const bottomOf = async (target: typeof make) => {
    const box = await target.boundingBox()
    return (box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0)
  }
  expect(await bottomOf(make)).toBeLessThan(PHONE.height)
  await page.getByLabel('Name').fill('Backup')
  await make.click()
  const copy = page.getByRole('button', { name: 'Copy the line' })
  await copy.waitFor()
  expect(await bottomOf(copy)).toBeLessThan(PHONE.height)
  expect(await violations(page)).toEqual([])
  await page.close()
})

test('a check that was made is not made once more after the Back button', async () => {
  const page = await pages.context.newPage()
  await page.goto(`${pages.url}/checks/new`)
  await page.getByLabel('Name').fill('Made once')
  await page.getByRole('button', { name: 'Make the check' }).click()
  await page.getByRole('heading', { name: 'Made once' }).waitFor()
  const made = page.url()
  await page.goBack()
  expect(await page.getByLabel('Name').inputValue()).toBe('Made once')
  await page.getByRole('button', { name: 'Make the check' }).click()
  await page.getByRole('heading', { name: 'Made once' }).waitFor()
  expect(page.url()).toBe(made)
  await page.close()
})
