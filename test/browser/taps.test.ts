/** The ten commonest jobs on a phone, from the home page on: their taps and fields, as docs/compared.md has them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from '../support/browser'
import { openWatchPages, type WatchPages } from '../support/watch-pages'

type Locator = ReturnType<Page['locator']>

let pages: WatchPages

beforeAll(async () => {
  pages = await openWatchPages()
})
afterAll(async () => await pages.close())

/** Seconds by the keystroke-level model (Card, Moran and Newell 1983): to point and press, and for a key. */
const SECONDS = { tap: 1.1 + 0.2, key: 0.28 } as const

interface Hand {
  tap(target: Locator): Promise<void>
  /** Puts a text into a field, which it taps first. */
  type(field: Locator, text: string): Promise<void>
}

interface Job {
  readonly name: string
  work(page: Page, hand: Hand): Promise<void>
  /** What can be seen at its end. */
  end(page: Page): Locator
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })

/** From the home page to a check in trouble, which stands on top of the list. */
async function toCheck(page: Page, hand: Hand, name = 'Backup of the NAS'): Promise<void> {
  await hand.tap(page.getByRole('link', { name: / checks?, / }))
  await hand.tap(link(page, name))
}

const JOBS: readonly Job[] = [
  {
    name: 'A new check, alerted, with its line copied',
    work: async (page, hand) => {
      await hand.tap(link(page, 'New check'))
      await hand.type(page.getByLabel('Name'), 'Backup')
      await hand.tap(button(page, 'Make the check'))
      await hand.tap(button(page, 'Copy the line'))
    },
    end: page => button(page, 'Copy the line').and(page.getByText('Copied')),
  },
  {
    name: 'What is wrong, and since when',
    work: async (page, hand) => await toCheck(page, hand),
    end: page => page.locator('#state').getByText('down', { exact: true }),
  },
  {
    name: 'Silence a check for an hour',
    work: async (page, hand) => {
      await toCheck(page, hand)
      await hand.tap(button(page, '1 hour'))
    },
    end: page => page.getByText('Silenced: it goes on being watched'),
  },
  {
    name: 'Pause a check',
    work: async (page, hand) => {
      await toCheck(page, hand, 'Weather station')
      await hand.tap(button(page, 'Pause'))
    },
    end: page => page.getByText('Paused: nobody is alerted'),
  },
  {
    name: 'Copy the line of a check',
    work: async (page, hand) => {
      await toCheck(page, hand)
      await hand.tap(button(page, 'Copy curl'))
    },
    end: page => page.getByText('Copied'),
  },
  {
    name: 'Expect a check at another interval',
    work: async (page, hand) => {
      await toCheck(page, hand, 'Pump in the cellar')
      await hand.tap(link(page, 'Edit'))
      await hand.type(page.getByLabel('Period'), '30m')
      await hand.tap(button(page, 'Save'))
    },
    end: page => page.getByText('Saved.'),
  },
  {
    name: 'Find one check among many',
    work: async (page, hand) => {
      await hand.tap(page.getByRole('link', { name: / checks?, / }))
      await hand.type(page.getByRole('searchbox'), '3d p')
      await page.getByText('1 that matches').waitFor()
      await hand.tap(link(page, '3D printer'))
    },
    end: page => page.getByRole('heading', { name: '3D printer' }),
  },
  {
    name: 'A new channel, for all checks',
    work: async (page, hand) => {
      await hand.tap(page.locator('.menu > summary'))
      await hand.tap(page.locator('.menu').getByRole('link', { name: 'Channels' }))
      await hand.tap(link(page, 'New channel'))
      await hand.tap(link(page, 'ntfy'))
      await hand.type(page.getByLabel('Name'), 'attic')
      await hand.type(page.getByLabel('Topic'), 'attic-4711')
      await hand.tap(button(page, 'Make the channel'))
      const given = page.locator('form[action="/channels/attic/checks"] button')
      await hand.tap(given)
    },
    end: page => page.getByText('checks alert by it from now on.'),
  },
  {
    name: 'One more check like another',
    work: async (page, hand) => {
      await toCheck(page, hand)
      await hand.tap(link(page, 'Clone'))
      await hand.type(page.getByLabel('Name'), 'Backup of the Pi')
      await hand.tap(button(page, 'Make the check'))
    },
    end: page => page.getByText('The check is made'),
  },
  {
    name: 'Pause all checks of a tag',
    work: async (page, hand) => {
      await hand.tap(page.getByRole('link', { name: / checks?, / }))
      await hand.tap(link(page, '#house'))
      await hand.tap(page.getByText('Select several'))
      await hand.tap(page.getByRole('checkbox', { name: / that match, on every page/ }))
      await hand.tap(button(page, 'Pause'))
      await hand.tap(button(page, 'Yes, do it'))
    },
    end: page => page.getByText('checks are paused.'),
  },
]

/** The cells of ours in the table of the documents, by the job. */
async function documented(): Promise<Map<string, string>> {
  const text = await readFile(join(import.meta.dirname, '../../docs/compared.md'), 'utf8')
  const rows = text.split('\n').map(line => line.split('|').map(cell => cell.trim()))
  return new Map(
    rows.filter(cells => cells.length === 7).map(cells => [cells[1] ?? '', `${cells[2]}, ${cells[3]}`]),
  )
}

const words = (count: number, name: string) => `${count} ${name}${count === 1 ? '' : 's'}`

test.each(JOBS)('$name takes as many taps as docs/compared.md says', { timeout: 60_000 }, async job => {
  const page = await pages.context.newPage()
  await page.goto(pages.url)
  let [taps, fields, keys, waited] = [0, 0, 0, 0]
  const timed = async (work: () => Promise<void>) => {
    const begun = performance.now()
    await work()
    waited += performance.now() - begun
  }
  await job.work(page, {
    tap: async target => {
      taps++
      await timed(() => target.click())
    },
    type: async (field, text) => {
      fields++
      keys += text.length
      await field.fill('')
      await timed(() => field.pressSequentially(text))
    },
  })
  await timed(() => job.end(page).first().waitFor())
  const seconds = (taps + fields) * SECONDS.tap + keys * SECONDS.key
  if (process.env.MEASURES) console.log(job.name, { taps, fields, keys, waited: Math.round(waited) })
  const counted = fields === 0 ? words(taps, 'tap') : `${words(taps, 'tap')}, ${words(fields, 'field')}`
  expect((await documented()).get(job.name)).toBe(`${counted}, ${seconds.toFixed(1)} s`)
  await page.close()
})
