import { expect, test } from 'vitest'
import { storedTexts } from '../../../src/domain/language/stored-texts'

const translated = (english: string, texts: Readonly<Record<string, string>>) =>
  storedTexts(new Map(Object.entries(texts)))(english)

/** A text with one place of that name, around the value, in another language. */
const around = (value: string, name: string) =>
  translated(`Look at ${value} again`, {
    [`Look at {${name}} again`]: `Schau auf {${name}}`,
    'the disk': 'die Platte',
    and: 'und',
  })

test.each([
  ...['reason', 'what', 'words', 'list', 'span', 'status', 'kind', 'when', 'then', 'why', 'sentence'],
  'reason12',
])('the place {%s} holds words of ours', name => {
  expect(around('the disk', name)).toBe('Schau auf die Platte')
  expect(around('the house', name)).toBe('Schau auf the house')
})

test.each([
  ...['name', 'somewhat', 'reasonable', 'what2x', 'ahost', 'hosts', 'host2x'],
  ...['apeers', 'peersx', 'an', 'nx', 'n2x'],
])('the place {%s} holds words of the owner, which stay', name => {
  expect(around('the disk', name)).toBe('Schau auf the disk')
  expect(around('a and b', name)).toBe('Schau auf a and b')
  expect(around('1.5', name)).toBe('Schau auf 1.5')
})

test.each(['host', 'program', 'code', 'host12'])('the place {%s} holds a single word', name => {
  expect(around('nas.lan', name)).toBe('Schau auf nas.lan')
  expect(around('the disk', name)).toBe('Look at the disk again')
})

test.each(['peers', 'peers12'])('the place {%s} holds names that were joined', name => {
  expect(around('a and b and c', name)).toBe('Schau auf a und b und c')
  expect(translated(`Look at a and b again`, { [`Look at {${name}} again`]: `Auf {${name}}` })).toBe(
    'Auf a and b',
  )
})

test.each(['n', 'n12'])('the place {%s} holds a number', name => {
  expect(around('1.5', name)).toBe('Schau auf 1,5')
  expect(around('-12', name)).toBe('Schau auf -12')
  expect(around('two', name)).toBe('Look at two again')
})

const TEXTS = {
  'The key is gone.': 'Der Schlüssel ist weg.',
  'It is late!': 'Es ist spät!',
  'Is it late?': 'Ist es spät?',
  'it is late;': 'es ist spät;',
  'it is late': 'es ist spät',
  'the disk': 'die Platte',
  there: 'da',
  and: 'und',
}

test.each([
  [
    'The key is gone. It is late! Is it late? it is late; odd',
    'Der Schlüssel ist weg. Es ist spät! Ist es spät? es ist spät; odd',
  ],
  ['Odd. The key is gone.', 'Odd. Der Schlüssel ist weg.'],
  ['The key is gone, it is late', 'The key is gone, it is late'],
  ['it is late,', 'it is late,'],
  ['Odd. and it is late', 'Odd. und es ist spät'],
  ['', ''],
])('sentence by sentence: %s', (english, text) => {
  expect(translated(english, TEXTS)).toBe(text)
})

const AWAY = {
  ...TEXTS,
  'Away: {list}': 'Es fehlt: {list}',
  'Here: {list2}': 'Da: {list2}',
  'the far disk {host}': 'die ferne Platte {host}',
}
test.each([
  ['Away: the disk, nas and the far disk b', 'Es fehlt: die Platte, nas und die ferne Platte b'],
  ['Away: the disk; it is late, and nas', 'Es fehlt: die Platte; it is late, and nas'],
  ['Away: nas, and the disk', 'Es fehlt: nas, und die Platte'],
  ['Away: nas and b', 'Away: nas and b'],
  ['Away: sand the disk', 'Away: sand the disk'],
  ['Here: nas and the disk', 'Da: nas und die Platte'],
])('a list by its parts: %s', (english, text) => {
  expect(translated(english, AWAY)).toBe(text)
})

test('without a word for it, "and" of a list stays', () => {
  expect(
    translated('Away: a and the disk', { 'Away: {list}': 'Fehlt: {list}', 'the disk': 'die Platte' }),
  ).toBe('Fehlt: a and die Platte')
})

test.each([
  ['It is no use: port: the disk', 'Nutzlos: port: die Platte'],
  ['It is no use: port: the house', 'Nutzlos: port: the house'],
  ['It is no use: the port: the disk', 'Nutzlos: the port: the disk'],
  ['It is no use: port: there. The key is gone.', 'Nutzlos: port: there. Der Schlüssel ist weg.'],
  ['Not so today: port: the disk', 'Nicht: port: the disk'],
  ['It is no use: port: the disk; odd', 'Nutzlos: port: die Platte; odd'],
])('a reason may begin with the key of a setting: %s', (english, text) => {
  const texts = {
    ...TEXTS,
    'It is no use: {reason}': 'Nutzlos: {reason}',
    'Not so today: {status}': 'Nicht: {status}',
  }
  expect(translated(english, texts)).toBe(text)
})

