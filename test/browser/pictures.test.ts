/**
 * The pictures of the README, as a phone has the pages on a day with one check down:
 * `SCREENSHOTS=docs npx vitest run --config test/browser/vitest.config.mts pictures`.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { openWatchPages, type WatchPages } from '../support/watch-pages'

const FOLDER = process.env.SCREENSHOTS
/** The README shows them at most as large as this; a page goes on below. */
const MOST_HEIGHT = 2_400

describe.skipIf(FOLDER === undefined)('the pictures of the README', () => {
  let pages: WatchPages

  beforeAll(async () => {
    pages = await openWatchPages({ health: {}, isMaintained: false })
  }, 120_000)
  afterAll(async () => await pages?.close())

  test.each([
    ['checks', () => '/checks'],
    ['check', () => `/checks/${pages.seen.backup.check.id}`],
  ])('%s.png', { timeout: 60_000 }, async (name, path) => {
    const page = await pages.context.newPage()
    await page.goto(pages.url + path())
    // As tall as the page, so that the bar at the lower edge of the screen covers nothing.
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ width: 390, height: Math.min(height, MOST_HEIGHT) })
    await page.evaluate(() => scrollTo(0, 0))
    await page.screenshot({ path: join(FOLDER ?? '', `${name}.png`) })
    await page.close()
  })
})
