/** Tells pages of the browser which fault is on, and notes which they reach. */
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const contexts = new Set<BrowserContext>()
const reached = new Set<string>()
let active = ''

/** Takes the place of `chromium.launch`, whose pages belong to tests. */
export function watchPages(drawn: readonly string[]): void {
  const launch = chromium.launch.bind(chromium)
  chromium.launch = async options => {
    const browser = await launch(options)
    const newContext = browser.newContext.bind(browser)
    browser.newContext = async (...args: Parameters<Browser['newContext']>) => {
      const context = await newContext(...args)
      await context.exposeBinding('mutantReached', (_, id: string) => void reached.add(id))
      await context.addInitScript(followRunner, [...drawn])
      await context.addInitScript(switchOn, active)
      contexts.add(context)
      context.on('close', () => contexts.delete(context))
      return context
    }
    return browser
  }
}

export async function switchPages(id: string | undefined): Promise<void> {
  active = id ?? ''
  for (const context of contexts) {
    await context.addInitScript(switchOn, active).catch(() => {})
    for (const page of context.pages()) await page.evaluate(switchOn, active).catch(() => {})
  }
}

export function reachedByPages(): string[] {
  const ids = [...reached]
  reached.clear()
  return ids
}

interface World {
  __stryker__?: { activeMutant: string | undefined; told: Set<string> }
  mutantReached?(id: string): Promise<void>
}

function followRunner(drawn: readonly string[]): void {
  const world: World = globalThis as World
  const told = new Set<string>()
  const tell = (_: unknown, id: string | symbol) => {
    if (drawn.includes(String(id)) && !told.has(String(id))) void world.mutantReached?.(String(id))
    told.add(String(id))
    return true
  }
  Object.assign(world, {
    __stryker__: {
      activeMutant: undefined,
      told,
      mutantCoverage: { static: new Proxy({}, { set: tell }), perTest: {} },
    },
  })
}

function switchOn(id: string): void {
  const world: World = globalThis as World
  if (world.__stryker__ === undefined) return
  world.__stryker__.activeMutant = id || undefined
  world.__stryker__.told.clear()
}
