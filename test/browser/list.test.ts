/** The list at work in a browser: search, order, keys, ticks, and rows that stay under the finger. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { allChecks } from '../support/all-checks'
import { logIn, type Page, violations } from '../support/browser'
import { inBatches, plan, signal } from '../support/watch'
import { openWatchPages, type WatchPages } from '../support/watch-pages'

let pages: WatchPages

beforeAll(async () => {
  pages = await openWatchPages()
})
beforeEach(async () => {
  const { checks } = pages.web.ports
  const all = await allChecks(checks)
  await inBatches(all.length, index => checks.remove(all[index]?.check.id ?? ''))
  for (const [name, tags] of [
    ['Attic', ['house']],
    ['Boiler', ['house']],
    ['Cellar', ['garden']],
  ] as const)
    await checks.create(plan(name, { tags }), 'page', Date.now())
})
afterAll(async () => await pages.close())

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

async function open(size: { width: number; height: number }, path = '/checks'): Promise<Page> {
  const page = await pages.context.newPage()
  await page.setViewportSize(size)
  await page.goto(pages.url + path)
  return page
}
const names = (page: Page) => page.locator('#rows .name a').allTextContents()
const named = async (name: string) =>
  (await allChecks(pages.web.ports.checks)).find(({ check }) => check.name === name)

test('what is typed is searched at once, and stands in the address', async () => {
  const page = await open(PHONE)
  await page.getByRole('searchbox').pressSequentially('#hou')
  await expect.poll(() => names(page)).toEqual(['Attic', 'Boiler'])
  await page.getByRole('searchbox').pressSequentially('se boi')
  await expect.poll(() => names(page)).toEqual(['Boiler'])
  expect(page.url()).toBe(`${pages.url}/checks?q=%23house+boi`)
  await page.reload()
  expect(await names(page)).toEqual(['Boiler'])
  await page.close()
})

test('the order is chosen by one tap, and without script by a button', async () => {
  await pages.web.ports.checks.record(
    { id: (await named('Cellar'))?.check.id ?? '' },
    signal('success', Date.now()),
  )
  const page = await open(PHONE)
  await page.getByRole('combobox', { name: 'Order' }).selectOption('signal')
  await expect.poll(() => names(page)).toEqual(['Cellar', 'Attic', 'Boiler'])
  expect(page.url()).toBe(`${pages.url}/checks?sort=signal`)
  await page.close()
  const plain = await pages.browser.newContext({ javaScriptEnabled: false, viewport: PHONE })
  const still = await plain.newPage()
  await logIn(still, pages.url)
  await still.goto(`${pages.url}/checks`)
  await still.getByRole('combobox', { name: 'Order' }).selectOption('signal')
  await still.getByRole('button', { name: 'Show' }).click()
  expect(await names(still)).toEqual(['Cellar', 'Attic', 'Boiler'])
  await plain.close()
})

test('keys go from row to row, tick, and lead to the search; they can be switched off', async () => {
  const page = await open(DESK)
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  for (const [key, name] of [
    ['j', 'Attic'],
    ['j', 'Boiler'],
    ['j', 'Cellar'],
    ['j', 'Cellar'],
    ['k', 'Boiler'],
  ] as const) {
    await page.keyboard.press(key)
    expect(await focused()).toBe(name)
  }
  await page.keyboard.press('x')
  expect(await page.getByRole('checkbox', { name: 'Boiler' }).isChecked()).toBe(true)
  expect(await page.locator('#ticked').textContent()).toBe('(1 ticked)')
  await page.keyboard.press('/')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('q')
  await page.keyboard.type('jk?')
  expect(await page.getByRole('searchbox').inputValue()).toBe('jk?')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await keys.waitFor()
  expect(await violations(page)).toEqual([])
  await keys.getByRole('checkbox').uncheck()
  await page.keyboard.press('Escape')
  await page.goto(`${pages.url}/checks`)
  await page.keyboard.press('j')
  expect(await focused()).not.toBe('Attic')
  await page.keyboard.press('?')
  await keys.getByRole('checkbox').check()
  await page.close()
})

test('no name that the keyboard comes to lies below the bar for several checks', async () => {
  for (let index = 0; index < 20; index++)
    await pages.web.ports.checks.create(plan(`Row ${index}`), 'page', Date.now())
  const page = await open(PHONE)
  for (let index = 0; index < 23; index++) {
    await page.keyboard.press('j')
    const isSeen = await page.evaluate(() => {
      const link = document.activeElement
      const { left = 0, top = 0, height = 0 } = link?.getBoundingClientRect() ?? {}
      return link?.contains(document.elementFromPoint(left + 10, top + height / 2))
    })
    expect(isSeen, await page.evaluate(() => document.activeElement?.textContent)).toBe(true)
  }
  await page.close()
})

test('rows stay where they are while a finger is at the list, and change in place', async () => {
  const { checks } = pages.web.ports
  const page = await open(DESK)
  await page.getByText('Attic').hover()
  await checks.record({ id: (await named('Cellar'))?.check.id ?? '' }, signal('fail', Date.now()))
  await page.locator('#rows li', { hasText: 'Cellar' }).getByText('down', { exact: true }).waitFor()
  expect(await names(page)).toEqual(['Attic', 'Boiler', 'Cellar'])
  await page.getByRole('button', { name: 'The list has changed' }).click()
  await expect.poll(() => names(page)).toEqual(['Cellar', 'Attic', 'Boiler'])
  await page.close()
})

test('ticked rows stay ticked while the list is kept up to date', async () => {
  const { checks } = pages.web.ports
  const page = await open(PHONE)
  await page.getByText('Select several').click()
  await page.getByRole('checkbox', { name: 'Boiler' }).check()
  await checks.create(plan('Aardvark'), 'page', Date.now())
  await page.getByRole('button', { name: 'The list has changed' }).waitFor()
  expect(await names(page)).toEqual(['Attic', 'Boiler', 'Cellar'])
  expect(await page.getByRole('checkbox', { name: 'Boiler' }).isChecked()).toBe(true)
  await page.close()
})

test.each([
  ['with its script', true],
  ['without script', false],
])('several are ticked, paused, and resumed again, %s', async (_how, javaScriptEnabled) => {
  const context = await pages.browser.newContext({ javaScriptEnabled, viewport: PHONE, bypassCSP: true })
  const page = await context.newPage()
  await logIn(page, pages.url)
  await page.goto(`${pages.url}/checks`)
  expect(await page.getByRole('checkbox', { name: 'Attic' }).isVisible()).toBe(false)
  await page.getByText('Select several').click()
  for (const name of ['Attic', 'Cellar']) await page.getByRole('checkbox', { name }).check()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText('2 checks are paused.').waitFor()
  expect((await named('Cellar'))?.state.status).toBe('paused')
  await page.getByRole('button', { name: 'Resume them' }).click()
  await page.getByText('2 checks are resumed').waitFor()
  expect((await named('Cellar'))?.state.status).toBe('new')
  await context.close()
})

test('Enter behind a tag gives it to the ticked checks, and does nothing else', async () => {
  const page = await open(PHONE)
  await page.getByText('Select several').click()
  await page.getByRole('checkbox', { name: 'Attic' }).check()
  await page.getByRole('textbox', { name: 'Tag' }).fill('winter')
  await page.keyboard.press('Enter')
  await page.getByText('1 check got the tag #winter.').waitFor()
  const attic = await named('Attic')
  expect([attic?.check.tags, attic?.state.silenced]).toEqual([['house', 'winter'], undefined])
  await page.close()
})

test('Enter on a box of the checks that wait adopts the ticked ones, and not the first', async () => {
  const { checks } = pages.web.ports
  for (const name of ['Stranger', 'Own'])
    await checks.create(plan(name), 'checkin', Date.now(), undefined, { waits: true, from: '192.168.1.77' })
  const page = await open(PHONE, '/checks/waiting')
  await page.getByRole('checkbox', { name: 'Own' }).check()
  await page.keyboard.press('Enter')
  await page.getByText('The check is adopted').waitFor()
  const adopted = (await allChecks(checks)).map(({ check }) => check.name)
  expect(adopted).toEqual(expect.arrayContaining(['Own']))
  expect((await checks.waiting()).map(({ check }) => check.name)).toContain('Stranger')
  await page.close()
})

test('a run through hundreds goes on by itself, and shows how far it is', { timeout: 60_000 }, async () => {
  const { checks } = pages.web.ports
  await inBatches(900, index => checks.create(plan(`n${index}`, { tags: ['many'] }), 'page', Date.now()))
  const page = await open(PHONE, '/checks?tag=many')
  await page.getByText('Select several').click()
  await page.getByRole('checkbox', { name: 'All 900 that match' }).check()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('heading', { name: 'Pause these 900 checks?' }).waitFor()
  expect(await violations(page)).toEqual([])
  const progress = page.waitForResponse(
    async response => response.status() === 200 && (await response.text()).includes('Under way'),
  )
  await page.getByRole('button', { name: 'Yes, do it' }).click()
  expect(await (await progress).text()).toMatch(/\d+ of 90[03] checks were gone through/)
  await page.getByText('900 checks are paused.').waitFor()
  expect(await checks.lists.size({ status: 'paused' }, Date.now())).toBe(900)
  await page.close()
})

/** The limit for a page with all its parts, uncompressed. */
const MOST_BYTES = 60_000

