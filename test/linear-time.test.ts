/** Hostile text costs time in proportion to its length, and no more. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { redactIni } from '../src/config/settings/redacted-ini'
import { parseSettings } from '../src/config/settings/settings'
import { MAIL_RULES } from '../src/notifiers/mail-addresses'
import { formFields } from '../src/web/watch/check-ins/form-fields'

const ROOT = join(import.meta.dirname, '..')
/** Twice the text may take so many times as long; a quadratic rule takes four times. */
const MOST_GROWTH = 3
const TRIES = 6
/** No other program makes a difference to a run of this length. */
const LONG_MS = 2_000

/** The least milliseconds of a few runs: other programs make a run longer, never shorter. */
async function timeOf(work: () => unknown, runs = 3): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run++) {
    const begun = performance.now()
    await work()
    least = Math.min(least, performance.now() - begun)
    if (least > LONG_MS) break
  }
  return least
}

/** The growth at twice the length, measured again as long as it is too much. Text that takes `cheap` ms is not worth it. */
async function growth(length: number, cheap: number, work: (length: number) => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let tried = 0; tried < TRIES && least > MOST_GROWTH; tried++) {
    const double = await timeOf(() => work(2 * length))
    if (double < cheap) return 0
    least = Math.min(least, double / (await timeOf(() => work(length))))
    if (double > LONG_MS) break
  }
  return least
}

interface Expression {
  readonly place: string
  readonly source: string
  readonly flags: string
}

function expressionsIn(path: string): Expression[] {
  const found: Expression[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, regex } = node as { type?: string; regex?: { pattern: string; flags: string } }
    if (type === 'Literal' && regex)
      found.push({ place: `${path} /${regex.pattern}/`, source: regex.pattern, flags: regex.flags })
    else Object.values(node).forEach(visit)
  }
  visit(parseSync(path, readFileSync(join(ROOT, path), 'utf8')).program)
  return found
}

const files = ['src', 'public'].flatMap(folder =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => `${folder}/${name}`),
)
const expressions = files.flatMap(expressionsIn)

/** Texts that expressions get lost in are mostly one of these, over and over. */
const PARTS = 'a|1|-|_|.|/| |\t|\n|\r|;|#|=|:|@|"|\\|<|[|(|,|a |1 |a.|a-|a=|a:|//| ;|\\"|x://|%2'.split('|')
const LENGTH = 3_000
/** A quadratic expression takes about a hundred times as long for as many characters. */
const CHEAP_MS = 2

describe('every regular expression of the tree', () => {
  it('is found', () => {
    expect(expressions.length).toBeGreaterThan(250)
  })

  it('takes twice the time for twice the text', async () => {
    const slow: string[] = []
    for (const { place, source, flags } of expressions) {
      const expression = new RegExp(source, flags)
      // Its own words lead into its middle.
      const own = source.match(/[a-z]{2,}:?|[^\w\s\\^$.*+?()[\]{}|]/gi)?.slice(0, 6) ?? []
      const texts = ['', 'a', ...own].flatMap(start =>
        [...PARTS, ...own].map(
          part => (length: number) => `${start}${part.repeat(length / part.length)}\u0001`,
        ),
      )
      for (const text of texts) {
        const long = text(2 * LENGTH)
        const begun = performance.now()
        long.replace(expression, '')
        if (performance.now() - begun < CHEAP_MS) continue
        const times = await growth(LENGTH, CHEAP_MS, length => text(length).replace(expression, ''))
        if (times > MOST_GROWTH) slow.push(`${place}: ${JSON.stringify(long.slice(0, 20))}`)
      }
    }
    expect(slow).toEqual([])
  })
})

describe('twice the text takes less than three times as long', () => {
  const CHANNEL = '[channel.c]\nkind ='
  const inis: [string, (length: number) => string][] = [
    ['one key', n => `heartbeaturl${'#'.repeat(n)}`],
    ['blanks and comment signs', n => `${' ;'.repeat(n / 2)}\r`],
    ['addresses', n => `[a]\nb = ${'a.'.repeat(n / 2)}`],
    ['slashes in the heartbeat URL', n => `[Monitoring]\nheartbeaturl = http://a${'/'.repeat(n)}a`],
    ['a contact of Web Push', n => `${CHANNEL} web-push\ncontact = mailto:${'a@'.repeat(n / 2)} `],
    ['mail addresses', n => `${CHANNEL} email\nhost = h\nfrom = a@b.c\nto = ${'a@b.c, '.repeat(n / 7)}`],
    ['a mail address', n => `${CHANNEL} email\nhost = h\nfrom = a@b.c\nto = ${'"a" <'.repeat(n / 5)}`],
    ['a period', n => `[check.a]\nperiod = ${'1'.repeat(n)}`],
    ['a name', n => `[check.${'-'.repeat(n)}a]\nperiod = 1h`],
    ['headers', n => `${CHANNEL} webhook\nurl = http://a\nheaders = ${'a:|'.repeat(n / 3)}`],
    ['checks', n => Array.from({ length: n / 25 }, (_, i) => `[check.a${i}]\nperiod = 1h\n`).join('')],
    ['checks of one name', n => '[check.a]\nperiod = 1h\n'.repeat(n / 23)],
    ['faulty checks', n => Array.from({ length: n / 25 }, (_, i) => `[check.a${i}]\nperiod = x\n`).join('')],
    ['sections', n => Array.from({ length: n / 8 }, (_, i) => `[s${i}]\n`).join('')],
  ]
  it.each(inis)('for an INI of %s', async (_name, text) => {
    const rules = MAIL_RULES
    expect(await growth(50_000, 40, length => parseSettings(text(length), rules))).toBeLessThan(MOST_GROWTH)
    expect(await growth(50_000, 40, length => redactIni(text(length)))).toBeLessThan(MOST_GROWTH)
  })

  it.each([
    ['digits', '1'],
    ['words', 'a '],
    ['names in quotes', '"a" '],
  ])('for a check-in with a body of %s that is nearly JSON', async (_name, part) => {
    const names = new Set(['status'])
    const body = (length: number) => `{${part.repeat(length / part.length)}`
    const work = (length: number) => formFields('text/plain', body(length), names)
    expect(await growth(50_000, 40, work)).toBeLessThan(MOST_GROWTH)
  })
})
