import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { german } from '../../src/domain/language/german/index'

const ROOT = join(import.meta.dirname, '../..')
const SCRIPTS = join(ROOT, 'dist/public/js')

const { translatedSource, withoutSending } = await import(join(ROOT, 'scripts/translated-scripts.mjs'))

const CATALOGUE = {
  'It failed: {reason}': 'Fehlgeschlagen: {reason}',
  Sending: 'Wird gesendet',
  failed: 'fehlgeschlagen',
  'a failure': 'einen Fehlschlag',
  'the file {name} in {folder} is missing': 'in {folder} fehlt die Datei {name}',
  Sun: 'So',
  Mon: 'Mo',
}

test.each([
  ['a text that is translated there', `show(t('Sending'))`, `show(t("Wird gesendet"))`],
  ['one of two texts', `t(ok ? 'Sending' : 'failed')`, `t(ok ? "Wird gesendet" : "fehlgeschlagen")`],
  ['a text with places', `t('It failed: {reason}', { reason })`, `t("Fehlgeschlagen: {reason}", { reason })`],
  ['a text of several words', `const words = 'a failure'`, `const words = "einen Fehlschlag"`],
  [
    'a word that is no text',
    `if (state === 'failed') open('Sending')`,
    `if (state === 'failed') open('Sending')`,
  ],
  ['a list of texts', `const DAYS = ['Sun', 'Mon']`, `const DAYS = ["So", "Mo"]`],
  ['a list of others', `const ALL = ['Sun', 'other']`, `const ALL = ['Sun', 'other']`],
  [
    'a template, whose values change their places',
    'const why = `the file ${name} in ${at(folder)} is missing`',
    'const why = `in ${at(folder)} fehlt die Datei ${name}`',
  ],
  ['a type', `type Kind = 'a failure'`, `type Kind = 'a failure'`],
])('the build translates %s', (_, source, translated) => {
  expect(translatedSource(source, 'a.ts', CATALOGUE)).toBe(translated)
})

test('a page has no function that sends heartbeats', () => {
  const source = `const a = {
  name: 'a',
  request: url => get(url, { judge: 1 }),
  matches: url => url.hostname === 'a',
  judge(answer) { return answer },
}`
  const left = withoutSending(source, 'a.ts').replace(/\s+/g, ' ')
  expect(left).toBe("const a = { name: 'a', matches: url => url.hostname === 'a', }")
  expect(textOf('.', [])).not.toContain('exitCode')
})

test('no script of a German page has a text in English', () => {
  const [english, translated] = [textOf('.', ['de']), textOf('de', [])]
  const texts = Object.keys(german).filter(
    key =>
      / \w+ /.test(key) && !key.includes('{') && german[key] !== key && english.includes(JSON.stringify(key)),
  )
  expect(texts.length).toBeGreaterThan(40)
  expect(texts.filter(key => translated.includes(JSON.stringify(key)))).toEqual([])
})

/** All scripts of a folder in one text, without those of the folders that are left out. */
function textOf(folder: string, without: readonly string[]): string {
  const path = join(SCRIPTS, folder)
  return readdirSync(path)
    .filter(name => !without.includes(name))
    .map(name =>
      statSync(join(path, name)).isDirectory()
        ? textOf(join(folder, name), [])
        : readFileSync(join(path, name), 'utf8'),
    )
    .join('\n')
}