test('a thousand checks with all that a row can show stay light and quick', {
  timeout: 120_000,
}, async () => {
  const { checks } = pages.web.ports
  await inBatches(1_000, index =>
    checks.create(
      plan(`A check with a name that is rather long, number ${index}`, {
        tags: ['nightly', 'raspberry', `tag${index % 40}`],
      }),
      'page',
      Date.now() - 3_600_000,
    ),
  )
  const rows = await allChecks(checks)
  await inBatches(1_000, index =>
    checks.record({ id: rows[index]?.check.id ?? '' }, signal('success', Date.now() - 660_000)),
  )
  for (const [size, sort] of [
    [PHONE, 'worst'],
    [DESK, 'name'],
    [DESK, 'signal'],
  ] as const) {
    const page = await open(size, `/checks?sort=${sort}`)
    const seen = await page.evaluate(async () => {
      const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      const kinds = ['link', 'script', 'img', 'css']
      const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      const parts = loaded.filter(part => kinds.includes(part.initiatorType)).map(part => part.name)
      const bodies = await Promise.all(
        [location.href, ...parts].map(async part => (await fetch(part)).blob()),
      )
      return {
        weight: bodies.reduce((sum, { size }) => sum + size, 0),
        answer: visit?.responseEnd ?? 0,
        shown: visit?.domContentLoadedEventEnd ?? 0,
      }
    })
    if (process.env.MEASURES) console.log(sort, size.width, seen)
    expect(seen.weight, sort).toBeLessThan(MOST_BYTES)
    expect(await page.locator('#rows > li').count()).toBe(20)
    await page.close()
  }
})

