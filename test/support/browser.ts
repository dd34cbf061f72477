import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { PASSWORD } from './appliance'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The distribution's Chromium. Certificates that it trusts beside the system's are below HOME. */
export async function launchBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(),
    args: FLAGS,
    env: env as Record<string, string>,
  })
}

function findChromium(): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'chromium')
    try {
      accessSync(program, constants.X_OK)
      return program
    } catch {
      // the next folder
    }
  }
  throw new Error('no chromium on the PATH: run `npm test`, which installs it')
}

/** Logs in by the form. */
export async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`)
  await page.fill('#username', 'admin')
  await page.fill('#password', PASSWORD)
  await Promise.all([page.waitForURL(`${url}/`), page.press('#password', 'Enter')])
}

/** The violations that axe-core finds on the page, a line each. The context has to bypass the CSP, since axe is no part of the page. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
  return await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const results = await axe.run({ runOnly: tags, resultTypes: ['violations'] })
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  })
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

export type { Browser, BrowserContext, Page }

/** Half of the 44 pixels that a finger has to hit, less what rounding takes. */
const REACH = 21

/**
 * Returns each element that a finger misses 21 pixels beside its middle, a line each. A link inside a sentence is as high as its
 * line (WCAG 2.5.8 has the same exception), a box of a form is hit by its label, and a bar of the last
 * heartbeats is a part of a picture: a tap nearby shows its neighbour.
 */
export async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(reach => {
    const isInSentence = (element: Element) =>
      getComputedStyle(element).display === 'inline' &&
      element.parentElement?.textContent?.trim() !== element.textContent?.trim()
    const touched = (element: Element) =>
      element.matches('[type=checkbox], [type=radio]')
        ? (element.closest('label') ?? document.querySelector(`label[for="${element.id}"]`) ?? element)
        : element
    const isHit = (element: Element) => {
      const target = touched(element)
      target.scrollIntoView({ block: 'center', inline: 'center' })
      const { left, top, width, height } = target.getBoundingClientRect()
      const points = [-reach, reach].flatMap(
        by =>
          [
            [by, 0],
            [0, by],
          ] as const,
      )
      return points.every(([x, y]) => {
        const found = document.elementFromPoint(left + width / 2 + x, top + height / 2 + y)
        return found !== null && (target.contains(found) || element.contains(found))
      })
    }
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .filter(
        element =>
          element.checkVisibility() &&
          !element.matches('.skip, [type=hidden], [tabindex="-1"], .heartbeat-bar *'),
      )
      .filter(element => element.tagName !== 'A' || !isInSentence(element))
      .filter(element => !isHit(element))
      .map(element => element.outerHTML.slice(0, 160))
  }, REACH)
}

/** Bytes of the page with all its parts, uncompressed. */
export async function weightOf(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const kinds = ['link', 'script', 'img', 'css']
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const parts = loaded.filter(part => kinds.includes(part.initiatorType)).map(part => part.name)
    const bodies = await Promise.all([location.href, ...parts].map(async part => (await fetch(part)).blob()))
    return bodies.reduce((sum, { size }) => sum + size, 0)
  })
}
