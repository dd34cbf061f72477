import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, launchBrowser, logIn, type Page, smallTargets, violations } from '../support/browser'
import { type OpenScene, openScene, SCENES } from '../support/heartbeat-scenes'

/** The folder for pictures of the pages, for the README and docs: `SCREENSHOTS=/tmp/pictures npx vitest run test/browser/looks.test.ts`. */
const PICTURES = process.env.SCREENSHOTS

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => await browser.close())

/** The screens of the pictures: colour scheme, width in pixels. */
const SOME = [
  ['light', 1280],
  ['dark', 390],
] as const
const ALL = [...SOME, ['light', 390], ['dark', 1280]] as const

describe.each([
  ['calm', ['/', '/monitoring', '/monitoring/round-trips', '/system', '/system?menu'], ALL],
  ['calm', ['/monitoring?typed', '/monitoring?pressed', '/peers'], SOME],
  ['refused', ['/', '/monitoring'], SOME],
  ['broken', ['/', '/monitoring'], SOME],
] as const)('the appliance, %s', (scene, paths, screens) => {
  let opened: OpenScene

  beforeAll(async () => {
    opened = await openScene(SCENES[scene])
  })
  afterAll(async () => await opened.close())

  test.each(screens)('is open to everybody, %s at %d px', async (colorScheme, width) => {
    const context = await browser.newContext({
      bypassCSP: true,
      colorScheme,
      viewport: { width, height: 844 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    if (screens === ALL) await inspect(page, `${opened.url}/login`, `login-${colorScheme}-${width}`)
    await logIn(page, opened.url)
    for (const path of paths) {
      const name = path === '/' ? 'home' : path.slice(1).replace(/[?/]/g, '-')
      await inspect(page, `${opened.url}${path}`, `${name}-${scene}-${colorScheme}-${width}`)
    }
    await context.close()
  })
})

test.each([320, 390])('the whole text of every bar can be read at %d px', async width => {
  const opened = await openScene(SCENES.refused)
  const page = await browser.newPage({ viewport: { width, height: 844 } })
  await logIn(page, opened.url)
  await page.goto(`${opened.url}/monitoring`)
  const cut = await page.$$eval('.tip, .tap', texts =>
    texts.filter(text => text.scrollHeight > text.clientHeight).map(text => text.textContent),
  )
  expect(cut).toEqual([])
  await page.close()
  await opened.close()
})

test('axe-core finds a violation', async () => {
  const page = await browser.newPage()
  await page.setContent('<html lang="en"><title>x</title><main><h1>x</h1><img src="x"></main></html>')
  expect(await violations(page)).toEqual([expect.stringContaining('image-alt')])
  await page.close()
})

/** Actions on the page before its picture is taken. */
const DEEDS: Record<string, (page: Page) => Promise<void>> = {
  '?menu': page => page.click('summary'),
  '?typed': async page => {
    await page.fill('#hbUrl', 'ftp://receiver.lan')
    await page.focus('.heartbeat-bar li:nth-last-child(10) button')
  },
  '?pressed': async page => {
    await page.click('#hbnow')
    await page.waitForSelector('#progress[data-state="retrying"]')
  },
}

/** The limit for a page with all its parts, uncompressed. */
const MOST_BYTES = 60_000

async function inspect(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url)
  const weight = await page.evaluate(async () => {
    const parts = [location.href, ...performance.getEntriesByType('resource').map(({ name: part }) => part)]
    const bodies = await Promise.all(parts.map(async part => (await fetch(part)).blob()))
    return bodies.reduce((sum, { size }) => sum + size, 0)
  })
  expect(weight, `${name} weighs too much`).toBeLessThan(MOST_BYTES)
  await DEEDS[new URL(url).search]?.(page)
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
  expect(await violations(page), name).toEqual([])
  if ((page.viewportSize()?.width ?? 0) < 900)
    expect(await smallTargets(page), `${name} is hard to touch`).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0)
}
