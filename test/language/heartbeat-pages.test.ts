import type { Agent } from 'supertest'
import { afterEach, describe, expect, test } from 'vitest'
import { german } from '../../src/domain/language/german/index'
import { useLanguage } from '../../src/domain/language/use-language'
import { openScene, SCENES } from '../support/heartbeat-scenes'
import { INI, openWeb, type TestWeb } from '../support/web'
import { leftOut, marked, wordsOf } from './left-out'

/** Names in the scenes, words of the INI, and a result. */
const OWNERS = [
  ...['Healthchecks', 'raspberrypi', 'Europe/Berlin', 'UTC+00:00', 'HTTP error 503'],
  ...['Monitoring', 'heartbeatfrequency', 'Off, 5, 10, 15, 20, 30, 60', 'Web', 'trustproxy', '"perhaps"'],
]
const TEXTS = marked(german)
const OURS = wordsOf(german)
const inMarks = (ini: string) => ini.replace('[Web]\n', '[Web]\nlanguage = de\n')

// As a program begins.
afterEach(() => useLanguage('en'))

const open = async (client: Agent, path: string) => (await client.get(path).set('Accept', 'text/html')).text
/** Results as hbresults.txt has them, which are a contract. */
const RESULTS = /\((?:HTTP error \d+|Missed)\)/g
const texts = (html: string) => [...new Set(leftOut(html.replace(RESULTS, ''), OURS, OWNERS))]

describe.each(Object.keys(SCENES) as (keyof typeof SCENES)[])(
  'the appliance, %s, in a language that puts marks around each text',
  scene => {
    test('has no text outside of them', async () => {
      const opened = await openScene(SCENES[scene], { catalogue: async () => TEXTS, edit: inMarks })
      const owner = (await opened.web.admin()) as unknown as Agent
      const found: Record<string, readonly string[]> = {}
      for (const path of PAGES) {
        const html = await open(owner, path)
        const left = html.includes('⟦') ? texts(html) : ['no text in marks']
        if (left.length > 0) found[path] = left
      }
      await opened.close()
      expect(found).toEqual({})
    })
  },
)

const PAGES = [
  '/',
  '/monitoring',
  '/monitoring?job=now-1',
  '/monitoring/round-trips',
  '/system',
  '/checks',
  '/channels',
  '/second-factor',
]

describe('the page on which the first password is chosen', () => {
  const fresh = INI.replace(/passwordhash = .*/, 'passwordhash =')
  async function withFresh(
    work: (web: TestWeb, visitor: Agent, token: string) => Promise<void>,
  ): Promise<void> {
    const web = await openWeb({ ini: fresh, catalogue: async () => TEXTS })
    await work(web, web.visitor() as unknown as Agent, await web.ports.setupToken.make())
    await web.close()
  }

  test('is in the language that the browser prefers, also with a problem', async () => {
    await withFresh(async (_web, visitor, token) => {
      const page = await visitor.get(`/setup?token=${token}`).set('Accept-Language', 'de')
      expect([texts(page.text), page.text.includes('⟦')]).toEqual([[], true])
      for (const password of ['short', 'password', 'a'.repeat(600)]) {
        const again = await visitor
          .post('/setup')
          .type('form')
          .send({ token, password, repeat: 'x', language: 'de' })
        expect(texts(again.text)).toEqual([])
      }
    })
  })

  test('says in the language of the INI that its link is needed', async () => {
    await withFresh(async (web, visitor) => {
      await web.writeIni(inMarks(fresh))
      const html = await open(visitor, '/setup')
      expect([texts(html), html.includes('⟦')]).toEqual([[], true])
    })
  })
})
