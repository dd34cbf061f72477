import { expect, test } from 'vitest'
import { doneIn } from '../../../src/web/pages/done'

const WORDS = { saved: 'Saved.', removed: 'Deleted.' }

test.each([
  [{ saved: '' }, 'Saved.'],
  [{ removed: '1' }, 'Deleted.'],
  [{ saved: '', removed: '' }, 'Saved.'],
  [{ other: '', saved: '' }, ''],
  [{}, ''],
  // Names that each object of JavaScript has.
  [{ constructor: '' }, ''],
  [{ toString: '' }, ''],
])('of the query %j a page says %j', (query, words) => {
  expect(doneIn({ query } as never, WORDS)).toBe(words)
})
