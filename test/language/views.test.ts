import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow } from './sources'

const ROOT = join(import.meta.dirname, '../..')
const VIEWS = filesBelow(join(ROOT, 'views'), '.ejs')

/** What a view has outside of its code, its tags, and the elements that look the same in each language. */
function bareWords(view: string): readonly string[] {
  const text = view
    .replace(/<%.*?%>/gs, '')
    .replace(/<!--.*?-->/gs, '')
    .replace(/<(code|pre|kbd|script|style)\b[^>]*>.*?<\/\1>/gs, '')
    .replace(/<(\w+)\b[^>]*\btranslate="no"[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/gs, '')
    .replace(/&#?\w+;/g, '')
  return text.match(/[A-Za-z]{3,}/g) ?? []
}

test('no view has a word that is not translated', () => {
  expect(VIEWS.length).toBeGreaterThan(40)
  const found = VIEWS.map(file => [relative(ROOT, file), ...bareWords(readFileSync(file, 'utf8'))])
  expect(found.filter(([, ...words]) => words.length > 0)).toEqual([])
})

test('a word beside a translated one is found', () => {
  const view =
    '<p translate="no">Name</p><p><strong>Not saved:</strong> <%= t("Now") %> <code>key</code>&nbsp;</p>'
  expect(bareWords(view)).toEqual(['Not', 'saved'])
})
