import { expect, test } from 'vitest'
import { isVisible, visibleText } from '../../src/domain/visible-text'

test.each([
  ['colours of a terminal', 'a\x1b[31mb', 'a\\u001b[31mb'],
  ['a title of its window', '\x1b]0;gone\x07', '\\u001b]0;gone\\u0007'],
  ['C1 controls', 'a\x9b2Jb', 'a\\u009b2Jb'],
  ['a return to the beginning of the line', 'failed\rfine', 'failed\\u000dfine'],
  ['a backspace and a deletion', 'a\b\x7f', 'a\\u0008\\u007f'],
  ['another direction of writing', '\u202egnp\u202c', '\\u202egnp\\u202c'],
  ['isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['other ends of lines', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
  ['characters without room', 'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
  ['tag characters', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ['half a character', 'a\ud83d', 'a\\ud83d'],
])('%s can be seen', (_, text, shown) => {
  expect(visibleText(text)).toBe(shown)
  expect(isVisible(text)).toBe(false)
})

test.each(['Café', 'שלום', '👩‍👧', 'می‌خواهم', 'a\\b "c"'])('%s stays', text => {
  expect(visibleText(text)).toBe(text)
  expect(isVisible(text)).toBe(true)
})

test('line ends and tabs of an output stay, but a name has none', () => {
  expect(visibleText('a\n\tb')).toBe('a\n\tb')
  expect(isVisible('a\nb')).toBe(false)
  expect(isVisible('a\tb')).toBe(false)
})

test('what is JSON stays the same JSON', () => {
  const value = { name: 'a\u202eb\x9b\u{e0041}' }
  const shown = visibleText(JSON.stringify(value))
  expect(shown).toBe('{"name":"a\\u202eb\\u009b\\udb40\\udc41"}')
  expect(JSON.parse(shown)).toEqual(value)
})
