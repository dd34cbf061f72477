import type supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startRedis, type TestRedis } from '../../support/redis'
import { plan } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

const NOW = Date.parse('2026-12-01T12:00:00Z')

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent
let key: string

const PROVIDED = `[window.night]
cron = 0 3 * * *
duration = 1h
timezone = UTC
all = on
`
const NAS = {
  'set-start': '2026-12-01 11:00',
  'set-timezone': 'UTC',
  'set-duration': '2h',
  'set-tags': 'nas',
  'set-about': 'A new <b>disk</b>',
}

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target, ini: INI + PROVIDED, now: () => NOW })
  admin = await web.admin()
  key = (await web.ports.apiKeys.create('test', 'full', NOW)).secret
})
beforeEach(async () => {
  for (const { name } of await web.ports.windowStore.list()) await web.ports.windowStore.remove(name)
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

const page = async (path: string) => (await admin.get(path).set('Accept', 'text/html')).text
const post = (path: string, form: object) =>
  admin.post(path).type('form').set('Accept', 'text/html').send(form)
const saved = async (name: string) =>
  (await web.ports.windowStore.list()).find(one => one.name === name)?.settings
const call = (method: 'get' | 'post' | 'delete', path: string, body?: object) =>
  web.visitor()[method](path).set('X-Api-Key', key).send(body)

describe('windows of maintenance', () => {
  it('are made, changed and deleted; those of the INI are read-only', async () => {
    expect((await post('/windows', { name: 'nas', ...NAS })).headers.location).toBe('/windows?saved')
    expect(await saved('nas')).toEqual({
      start: '2026-12-01 11:00',
      timezone: 'UTC',
      duration: '2h',
      tags: 'nas',
      about: 'A new <b>disk</b>',
    })
    const list = await page('/windows?saved')
    expect(list).toContain('<p>Saved. A window that lasts now counts at once.</p>')
    expect(await page('/windows?constructor')).not.toMatch(/class="notice ok"|native code/)
    expect(list).toContain('A new &lt;b&gt;disk&lt;/b&gt;')
    expect(list).toMatch(/#nas<\/span> · <strong>lasts until /)
    expect(list).toMatch(/all checks · begins [^\n]* · from the INI, and changed there/)
    expect((await post('/windows/nas', { ...NAS, 'set-duration': '30m' })).headers.location).toBe(
      '/windows?saved',
    )
    expect(await page('/windows')).toMatch(/#nas<\/span> · over/)
    expect((await admin.get('/windows/night/edit')).status).toBe(403)
    expect(await page('/windows/nas/delete')).toContain('Delete “nas”?')
    expect((await post('/windows/nas/delete', {})).headers.location).toBe('/windows?removed')
    expect(await saved('nas')).toBeUndefined()
  })

  it('name the checks and tags that there are not, until there are', async () => {
    const missing = async () =>
      [...(await page('/windows')).matchAll(/No check [^<]*/g)].map(([words]) => words)
    const about = { 'set-checks': 'NAS, Attic fan', 'set-tags': 'house garden' }
    await post('/windows', { name: 'some', ...NAS, ...about })
    expect(await missing()).toEqual([
      'No check is called &#34;NAS&#34;.',
      'No check is called &#34;Attic fan&#34;.',
      'No check has the tag &#34;house&#34;.',
      'No check has the tag &#34;garden&#34;.',
    ])
    const { check } = await web.ports.checks.create({ ...plan('nas'), tags: ['house'] }, 'page', NOW)
    expect(await missing()).toEqual([
      'No check is called &#34;Attic fan&#34;.',
      'No check has the tag &#34;garden&#34;.',
    ])
    await web.ports.checks.remove(check.id)
  })

  it('with faults are shown again, with each fault at its field', async () => {
    const { status, text } = await post('/windows', {
      name: 'night',
      'set-duration': 'x',
      'set-announce': 'nobody',
    })
    expect(status).toBe(422)
    for (const words of [
      'Is taken by another window.',
      'Has to be a span such as 90m, 2h or 1d, from 1m to 400d.',
      'There is no channel &#34;nobody&#34;; there are: none.',
      'Are empty, and so are the tags; name some, or choose all checks.',
    ])
      expect(text).toContain(words)
    expect(await saved('night')).toBeUndefined()
  })

  it('are not overwritten by somebody who saw them before a change', async () => {
    await post('/windows', { name: 'nas', ...NAS })
    const [, revision] = /name="revision" value="([^"]+)"/.exec(await page('/windows/nas/edit')) ?? []
    await post('/windows/nas', { ...NAS, 'set-duration': '3h', revision })
    const { status, text } = await post('/windows/nas', { ...NAS, 'set-duration': '4h', revision })
    expect(status).toBe(409)
    expect(text).toContain('the window was changed meanwhile')
    expect((await saved('nas'))?.duration).toBe('3h')
  })

  it('begin now where a new one is made, and are for the check that it was asked from', async () => {
    const text = await page('/windows/new?check=disk')
    expect(text).not.toContain('the window was changed meanwhile')
    expect(text).toMatch(/name="set-start"[^>]* value="2026-12-01 \d\d:00"/)
    expect(text).toMatch(/name="set-checks"[^>]* value="disk"/)
  })
})

describe('a check in maintenance', () => {
  it('shows its status and the window: on its page, in the list, at Home, in the API, a badge and the metrics', async () => {
    const { check } = await web.ports.checks.create(plan('disk', { tags: ['nas'] }), 'page', NOW)
    const { check: other } = await web.ports.checks.create(plan('router'), 'page', NOW)
    const { badge } = (await call('get', `/api/checks/${check.id}`)).body
    const badgeOf = async () => (await web.visitor().get(badge)).body.toString()
    expect((await call('get', `/api/checks/${check.id}`)).body.maintenance).toBeNull()
    expect(await badgeOf()).toContain('disk: new"')
    await post('/windows', { name: 'nas', ...NAS })
    const until = '2026-12-01T13:00:00.000Z'
    expect((await call('get', `/api/checks/${check.id}`)).body).toMatchObject({
      status: 'new',
      maintenance: { window: 'nas', until },
    })
    expect((await call('get', `/api/checks/${other.id}`)).body.maintenance).toBeNull()
    expect(await badgeOf()).toContain('disk: new, maintenance"')
    expect((await call('get', '/metrics')).text).toMatch(/intvlm8r_check_maintenance\{[^}]*name="disk"\} 1\n/)
    expect((await call('get', '/metrics')).text).not.toMatch(/intvlm8r_check_maintenance\{[^}]*name="router"/)
    expect(await page('/checks')).toMatch(/disk<\/a> <span class="status">new, in maintenance</)
    expect(await page('/checks')).toMatch(/router<\/a> <span class="status">new</)
    for (const path of ['/', '/checks', `/checks/${check.id}`])
      expect(await page(path)).toContain('<strong>Maintenance <a href="/windows">nas</a></strong> until')
    expect(await page(`/checks/${other.id}`)).not.toContain('<strong>Maintenance')
  })
})

describe('the API', () => {
  const WINDOW = {
    name: 'nas',
    settings: { start: '2026-12-01 11:00', timezone: 'UTC', duration: '2h', all: 'on' },
  }

  it('makes, lists, changes and deletes windows', async () => {
    const made = await call('post', '/api/windows', WINDOW)
    expect([made.status, made.body]).toEqual([
      201,
      {
        ...WINDOW,
        origin: 'page',
        since: '2026-12-01T11:00:00.000Z',
        until: '2026-12-01T13:00:00.000Z',
        next: null,
      },
    ])
    expect((await call('post', '/api/windows', WINDOW)).status).toBe(200)
    const { windows } = (await call('get', '/api/windows')).body
    expect(windows).toEqual([
      expect.objectContaining({ name: 'night', origin: 'ini', next: '2026-12-02T03:00:00.000Z' }),
      made.body,
    ])
    expect((await call('delete', '/api/windows/nas')).status).toBe(204)
    expect((await call('delete', '/api/windows/nas')).status).toBe(404)
    expect((await call('delete', '/api/windows/night')).status).toBe(409)
    expect((await call('post', '/api/windows', { ...WINDOW, name: 'night' })).status).toBe(409)
  })

  it.each([
    [{}, ['name', 'settings']],
    [{ ...WINDOW, colour: 1 }, ['colour']],
    [{ name: 'nas', settings: { duration: 5 } }, ['settings']],
    [{ name: 'nas', settings: { duration: '5x' } }, ['duration', 'start', 'checks']],
    [{ ...WINDOW, settings: { ...WINDOW.settings, announce: 'nobody' } }, ['announce']],
  ])('refuses %j', async (body, fields) => {
    const refused = await call('post', '/api/windows', body)
    expect(refused.status).toBe(400)
    expect(refused.body.faults.map(({ field }: { field: string }) => field)).toEqual(fields)
  })
})
