import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isLanguage, spoken } from '../../../src/domain/language/language'
import { decimal, html, t, th, thn, tn, tStored } from '../../../src/domain/language/text'
import { inLanguage, useLanguage } from '../../../src/domain/language/use-language'
import { cpuMs } from '../../support/cpu-time'

const TEXTS = {
  'The key is revoked.': 'Der Schlüssel ist widerrufen.',
  'There is no key yet': 'Noch kein Schlüssel',
  '{n} check': '{n} Prüfung',
  '{n} checks': '{n} Prüfungen',
  'It is <em>{name}</em>, since {time}.': 'Es ist <em>{name}</em>, seit {time}.',
  '{what} cannot be read: {reason}.': '{what} ist nicht lesbar: {reason}.',
  'The channels': 'Die Liste der Kanäle',
  'the disk is full': 'der Datenträger ist voll',
  'the file {name} is missing': 'die Datei {name} fehlt',
  'It took {n} s.': 'Es dauerte {n} s.',
  'These are down: {list}.': 'Ausgefallen sind: {list}.',
  'the heart': 'das Herz',
  'the watch': 'die Wache',
  and: 'und',
  'by {name}': 'von {name}',
  '{name} is {status}': '{name}: {status}',
  'no disk is there': 'es gibt keinen Datenträger',
  there: 'da',
  '[{section}] {key}: {reason}': '[{section}] {key}: {reason}',
}

afterEach(() => useLanguage('en'))

test('there are English and German', () => {
  expect(['en', 'de', 'fr', '', 'toString'].filter(isLanguage)).toEqual(['en', 'de'])
})

describe('in English', () => {
  test('a text is its own key, with its places filled', () => {
    expect(t('{n} checks of {tag}', { n: 1.5, tag: 'nas' })).toBe('1.5 checks of nas')
    expect(tStored('anything at all')).toBe('anything at all')
    expect(decimal('1.5')).toBe('1.5')
  })

  test('a place without a value stays as it is', () => {
    expect(t('${{name}} and {other}', { name: 'a' })).toBe('${a} and {other}')
    expect([t('{n} checks'), th('{name}')]).toEqual(['{n} checks', '{name}'])
  })

  test('markup of a sentence is kept, and that of a value is not, but for a part that was rendered', () => {
    const places = { name: `<b>"Ann's" & co</b>`, time: html('<time>10:05</time>\n') }
    expect(th('It is <em>{name}</em>, since {time}.', places)).toBe(
      'It is <em>&lt;b&gt;&#34;Ann&#39;s&#34; &amp; co&lt;/b&gt;</em>, since <time>10:05</time>.',
    )
  })
})

describe('in another language', () => {
  beforeEach(() => useLanguage('de', TEXTS))

  test('a sentence has its translation, and one without stays English', () => {
    expect(t('The key is revoked.')).toBe('Der Schlüssel ist widerrufen.')
    expect(t('Not there.')).toBe('Not there.')
    expect(t('constructor')).toBe('constructor')
  })

  test.each([
    [0, '0 Prüfungen'],
    [1, '1 Prüfung'],
    [2.5, '2,5 Prüfungen'],
  ])('%d has its plural and its decimal sign', (n, text) => {
    expect(tn(n, '{n} check', '{n} checks')).toBe(text)
    expect(thn(n, '{n} check', '{n} checks')).toBe(text)
  })

  test.each([
    ['a whole sentence', 'The key is revoked.', 'Der Schlüssel ist widerrufen.'],
    [
      'words of ours in a place',
      'The channels cannot be read: the disk is full.',
      'Die Liste der Kanäle ist nicht lesbar: der Datenträger ist voll.',
    ],
    [
      'a place in a place',
      'X cannot be read: the file a.b is missing.',
      'X ist nicht lesbar: die Datei a.b fehlt.',
    ],
    ['the owner’s own words, which stay', 'the file the watch is missing', 'die Datei the watch fehlt'],
    [
      'two sentences',
      'The key is revoked. It took 1.5 s.',
      'Der Schlüssel ist widerrufen. Es dauerte 1,5 s.',
    ],
    [
      'a list',
      'These are down: the heart, nas and the watch.',
      'Ausgefallen sind: das Herz, nas und die Wache.',
    ],
    ['a number', '12 checks', '12 Prüfungen'],
    ['a fault', '[Web] port: the disk is full', '[Web] port: der Datenträger ist voll'],
    ['a number that is none', 'twelve checks', 'twelve checks'],
    ['words that any text may have', 'refused by the server', 'refused by the server'],
    [
      'two parts of a sentence, with a shorter text around them',
      'no disk is there; the disk is full',
      'es gibt keinen Datenträger; der Datenträger ist voll',
    ],
    ['a short text around a word of ours', 'nas is there', 'nas: da'],
    ['several lines', 'the file a\nb is missing', 'die Datei a\nb fehlt'],
    ['nothing', '', ''],
  ])('a stored text is translated by its parts: %s', (_, english, text) => {
    expect(tStored(english)).toBe(text)
    expect(tStored(english)).toBe(text)
  })

  test('a text that fits nothing costs little', () => {
    const many = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [
        `thing number ${i} of {name} is {status} now`,
        `{name} {status} ${i}`,
      ]),
    )
    useLanguage('de', many)
    const texts = Array.from({ length: 2_000 }, (_, i) => `an odd text ${i} of somebody else `.repeat(4))
    const begun = cpuMs()
    for (const text of texts) tStored(text)
    expect(cpuMs() - begun).toBeLessThan(1_000)
  })

  test('English is itself, and a language in use again is as it was', () => {
    const before = spoken()
    useLanguage('en', TEXTS)
    expect([spoken().language, t('The key is revoked.')]).toEqual(['en', 'The key is revoked.'])
    useLanguage('de', TEXTS)
    expect(spoken()).toBe(before)
  })

  test('another language is in use for a moment, also when the work fails', () => {
    expect(inLanguage('en', {}, () => t('The key is revoked.'))).toBe('The key is revoked.')
    expect(() =>
      inLanguage('en', {}, () => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(spoken().language).toBe('de')
  })
})
