import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Agent } from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { german } from '../../src/domain/language/german/index'
import { useLanguage } from '../../src/domain/language/use-language'
import { openWatchScene } from '../support/watch-pages'
import { INI } from '../support/web'
import { leftOut, marked, wordsOf } from './left-out'
import { type PageRequest, pagesOf } from './pages'
import { filesBelow } from './sources'

const OURS = wordsOf(german)

/** Texts of the owner, and of other programs, in the fixtures. */
const OWNERS = [
  'Backup of the NAS',
  'Pump in the cellar',
  'Weather station',
  '3D printer',
  'Mail loop',
  'Disk space of the NAS',
  'Web page of the camera',
  'How things are at home',
  'Ask Ann if something is red.',
  'A new disk is on its way.',
  'A new disk',
  'nightly',
  'house',
  'garden',
  'workshop',
  'Prometheus',
  'phone',
  'duty',
  'home',
  'family',
  'mail-loop',
  'mail',
  'nas',
  'Etc/UTC',
  'UTC',
  'old',
  'Snapshots to the second disk.\nSee the la',
  'Healthchecks',
  'smtp.example.org',
  'Europe/Berlin',
  'Won a prize! hxxps://evil[.]example/with/a/long/address',
]

/** The beginning of the addresses that are opened, for a run after a change of some pages. */
const { LEFT_OUT: ONLY = '' } = process.env

describe('a page in a language that puts marks around each text', () => {
  let scene: Awaited<ReturnType<typeof openWatchScene>>
  let owner: Agent
  beforeAll(async () => {
    const ini = INI.replace('[Web]\n', '[Web]\nlanguage = de\n')
    scene = await openWatchScene({ ini, catalogue: async () => marked(german) })
    await scene.web.ports.mail.accountStore.save({
      name: 'home',
      origin: 'page',
      settings: { smtpserver: 'mail.example.org', user: 'ann@example.org', password: 'hidden' },
    })
    owner = (await scene.web.admin()) as unknown as Agent
  })
  afterAll(async () => {
    useLanguage('en')
    await scene.close()
  })

  test('has no text outside of them, whatever state it is in', { timeout: 500_000 }, async () => {
    const found: Record<string, readonly string[]> = {}
    const unmarked: string[] = []
    for (const page of pagesOf(scene).filter(({ path }) => path.startsWith(ONLY))) {
      const html = await open(page)
      const texts = html.includes('<!doctype html>') ? leftOut(html, OURS, OWNERS) : []
      if (texts.length > 0) found[nameOf(page)] = [...new Set(texts)]
      if (!html.includes('⟦')) unmarked.push(nameOf(page).replace(/[\da-f-]{36}/, ':id'))
    }
    expect(found).toEqual({})
    // They lead to the log-in, and to the check, which is acknowledged already.
    if (ONLY === '') expect(unmarked).toEqual(['/nothing', '/checks/:id/acknowledge'])
  })

  async function open({ path, form, loggedOut }: PageRequest): Promise<string> {
    const client = loggedOut ? (scene.web.visitor() as unknown as Agent) : owner
    const request = form === undefined ? client.get(path) : client.post(path).type('form').send(form)
    return (await request.set('Accept', 'text/html').redirects(form === undefined ? 0 : 1)).text
  }

  const nameOf = ({ path, form }: PageRequest) =>
    form === undefined ? path : `${path} ${JSON.stringify(form)}`

  test('is opened for each address of a page', () => {
    const opened = pagesOf(scene).map(
      ({ path, form }) => `${form ? 'post' : 'get'} ${path.replace(/\?.*/, '')}`,
    )
    const missing = routes().filter(
      route => !NO_PAGE.includes(route) && !opened.some(one => formOf(route).test(one)),
    )
    expect(missing).toEqual([])
    expect(NO_PAGE.filter(route => !routes().includes(route))).toEqual([])
  })
})

/** `get /checks/:id` */
const formOf = (route: string) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`)

/** Addresses that answer programs, lead elsewhere, or delete what the others show. */
const NO_PAGE = [
  'get /badge/:file',
  'get /checks/:id/body/:n',
  'get /checks/bulk',
  'get /checks/events',
  'get /checks/schedule',
  'get /accounts/:name/try',
  'get /channels/:name/checks',
  'get /channels/:name/test',
  'get /status-pages/:name/notes',
  'get /system/tls',
  'get /healthz',
  'get /heartbeat-now/:id',
  'get /heartbeat-now/:id/events',
  'get /metrics',
  'get /system/authority.crt',
  'get /system/support',
  'post /logout',
  'post /sessions/end',
  'post /sessions/:name/end',
  'post /channels/:name/browsers/remove',
  'post /this-device/channel',
  'post /this-device/channels',
  'post /second-factor/off',
  'post /second-factor/codes',
  'post /keys/:id/revoke',
  'post /checks/:id/delete',
  'post /checks/:id/pause',
  'post /checks/:id/resume',
  'post /channels/:name/delete',
  'post /accounts/:name/delete',
  'post /windows/:name/delete',
  // A document, which is English.
  'get /help/:name',
]

function routes(): readonly string[] {
  const files = filesBelow(join(import.meta.dirname, '../../src/web'), '.ts')
  return files
    .flatMap(file => [...readFileSync(file, 'utf8').matchAll(/\bdoor\.(get|post)\('([^']+)'/g)])
    .map(([, method, path]) => `${method} ${path}`)
}
