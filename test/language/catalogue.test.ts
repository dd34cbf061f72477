import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { browser } from '../../src/domain/language/german/browser'
import { german } from '../../src/domain/language/german/index'
import { formOf, sourceTexts } from './sources'

const FOLDER = join(import.meta.dirname, '../../src/domain/language/german')
const sources = sourceTexts(['src', 'views', 'public/js', 'scripts'])

const placesIn = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const tagsIn = (text: string) => (text.match(/<[^>]+>/g) ?? []).sort()

test('the texts are found in the sources, in the views, and in the scripts of the pages', () => {
  expect(sources.keys.size).toBeGreaterThan(1_000)
  expect(sourceTexts(['views']).keys.size).toBeGreaterThan(100)
  expect(sourceTexts(['public/js']).keys.size).toBeGreaterThan(20)
})

test('every text that is translated has a German one', () => {
  const missing = [...sources.keys].filter(([english]) => !Object.hasOwn(german, english))
  expect(missing.map(([english, file]) => `${file}: ${english}`)).toEqual([])
})

test('every text of the scripts of the pages has a German one among those that they load', () => {
  const missing = [...sourceTexts(['public/js']).keys].filter(([english]) => !Object.hasOwn(browser, english))
  expect(missing).toEqual([])
})

test('no German text is left from an earlier English one', () => {
  expect(Object.keys(german).filter(english => !sources.forms.has(formOf(english)))).toEqual([])
})

test('a German text has the places and the tags of the English one', () => {
  const different = Object.entries(german).filter(
    ([english, text]) =>
      String(placesIn(english)) !== String(placesIn(text)) ||
      String(tagsIn(english)) !== String(tagsIn(text)),
  )
  expect(different.map(([english]) => english)).toEqual([])
})

test('no text stands in two files of the catalogue', async () => {
  const seen = new Map<string, string>()
  const twice: string[] = []
  for (const name of readdirSync(FOLDER).filter(file => file !== 'index.ts')) {
    const exported: Record<string, object> = await import(join(FOLDER, name))
    for (const english of Object.values(exported).flatMap(Object.keys)) {
      if (seen.has(english)) twice.push(`${seen.get(english)}, ${name}: ${english}`)
      seen.set(english, name)
    }
  }
  expect(twice).toEqual([])
  expect(seen.size).toBe(Object.keys(german).length)
})
