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