test('from 900 px on the list is a table, and the menu a bar beside its button', async () => {
  const page = await open({ width: 900, height: 800 })
  expect(
    await page
      .getByRole('navigation', { name: 'Menu bar' })
      .getByRole('link', { name: 'Channels' })
      .isVisible(),
  ).toBe(true)
  expect(await page.locator('.menu > summary').isVisible()).toBe(true)
  const heights = await page.$$eval('#rows > li', rows => rows.map(row => row.getBoundingClientRect().height))
  expect(heights.every(height => height >= 44 && height <= 56)).toBe(true)
  await page.setViewportSize({ width: 899, height: 800 })
  expect(await page.locator('.menu-bar').isVisible()).toBe(false)
  await page.close()
})

/** The buttons, fields and links that stand by themselves and are smaller than a finger; links within a sentence may be. */
async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const inSentence = (each: Element) =>
      each.matches('a') && each.closest('p:not(.name, .back, .heads), dd, label') !== null
    const targets = [
      ...document.querySelectorAll<HTMLElement>('a, button, input, select, textarea, summary, label.box'),
    ]
    return targets.flatMap(each => {
      const area = each.closest<HTMLElement>('label, .name') ?? each
      // The link of a row covers the row.
      const { height, width } = (
        each.closest('#rows .name') ? (each.closest('li') as HTMLElement) : area
      ).getBoundingClientRect()
      const isHidden =
        !each.checkVisibility() || each.matches('.skip, .unseen, [type="hidden"]') || width === 0
      return isHidden || inSentence(each) || (height >= 44 && width >= 44)
        ? []
        : [`${each.outerHTML.slice(0, 90)} ${width} x ${height}`]
    })
  })
}

test('every target on the phone is as large as a finger, and axe finds nothing, also in what is folded', {
  timeout: 60_000,
}, async () => {
  const { check } = await pages.web.ports.checks.create(
    plan('Finger', { tags: ['house'] }),
    'page',
    Date.now(),
  )
  for (const path of [
    '/checks',
    '/checks/new',
    '/checks/tags',
    `/checks/${check.id}?created`,
    `/checks/${check.id}/edit`,
  ]) {
    const page = await open(PHONE, path)
    await page.evaluate(() => {
      for (const each of document.querySelectorAll<HTMLDetailsElement>('main details')) each.open = true
    })
    expect(await smallTargets(page), path).toEqual([])
    expect(await violations(page), path).toEqual([])
    await page.close()
  }
})
