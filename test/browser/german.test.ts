/** Pages in German, whose words are longer: none is wider than a phone, and each tells its language. */
import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { german } from '../../src/domain/language/german/index'
import { useLanguage } from '../../src/domain/language/use-language'
import { violations, weightOf } from '../support/browser'
import { openWatchPages, type WatchPages } from '../support/watch-pages'
import { INI } from '../support/web'

let pages: WatchPages

beforeAll(async () => {
  pages = await openWatchPages({
    ini: INI.replace('[Web]\n', '[Web]\nlanguage = de\n'),
    catalogue: async () => german,
  })
})
afterAll(async () => {
  useLanguage('en')
  await pages.close()
})

const ALL: readonly (readonly [path: string, heading: string])[] = [
  ['/', hostname()],
  ['/monitoring', 'Fernüberwachung'],
  ['/system', 'System'],
  ['/checks', 'Prüfungen'],
  ['/checks/new', 'Neue Prüfung'],
  ['/checks/tags', 'Alle Schlagwörter'],
  ['/checks/waiting', 'Wartende Prüfungen'],
  ['/channels', 'Kanäle'],
  ['/channels/new', 'Neuer Kanal'],
  ['/windows', 'Wartung'],
  ['/status-pages', 'Statusseiten'],
  ['/peers', 'Nachbarn'],
  ['/keys', 'API-Schlüssel'],
  ['/accounts', 'Mailkonten'],
  ['/accounts/new', 'Neues Mailkonto'],
  ['/second-factor', 'Zweiter Faktor'],
  ['/system/authority', 'Diesem Gerät vertrauen'],
  ['/help', 'Hilfe'],
]

/** The limit for a page with all its parts, uncompressed. */
const MOST_BYTES = 60_000

async function open(path: string) {
  const page = await pages.context.newPage()
  await page.goto(pages.url + path)
  return page
}
/** The elements beyond the right edge of the screen, but for those that scroll by themselves. */
const tooWide = (page: Awaited<ReturnType<typeof open>>) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return [...document.querySelectorAll('body *')]
      .filter(element => element.getBoundingClientRect().right > width + 1)
      .map(element => `${element.tagName} ${element.textContent?.trim().slice(0, 60)}`)
  })

/** Letters of twice the size on a small phone, as somebody with weak eyes sets them. */
async function enlarge(page: Awaited<ReturnType<typeof open>>): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.addStyleTag({ content: ':root { font-size: 200% !important }' })
}

describe.each(ALL)('%s', (path, heading) => {
  test(`is headed ${heading}, fits a phone, with large letters too, and has no barrier`, async () => {
    const page = await open(path)
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    expect(await weightOf(page)).toBeLessThan(MOST_BYTES)
    expect(await page.locator('h1').first().textContent()).toBe(heading)
    // All that is folded is as wide as it gets.
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll<HTMLDetailsElement>('main details')) fold.open = true
    })
    expect(await tooWide(page)).toEqual([])
    expect(await violations(page)).toEqual([])
    await enlarge(page)
    expect(await tooWide(page)).toEqual([])
    await page.close()
  })
})

test('a check has its state, its times and its form in German', async () => {
  const { check } = pages.seen.backup
  const page = await open(`/checks/${check.id}`)
  await expect.poll(() => page.locator('#state').textContent()).toMatch(/ausgefallen.*seit .*\(vor \d/s)
  expect(await tooWide(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await page.goto(`${pages.url}/checks/${check.id}/edit`)
  await page.getByLabel('OnCalendar', { exact: true }).check()
  await page.getByLabel('OnCalendar-Ausdruck').fill('Mon..Fri 02:30')
  await expect
    .poll(() => page.locator('#preview .words').textContent())
    .toMatch(/^Um 02:30, Montag bis Freitag, .*; 1h Karenz$/)
  expect(await tooWide(page)).toEqual([])
  await page.close()
})

test('a check fits a small phone with large letters', async () => {
  for (const path of ['', '/edit', '/past', '/silence']) {
    const page = await open(`/checks/${pages.seen.backup.check.id}${path}`)
    await enlarge(page)
    expect(await tooWide(page), path).toEqual([])
    await page.close()
  }
})

test('the scripts of the pages write German, too', async () => {
  const page = await open('/monitoring')
  await page.fill('#hbUrl', 'hc-ping.com/x')
  await expect.poll(() => page.locator('#urlProblem').textContent()).toMatch(/^Bitte https:/)
  await page.fill('#hbUrl', 'https://hc-ping.com/')
  await expect
    .poll(() => page.locator('#urlProblem').textContent())
    .toMatch(/keine Ping-URL von Healthchecks/)
  await page.close()
})

test('the browser rewrites times in German, too', async () => {
  const page = await open('/checks')
  const time = page.locator('#rows time').first()
  await time.evaluate(element => {
    element.textContent = 'old'
  })
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect.poll(() => time.textContent()).toMatch(/vor \d|gerade eben/)
  await page.close()
})
