/** Lists with the checks at their places by the clock, whom no sweep has judged yet. */
import { expect, it } from 'vitest'
import { corrected } from '../../../src/io/watch/overdue'

/** The list with some taken out and some put in. */
async function list(
  chunks: readonly (readonly string[])[],
  left: readonly string[],
  joined: readonly string[],
): Promise<readonly (readonly string[])[]> {
  async function* source() {
    yield* chunks
  }
  const found: (readonly string[])[] = []
  for await (const chunk of corrected(source(), new Set(left), joined)) found.push(chunk)
  return found
}

it.each<[string, readonly string[][], string[], string[], string[][]]>([
  ['nothing changes', [['a', 'b'], ['c']], [], [], [['a', 'b'], ['c']]],
  ['one comes first', [['b'], ['c']], [], ['a'], [['a', 'b'], ['c']]],
  ['one comes between two pieces', [['a'], ['c']], [], ['b'], [['a'], ['b', 'c']]],
  ['several come last', [['a']], [], ['b', 'c'], [['a'], ['b', 'c']]],
  ['some come before and behind', [['b']], [], ['a', 'c'], [['a', 'b'], ['c']]],
  ['one leaves', [['a', 'b'], ['c']], ['b'], [], [['a'], ['c']]],
  ['all of a piece leave', [['a', 'b'], ['c']], ['a', 'b'], [], [['c']]],
  ['one moves', [['a', 'b', 'd']], ['a'], ['c'], [['b', 'c', 'd']]],
  ['one joins where another one leaves', [['a', 'b']], ['b'], ['aa'], [['a', 'aa']]],
  ['there is no list', [], [], ['a'], [['a']]],
  ['there is nothing', [], [], [], []],
  ['the order is that of the bytes', [['Z', 'a', 'ä']], [], ['b', '🦊'], [['Z', 'a', 'b', 'ä'], ['🦊']]],
])('where %s', async (_what, chunks, left, joined, expected) => {
  expect(await list(chunks, left, joined)).toEqual(expected)
})
