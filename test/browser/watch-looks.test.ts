import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Page, smallTargets, violations, weightOf } from '../support/browser'
import { plan } from '../support/watch'
import { openWatchPages, type WatchPages } from '../support/watch-pages'

/** The folder for pictures, as in looks.test.ts; those without colours and width in their names are for the README. */
const PICTURES = process.env.SCREENSHOTS
/** The limit for a page with all its parts, uncompressed. */
const MOST_BYTES = 60_000

let pages: WatchPages

beforeAll(async () => {
  pages = await openWatchPages()
})
afterAll(async () => await pages.close())

/** The screens of the pictures: colour scheme, width in pixels. */
const SCREENS = [
  ['light', 390],
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
] as const

const PAGES: Readonly<Record<string, () => string>> = {
  checks: () => '/checks',
  'checks-tag': () => '/checks?tag=nas',
  'checks-waiting': () => '/checks/waiting',
  'checks-search': () => '/checks?q=nas&sort=name',
  'checks-tags': () => '/checks/tags',
  'check-down': () => `/checks/${pages.seen.backup.check.id}`,
  'check-late': () => `/checks/${pages.seen.pump.check.id}`,
  'check-probe': () => `/checks/${pages.seen.door.check.id}`,
  'check-past': () => `/checks/${pages.seen.backup.check.id}/past`,
  'check-probe-past': () => `/checks/${pages.seen.door.check.id}/past`,
  'status-page': () => '/status/family',
  'status-pages': () => '/status-pages',
  'status-page-notes': () => '/status-pages/family',
  badges: () => `/badges?check=${pages.seen.backup.check.id}`,
  'check-new': () => '/checks/new',
  'check-edit': () => `/checks/${pages.seen.backup.check.id}/edit`,
  'check-probe-edit': () => `/checks/${pages.seen.door.check.id}/edit`,
  'check-delete': () => `/checks/${pages.seen.backup.check.id}/delete`,
  home: () => '/',
  channels: () => '/channels',
  accounts: () => '/accounts',
  'account-new': () => '/accounts/new',
  'channel-kinds': () => '/channels/new',
  'channel-new': () => '/channels/new?kind=webhook',
  'channel-steps': () => '/channels/new?kind=telegram',
  'channel-edit': () => '/channels/phone/edit',
  'channel-push': () => '/channels/duty/edit',
  'channel-delete': () => '/channels/phone/delete',
  windows: () => '/windows',
  'window-new': () => '/windows/new',
  'window-edit': () => '/windows/nas/edit',
  'window-delete': () => '/windows/nas/delete',
  'check-acknowledge': () => `/checks/${pages.seen.backup.check.id}/acknowledge`,
  help: () => '/help',
  authority: () => '/system/authority',
  'help-found': () => '/help?q=silence',
  'help-ini': () => '/help/ini',
  'help-probes': () => '/help/probes',
  'help-commands': () => '/help/commands',
  keys: () => '/keys',
  'key-revoke': () => `/keys/${pages.key.id}/revoke`,
}

test.concurrent.each(Object.entries(PAGES))(
  'the page %s is open to everybody, light and narrow enough',
  { timeout: 60_000 },
  async (name, path) => {
    const page = await pages.context.newPage()
    await page.goto(pages.url + path())
    expect(await weightOf(page)).toBeLessThan(MOST_BYTES)
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
    await openAll(page)
    for (const [colorScheme, width] of SCREENS) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 844 })
      const picture = `${name}-${colorScheme}-${width}`
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `${picture}.png`), fullPage: true })
      // The bar for several checks covers nothing at the end of the page.
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
      expect(await violations(page), picture).toEqual([])
      if (width < 900) expect(await smallTargets(page), `${picture} is hard to touch`).toEqual([])
      expect(await overflow(page), `${picture} is wider than the screen`).toBeLessThanOrEqual(0)
    }
    await page.close()
  },
)

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const each of document.querySelectorAll<HTMLDetailsElement>('main details:not(#several)'))
      each.open = true
  })
}

/** Pixels by which the page is wider than the screen. */
async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

test('the status of every check can be seen, however long names and tags are', async () => {
  const page = await pages.context.newPage()
  const long = plan(`<script>alert(1)</script>${'N'.repeat(70)}`, { tags: ['W'.repeat(50)] })
  const { check } = await pages.web.ports.checks.create(long, 'page', Date.now())
  await page.goto(`${pages.url}/checks`)
  const right = await page.$$eval('.checks li *', parts =>
    parts.map(part => part.getBoundingClientRect().right),
  )
  expect(Math.max(...right)).toBeLessThanOrEqual(390)
  await pages.web.ports.checks.remove(check.id)
  await page.close()
})
