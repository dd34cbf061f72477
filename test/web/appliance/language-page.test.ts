import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useLanguage } from '../../../src/domain/language/use-language'
import { INI, openWeb, type TestWeb } from '../../support/web'

let web: TestWeb
beforeEach(async () => {
  web = await openWeb()
})
afterEach(async () => {
  await web.close()
  useLanguage('en')
})

test('one tap changes the language of every page, and keeps the rest of the INI', async () => {
  const owner = await web.admin()
  const before = await owner.get('/system')
  expect(before.text).toContain('<html lang="en">')
  expect(before.text).toMatch(/name="language" value="de"[^>]* aria-pressed="false" lang="de"/)

  const answer = await owner.post('/system/language').type('form').send({ language: 'de' })
  expect([answer.status, answer.headers.location]).toEqual([303, '/system#language'])
  expect(await web.ini()).toBe(INI.replace('trustproxy = off\n', 'trustproxy = off\nlanguage = de\n'))
  const after = await owner.get('/system')
  expect(after.text).toContain('<html lang="de">')
  expect(after.text).toContain('<h2 id="language">Sprache</h2>')
  expect(after.text).toContain('<script type="module" src="/js/de/page.js"></script>')
  expect((await owner.get('/monitoring')).text).toContain('<html lang="de">')
  expect(web.logged).toContainEqual(expect.stringContaining('language of the pages was changed to de'))

  await owner.post('/system/language').type('form').send({ language: 'en' })
  const again = await owner.get('/system')
  expect(again.text).toContain('<html lang="en">')
  expect(again.text).toContain('src="/js/page.js"')
})

test('a page that stays the same is made anew in the other language', async () => {
  const owner = await web.admin()
  const page = async () => (await owner.get('/monitoring')).text
  expect(await page()).toContain('<html lang="en">')
  await writeFile(web.where.ini, `${INI.replace('[Web]', '[Web]\nlanguage = de')}`)
  expect(await page()).toContain('<html lang="de">')
})

test('an INI with a fault keeps the language, unless the fault is that of [Web]', async () => {
  const owner = await web.admin()
  await writeFile(web.where.ini, INI.replace('= 10', '= 7').replace('[Web]', '[Web]\nlanguage = de'))
  const { text } = await owner.get('/accounts').set('Accept', 'text/html')
  expect(text).toContain('<html lang="de">')
  expect(text).toContain('<h1>Nicht verfügbar</h1>')
  await writeFile(web.where.ini, INI.replace('[Web]', '[Web]\nlanguage = klingon'))
  expect((await owner.get('/monitoring')).text).toContain('<html lang="de">')
})

test('an unknown language changes nothing', async () => {
  const owner = await web.admin()
  const { status, text } = await owner
    .post('/system/language')
    .set('Accept', 'text/html')
    .type('form')
    .send({ language: 'xx' })
  expect([status, text]).toEqual([422, expect.stringContaining('Choose one of the languages')])
  expect(await readFile(web.where.ini, 'utf8')).toBe(INI)
})

test('programs get English whatever the language is', async () => {
  await web.writeIni(INI.replace('[Web]', '[Web]\nlanguage = de'))
  const owner = await web.admin()
  expect((await owner.get('/system')).text).toContain('<html lang="de">')
  const refused = await web.visitor().get('/api/v3/checks/')
  expect(refused.body).toEqual({ error: expect.stringMatching(/key/i) })
  expect(refused.text).not.toMatch(/[äöüß]|Schlüssel/)
})
