import { expect, it } from 'vitest'
import { entriesAt, merged, readEntries, type Selected, sizeOf } from '../../../src/io/watch/list-entries'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis(1)

const fill = async (key: string, entries: readonly string[]) => {
  await admin.zadd(key, ...entries.flatMap(entry => ['0', entry]))
}
/** `n0000`, `n0001` and so on. */
const numbered = (count: number, start = 'n') =>
  Array.from({ length: count }, (_none, at) => `${start}${String(at).padStart(4, '0')}`)
const selected = (given: Partial<Selected>): Selected => ({
  union: ['a'],
  within: [],
  without: [],
  range: ['-', '+'],
  ...given,
})
async function read(given: Partial<Selected>, first?: number): Promise<string[][]> {
  const chunks: string[][] = []
  for await (const entries of readEntries(admin, selected(given), first)) chunks.push([...entries])
  return chunks
}
const size = (given: Partial<Selected>) => sizeOf(admin, selected(given))

async function* given(...chunks: (readonly string[])[]): AsyncGenerator<readonly string[]> {
  yield* chunks
}

it('the entries of a list come in order, 500 at a time, and the first ones as few as are wanted', async () => {
  const all = numbered(1_001)
  await fill('a', all)
  const sizes = async (first?: number) => (await read({}, first)).map(({ length }) => length)
  expect(await sizes()).toEqual([500, 500, 1])
  expect(await sizes(20)).toEqual([20, 500, 481])
  expect(await sizes(501)).toEqual([500, 500, 1])
  expect((await read({}, 20)).flat()).toEqual(all)
  await admin.zrem('a', 'n1000')
  expect(await sizes()).toEqual([500, 500])
  expect(await size({})).toBe(1_000)
})

it('the bounds of a list leave out what is not between them', async () => {
  await fill('a', ['1a', '1b', '2a', '2b', '3a'])
  expect(await read({ range: ['[1b', '(2b'] })).toEqual([['1b', '2a']])
  expect(await size({ range: ['[1b', '(2b'] })).toBe(2)
  expect(await read({ range: ['[4', '(5'] })).toEqual([])
  expect(await size({ range: ['[4', '(5'] })).toBe(0)
  expect(await read({ union: ['none'] })).toEqual([])
  expect(await read({ union: [] })).toEqual([])
  expect(await size({ union: [] })).toBe(0)
})

it('of several lists the entries come in one order', async () => {
  await fill('a', ['1', '4', '5'])
  await fill('b', ['2', '6'])
  await fill('c', ['3'])
  expect(await read({ union: ['a', 'b', 'c', 'none'] })).toEqual([['1', '2', '3', '4', '5', '6']])
  expect(await size({ union: ['a', 'b', 'c', 'none'] })).toBe(6)
  expect(await read({ union: ['a', 'b'], range: ['[2', '(6'] })).toEqual([['2', '4', '5']])
})

it('entries have to be in each list that they are to be in, and in none that they are not to be in', async () => {
  await fill('a', ['1', '2', '3', '4', '5'])
  await fill('b', ['2', '3', '4', '6'])
  await fill('c', ['3', '4'])
  await fill('d', ['4', '7'])
  expect(await read({ within: ['b'] })).toEqual([['2', '3', '4']])
  expect(await size({ within: ['b'] })).toBe(3)
  expect(await read({ within: ['b', 'c'], without: ['d'] })).toEqual([['3']])
  expect(await size({ within: ['b', 'c'], without: ['d'] })).toBe(1)
  expect(await read({ without: ['b', 'd'] })).toEqual([['1', '5']])
  expect(await size({ without: ['b', 'd'] })).toBe(2)
  expect(await read({ union: ['c', 'd'], within: ['a'] })).toEqual([['3', '4', '4']])
  expect(await read({ union: ['a', 'd'], within: ['c'] })).toEqual([['3', '4']])
  expect(await read({ within: ['none'] })).toEqual([])
  expect(await read({ within: ['b'], range: ['[3', '+'] })).toEqual([['3', '4']])
})

it('the shortest of the lists is gone through, and the others are asked for its entries alone', async () => {
  await fill('a', numbered(501))
  await fill('b', numbered(3))
  expect(await commandsDuring(admin, () => read({ within: ['b'] }))).toEqual({
    zcard: 2,
    zrangebylex: 1,
    zmscore: 1,
  })
})

it('sources in order are merged, and the longest chunk has 500', async () => {
  const all = numbered(1_001)
  const chunks: number[] = []
  const found: string[] = []
  const even = all.filter((_one, at) => at % 2 === 0)
  const odd = all.filter((_one, at) => at % 2 === 1)
  for await (const chunk of merged([given(even.slice(0, 7), even.slice(7)), given(odd), given()])) {
    chunks.push(chunk.length)
    found.push(...chunk)
  }
  expect(chunks).toEqual([500, 500, 1])
  expect(found).toEqual(all)
  expect(await merged([given(numbered(500))]).next()).toEqual({ done: false, value: numbered(500) })
  expect(await merged([]).next()).toEqual({ done: true, value: undefined })
})

it('a page of several lists is that of all their entries together, wherever it begins', async () => {
  const all = numbered(60)
  /** Lists of one sort after the other, in turns, and of one entry. */
  const spreads: ((at: number) => number)[] = [
    at => at % 3,
    at => (at < 40 ? 0 : at < 59 ? 1 : 2),
    at => (at === 7 ? 0 : 1),
  ]
  for (const spread of spreads) {
    await admin.flushall()
    for (const list of [0, 1, 2]) {
      const own = all.filter((_one, at) => spread(at) === list)
      if (own.length > 0) await fill(`p${list}`, own)
    }
    const parts = (range: Selected['range']) =>
      [0, 1, 2].map(list => ({ redis: admin, key: `p${list}`, range }))
    for (const skip of [0, 1, 2, 3, 7, 8, 29, 39, 40, 41, 58, 59, 60, 70])
      expect(await entriesAt(parts(['-', '+']), skip, 4), `${skip}`).toEqual(all.slice(skip, skip + 4))
    for (const skip of [0, 5, 9])
      expect(await entriesAt(parts(['[n001', '(n002']), skip, 20)).toEqual(all.slice(10 + skip, 20))
    expect(await entriesAt(parts(['-', '(n001']), 8, 20)).toEqual(['n0008', 'n0009'])
    expect(await entriesAt(parts(['[n005', '+']), 8, 20)).toEqual(['n0058', 'n0059'])
    expect(await entriesAt(parts(['[n01', '[n01']), 0, 5)).toEqual([])
  }
  const [only] = [{ redis: admin, key: 'p1', range: ['-', '+'] as const }]
  expect(await entriesAt([only], 57, 5)).toEqual(['n0058', 'n0059'])
  expect(await entriesAt([only], 59, 5)).toEqual([])
  expect(await entriesAt([], 0, 5)).toEqual([])
})
