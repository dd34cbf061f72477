/** Kinds of expectations that pass in vain; that each test has one at all `support/expectations` sees to. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** `expect(actual).not.toBe(wanted)`: its name is `not.toBe`. */
interface Expectation {
  readonly name: string
  readonly actual: string
  readonly wanted: string
}

const all = readdirSync(import.meta.dirname, { recursive: true })
  .map(String)
  .filter(name => name.endsWith('.ts') && !import.meta.filename.endsWith(name))
  .flatMap(name =>
    expectationsOf(readFileSync(join(import.meta.dirname, name), 'utf8')).map(one => [name, one] as const),
  )

/** A parser would take seconds for all of them. One whose brackets stand in a regular expression is passed over. */
function expectationsOf(source: string): Expectation[] {
  return [...source.matchAll(/\bexpect\(/g)].flatMap(({ 0: { length }, index }) => {
    const begin = index + length
    const end = endOf(source, begin)
    const [, names = '', wanted = ''] =
      /^\s*((?:\s*\.\w+)+)\(\s*([^)]*)/.exec(source.slice(end + 1, end + 200)) ?? []
    const name = names.replace(/\s/g, '').slice(1)
    return name === '' ? [] : [{ name, actual: source.slice(begin, end), wanted: wanted.trim() }]
  })
}

/** The place of the bracket that closes what is open at that place. */
function endOf(source: string, begin: number): number {
  const marks = /(['"`])(?:\\.|(?!\1)[^\\])*\1|[()]/gs
  marks.lastIndex = begin
  for (let depth = 1, mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    if (mark[0] === '(') depth++
    if (mark[0] === ')' && --depth === 0) return mark.index
  }
  return source.length
}

/** Where nothing is there, nothing is as the rest of the chain says either: `!.` fails then. */
function lacksTheWhole({ name, actual, wanted }: Expectation): boolean {
  const isNone = /^toBe(Undefined|Falsy)$/.test(name) || (name === 'toBe' && wanted === 'undefined')
  const isOther = /^not\.(toBe|toEqual|toMatchObject|toHaveProperty)$/.test(name)
  return actual.includes('?.') && (isNone || isOther)
}

/** `kind === 'ok' && isOn` is false for each other kind, too. */
function lacksItsCondition({ name, actual, wanted }: Expectation): boolean {
  const isFalse = name === 'toBeFalsy' || (/^(toBe|toEqual)$/.test(name) && wanted === 'false')
  return isFalse && /^[^(]* && /.test(actual)
}

/** The empty text is in each. */
function containsNothing({ name, actual, wanted }: Expectation): boolean {
  return name === 'toContain' && /^(['"`]).*\1$/s.test(actual) && !/^['"`]/.test(wanted)
}

it('no module is put in the place of another, which files that run in one process see or not, as they come', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true }).map(String)
  const tests = files.filter(name => name.endsWith('.ts') && !import.meta.filename.endsWith(name))
  const replaced = tests.filter(name =>
    /\bvi\.(do)?mock\(/i.test(readFileSync(join(import.meta.dirname, name), 'utf8')),
  )
  expect(tests.length).toBeGreaterThan(900)
  expect(replaced).toEqual([])
})

const KINDS = { lacksTheWhole, lacksItsCondition, containsNothing }

it.each(Object.entries(KINDS))('no expectation %s', (_name, isVain) => {
  expect(all.length).toBeGreaterThan(8_000)
  expect(
    all.filter(([, one]) => isVain(one)).map(([file, { actual, name }]) => `${file}: ${actual} ${name}`),
  ).toEqual([])
})

it.each<[keyof typeof KINDS, string]>([
  ['lacksTheWhole', 'expect(found?.silenced).toBeUndefined()'],
  ['lacksTheWhole', 'expect((await list())[0]?.of(7).silenced).toBe(undefined)'],
  ['lacksTheWhole', "expect(found?.check).not.toHaveProperty('silenced')"],
  ['lacksItsCondition', "expect(parsed.kind === 'ok' && parsed.isOn).toBe(false)"],
  ['containsNothing', "expect('OK').toContain(body)"],
])('one that %s is found: %s', (kind, text) => {
  const [one] = expectationsOf(text)
  expect(Object.entries(KINDS).flatMap(([name, isVain]) => (isVain(one!) ? [name] : []))).toEqual([kind])
})

it.each([
  'expect(found!.silenced).toBeUndefined()',
  'expect(found?.silenced).toBe(true)',
  "expect(parsed.kind === 'ok' && parsed.isOn).toBe(true)",
  "expect(body).toContain('OK')",
  'expect([400, 404]).toContain(status)',
])('others are not: %s', text => {
  expect(expectationsOf(text).map(one => Object.values(KINDS).some(isVain => isVain(one)))).toEqual([false])
})