test('the values may be in another order, and a place without one stays', () => {
  const texts = {
    'Between {name} and {what} lies {n} m': '{n} m {far} von {what} bis {name}',
    'the disk': 'die Platte',
  }
  expect(translated('Between a and the disk lies 1.5 m', texts)).toBe('1,5 m {far} von die Platte bis a')
})

test.each([
  ['a few words', 'letter {name}', 'letter x', 'letter x'],
  ['more words', 'letters {name}', 'letters x', 'NAME: x'],
  ['capitals', 'LETTERS {name}', 'LETTERS x', 'NAME: x'],
  ['a few words and words of ours', '{name} is {status}', 'nas is there', 'STATUS: da'],
  ['a few words and others', '{name} is {status}', 'nas is elsewhere', 'nas is elsewhere'],
  ['a few words and a number', '{n} is {status}', '1.5 is elsewhere', '1.5 is elsewhere'],
  ['brackets and words of ours', '{name} ({status})', 'nas (there)', 'STATUS: da'],
  ['a colon alone', '{name}: {status}', 'nas: there', 'nas: there'],
  ['two signs', '{name} -> {code}', 'a -> b', 'a -> b'],
  ['three signs', '{name} --> {code}', 'a --> b', 'CODE: b'],
  ['a number alone', '{n} x', '3 x', 'N: 3'],
  ['a sign, and blanks around it', '{name} : {code}', 'a : b', 'a : b'],
  ['markup', 'Look at <em>{name}</em> again', 'Look at <em>a</em> again', 'Look at <em>a</em> again'],
  ['a smaller sign', 'Look < {name} < again', 'Look < a < again', 'NAME: a'],
  ['signs of patterns', 'Is it {name} (or not)? $^[1]', 'Is it a (or not)? $^[1]', 'NAME: a'],
  ['an end', 'The disk is {name}.', 'The disk is a!', 'The disk is a!'],
  ['a beginning', 'disk is now {name}', 'The disk is now a', 'The disk is now a'],
  ['several lines', 'Look at {name} again', 'Look at a\nb again', 'NAME: a\nb'],
  ['ends of words only', 'An {name}ology of bio{kind}', 'An oddology of bioart', 'KIND: art'],
])('%s: the text "%s" for "%s"', (_what, pattern, english, text) => {
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const last = names.at(-1) ?? ''
  const other = `${last.toUpperCase()}: {${last}}`
  expect(translated(english, { ...TEXTS, [pattern]: other })).toBe(text)
})

test('a short text is no frame around two sentences', () => {
  const texts = { ...TEXTS, '{name} is {status}': '{status}: {name}' }
  expect(translated('A. B is there', texts)).toBe('A. da: B')
  expect(translated('A, B is there', texts)).toBe('da: A, B')
})

test.each([
  ['The disk is away since noon', 'Platte disk seit noon'],
  ['Somebody said that it was extraordinary', 'Außerordentlich, so Somebody'],
])('of two texts that fit, that with more words of its own is meant: %s', (english, text) => {
  const texts = Object.entries({
    '{name} is away since {host}': '{name} fehlt seit {host}',
    'The {name} is away since {host}': 'Platte {name} seit {host}',
    'Somebody said {name}': 'Jemand sagte {name}',
    '{name} said that it was extraordinary': 'Außerordentlich, so {name}',
  })
  expect(translated(english, Object.fromEntries(texts))).toBe(text)
  expect(translated(english, Object.fromEntries(texts.reverse()))).toBe(text)
})

test.each([
  [4, 'the disk {host} is away', 'the disk a is away', 'Platte a fehlt'],
  [5, 'the disk {host} is away', 'the disk a is away', 'the disk a is away'],
  [3, 'the disk {host} is away.', 'the disk a is away. the disk b is away.', 'Platte a fehlt Platte b fehlt'],
  [
    4,
    'the disk {host} is away.',
    'the disk a is away. the disk b is away.',
    'the disk a is away. the disk b is away.',
  ],
])('texts within %d texts: "%s"', (depth, pattern, english, inner) => {
  const texts = { 'It says that: {sentence}': 'Es sagt: {sentence}', [pattern]: 'Platte {host} fehlt' }
  expect(translated('It says that: '.repeat(depth) + english, texts)).toBe('Es sagt: '.repeat(depth) + inner)
})

test.each([
  [2, 'Es fehlt: c und die ferne Platte b'],
  [3, 'Away: c and the far disk b'],
])('a list within %d texts', (depth, inner) => {
  const texts = { ...AWAY, 'It says that: {sentence}': 'Es sagt: {sentence}' }
  expect(translated(`${'It says that: '.repeat(depth)}Away: c and the far disk b`, texts)).toBe(
    'Es sagt: '.repeat(depth) + inner,
  )
})

test('a whole text is translated however deep it is', () => {
  const texts = { 'It says that: {sentence}': 'Es sagt: {sentence}', 'the disk': 'die Platte' }
  expect(translated(`${'It says that: '.repeat(5)}the disk`, texts)).toBe(
    `${'Es sagt: '.repeat(5)}die Platte`,
  )
})
