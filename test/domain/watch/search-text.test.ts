import { expect, test } from 'vitest'
import { hasWords, searchEntryOf, searchWords } from '../../../src/domain/watch/search-text'

test.each([
  ['', []],
  ['  ', []],
  [' Küche  NAS ', ['kuche', 'nas']],
  ['ÉTÉ #Haus', ['ete', '#haus']],
  // The fi ligature.
  ['\ufb01n', ['fin']],
  ['a b c d e f g h i j k', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']],
])('the words of %j are %j', (typed, words) => {
  expect(searchWords(typed)).toEqual(words)
})

const ENTRY = searchEntryOf({ name: 'Küche', slug: 'kitchen-light', tags: ['Haus', 'übrig'], id: 'id-1' })

test('a check is found by its name, its slug and its tags, in small letters without accents', () => {
  expect(ENTRY).toBe('kuche\u0001kitchen-light\u0001#haus #ubrig\u0001id-1')
})

test.each([
  [[], true],
  [['kuche'], true],
  [['kuch', 'light'], true],
  [['haus'], true],
  [['#haus'], true],
  [['#ha'], true],
  [['#aus'], false],
  [['kuche', 'garden'], false],
  // The id is the secret of its check-ins.
  [['id-1'], false],
])('by the words %j it is found: %s', (words, isFound) => {
  expect(hasWords(ENTRY, words)).toBe(isFound)
})
