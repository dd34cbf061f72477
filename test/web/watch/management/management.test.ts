import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planOf } from '../../../../src/domain/watch/check-plan'
import { managementRoutes } from '../../../../src/web/watch/management/routes'
import { allChecks } from '../../../support/all-checks'
import { shareRedis } from '../../../support/shared-redis'
import { openWeb, type TestWeb } from '../../../support/web'

const NOBODY = '00000000-0000-4000-8000-000000000000'
const VERSIONS = [1, 2, 3] as const
const DAY = 86_400_000

const redis = await shareRedis()
let web: TestWeb
let full: string
let read: string
let clock = Date.UTC(2026, 10, 2, 8)

beforeEach(async () => {
  clock += DAY
  web = await openWeb({ redis: redis.target, now: () => clock })
  full = (await web.ports.apiKeys.create('full', 'full', clock)).secret
  read = (await web.ports.apiKeys.create('read', 'read', clock)).secret
  for (const name of ['mail', 'phone'])
    await web.ports.channelStore.save({
      name,
      kind: 'ntfy',
      origin: 'page',
      settings: { topic: `cellar-${name}` },
    })
  for (const { check } of await allChecks(web.ports.checks)) await web.ports.checks.remove(check.id)
})
afterEach(async () => await web.close())

const call = (method: 'get' | 'post' | 'delete' | 'put', path: string, body?: object | string, key = full) =>
  supertest(web.app)[method](path).set('Host', 'localhost:8080').set('X-Api-Key', key).send(body)
const idOf = (body: { ping_url: string }) => body.ping_url.split('/').at(-1) ?? ''
const made = async (body: object = {}, version = 3) =>
  (await call('post', `/api/v${version}/checks/`, { name: 'Backups', ...body })).body

describe.each(VERSIONS)('the examples of the documentation of version %i', version => {
  const root = `/api/v${version}/checks`

  test('a check is created', async () => {
    const sent = '{"name": "Backups", "tags": "prod www", "timeout": 3600, "grace": 60}'
    const { status, body } = await supertest(web.app)
      .post(`${root}/`)
      .set('Host', 'localhost:8080')
      .set('X-Api-Key', full)
      .set('Content-Type', 'application/x-www-form-urlencoded')
      .send(sent)
    const id = idOf(body)
    const check = `http://localhost:8080${root}/${id}`
    expect([status, body]).toEqual([
      201,
      {
        channels: '',
        desc: '',
        grace: 60,
        last_ping: null,
        n_pings: 0,
        name: 'Backups',
        // Without one in version 3 Healthchecks has none; here every check has a slug.
        slug: 'backups',
        next_ping: null,
        manual_resume: false,
        methods: '',
        subject: '',
        subject_fail: '',
        start_kw: '',
        success_kw: '',
        failure_kw: '',
        filter_subject: false,
        filter_body: false,
        filter_http_body: false,
        filter_default_fail: false,
        badge_url: expect.stringMatching(/^http:\/\/localhost:8080\/badge\/[\da-f]{32}\.svg$/),
        uuid: id,
        pause_url: `${check}/pause`,
        resume_url: `${check}/resume`,
        ping_url: `http://localhost:8080/ping/${id}`,
        status: 'new',
        ...(version > 1 && { started: false }),
        tags: 'prod www',
        timeout: 3600,
        update_url: check,
      },
    ])
    expect((await supertest(web.app).get(new URL(body.ping_url).pathname)).text).toBe('OK')
    expect((await call('get', `${root}/${id}`)).body).toMatchObject({ status: 'up', n_pings: 1 })
  })

  test('the key may stand in the body', async () => {
    const sent = { api_key: full, name: 'Backups', timeout: 3600 }
    expect((await supertest(web.app).post(`${root}/`).send(sent)).status).toBe(201)
    expect(
      (
        await supertest(web.app)
          .post(`${root}/`)
          .send({ ...sent, api_key: 'wrong' })
      ).status,
    ).toBe(401)
    expect(
      (
        await supertest(web.app)
          .post(`${root}/`)
          .send({ ...sent, api_key: read })
      ).status,
    ).toBe(401)
  })

  test('checks are listed, and found by their tags and their slug', async () => {
    await made({
      name: 'Filesystem Backup',
      tags: 'backup fs',
      desc: 'Runs hourly',
      timeout: 3600,
      grace: 600,
    })
    clock += 1_000
    await made({ name: 'Database Backup', tags: 'production db backup', schedule: '15 5 * * *', tz: 'UTC' })
    const { checks } = (await call('get', `${root}/`)).body
    expect(checks).toMatchObject([
      { name: 'Filesystem Backup', tags: 'backup fs', desc: 'Runs hourly', timeout: 3600, grace: 600 },
      { name: 'Database Backup', schedule: '15 5 * * *', tz: 'UTC' },
    ])
    const names = async (query: string) =>
      (await call('get', `${root}/?${query}`)).body.checks.map(({ name }: { name: string }) => name)
    expect(await names('tag=backup')).toHaveLength(2)
    expect(await names('tag=backup&tag=db')).toEqual(['Database Backup'])
    expect(await names('slug=filesystem-backup')).toEqual(['Filesystem Backup'])
  })

  test('a read-only key gets no secret, and finds checks by their unique keys', async () => {
    const id = idOf(await made())
    const { checks } = (await call('get', `${root}/`, undefined, read)).body
    const [{ unique_key: unique, ...check }] = checks
    expect(Object.keys(check)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(ping|update|pause|resume)_url$|channels|uuid/)]),
    )
    expect(JSON.stringify(checks)).not.toContain(id)
    expect((await call('get', `${root}/${unique}`, undefined, read)).body).toEqual(checks[0])
    expect((await call('get', `${root}/${unique}/flips/`, undefined, read)).body).toEqual([])
    for (const path of [`${root}/${id}/pings/`, `/api/v${version}/channels/`])
      expect((await call('get', path, undefined, read)).status).toBe(401)
    expect((await call('post', `${root}/${id}/pause`, {}, read)).status).toBe(401)
    expect((await call('delete', `${root}/${id}`, undefined, read)).status).toBe(401)
  })

  test('a check is updated, and what is not given stays', async () => {
    const id = idOf(await made({ tags: 'a', timeout: 3600 }))
    const { status, body } = await call('post', `${root}/${id}`, {
      grace: 120,
      manual_resume: true,
      methods: 'POST',
    })
    expect([status, body]).toMatchObject([
      200,
      { name: 'Backups', tags: 'a', timeout: 3600, grace: 120, manual_resume: true, methods: 'POST' },
    ])
    const cron = { schedule: '0,30 * * * *', tz: 'Europe/Riga', timeout: 300 }
    expect((await call('post', `${root}/${id}`, cron)).body).toMatchObject({
      schedule: '0,30 * * * *',
      tz: 'Europe/Riga',
    })
    expect((await call('post', `${root}/${id}`, { tz: 'UTC' })).body).toMatchObject({ tz: 'UTC' })
    const calendar = { schedule: 'Mon..Fri 12:00' }
    expect((await call('post', `${root}/${id}`, calendar)).body).toMatchObject({ ...calendar, tz: 'UTC' })
    expect((await call('post', `${root}/${id}`, { name: 'Other' })).body.slug).toBe(
      version === 3 ? 'backups' : 'other',
    )
  })

  test('a check is paused, resumed and deleted', async () => {
    const id = idOf(await made())
    expect((await call('post', `${root}/${id}/resume`, '')).status).toBe(409)
    const paused = await call('post', `${root}/${id}/pause`, '')
    expect([paused.status, paused.body]).toMatchObject([200, { status: 'paused', next_ping: null }])
    const resumed = await call('post', `${root}/${id}/resume`, '')
    expect([resumed.status, resumed.body.status]).toEqual([200, 'new'])
    const gone = await call('delete', `${root}/${id}`)
    expect([gone.status, gone.body]).toEqual([200, resumed.body])
    expect((await call('get', `${root}/${id}`)).status).toBe(404)
  })

  test('pings are listed with their bodies, and flips', async () => {
    const id = idOf(await made({ timeout: 3600, grace: 600 }))
    const rid = '123e4567-e89b-12d3-a456-426614174000'
    const ping = (rest: string) =>
      supertest(web.app).post(`/ping/${id}${rest}`).set('User-Agent', 'curl/7.68.0')
    await ping(`/start?rid=${rid}`)
    const { body: running } = await call('get', `${root}/${id}`)
    expect([running.status, running.started]).toEqual(version === 1 ? ['started', undefined] : ['new', true])
    clock += 2_896
    await ping(`?rid=${rid}`).set('Content-Type', 'text/plain').send('fine\n')
    const url = `http://localhost:8080${root}/${id}/pings/2/body`
    const common = { scheme: 'http', remote_addr: '127.0.0.1', method: 'POST', ua: 'curl/7.68.0', rid }
    const iso = (at: number) => new Date(at).toISOString().replace('Z', '+00:00')
    expect((await call('get', `${root}/${id}/pings/`)).body).toEqual({
      pings: [
        { type: 'success', date: iso(clock), n: 2, ...common, duration: 2.896, body_url: url },
        { type: 'start', date: iso(clock - 2_896), n: 1, ...common, body_url: null },
      ],
    })
    expect((await call('get', `${root}/${id}/pings/?with_body=true`)).body.pings[0].body).toBe('fine\n')
    const body = await call('get', new URL(url).pathname)
    expect([body.status, body.headers['content-type'], body.text]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'fine\n',
    ])
    expect((await call('get', `${root}/${id}/pings/1/body`)).status).toBe(404)

    const up = Math.floor(clock / 1000)
    clock += 10_000
    await ping('/fail')
    const at = (seconds: number) => iso(seconds * 1000).replace('.000', '')
    const flips = async (query = '') => (await call('get', `${root}/${id}/flips/${query}`)).body
    const both = [
      { timestamp: at(Math.floor(clock / 1000)), up: 0 },
      { timestamp: at(up), up: 1 },
    ]
    expect(await flips()).toEqual(both)
    expect(await flips('?seconds=5')).toEqual(both.slice(0, 1))
    expect(await flips(`?end=${up + 5}`)).toEqual(both.slice(1))
    expect(await flips(`?start=${up + 5}`)).toEqual(both.slice(0, 1))
    expect((await call('get', `${root}/${id}/flips/?seconds=soon`)).status).toBe(400)
    expect((await call('get', `${root}/${id}`)).body).toMatchObject({
      status: 'down',
      last_ping: at(Math.floor(clock / 1000)),
      next_ping: null,
      last_duration: 2,
    })
  })

  test('channels are listed, and chosen by id, by name, all, or none', async () => {
    const { channels } = (await call('get', `/api/v${version}/channels/`)).body
    const ids = Object.fromEntries(channels.map(({ id, name }: { id: string; name: string }) => [name, id]))
    expect(channels).toEqual(
      ['mail', 'phone'].map(name => ({ id: expect.stringMatching(/^[\da-f-]{36}$/), name, kind: 'ntfy' })),
    )
    const id = idOf(await made())
    const chosen = async (list: string) =>
      (await call('post', `${root}/${id}`, { channels: list })).body.channels
    expect((await chosen('*')).split(',').sort()).toEqual([ids.mail, ids.phone].sort())
    expect(await chosen('phone')).toBe(ids.phone)
    expect(await chosen(ids.mail ?? '')).toBe(ids.mail)
    expect(await chosen('')).toBe('')
    const refused = async (list: string) => {
      const { status, body } = await call('post', `${root}/${id}`, { channels: list })
      return [status, body]
    }
    expect(await refused('nobody')).toEqual([400, { error: 'invalid channel identifier: nobody' }])
    expect(await refused(',')).toEqual([400, { error: 'empty channel identifier' }])
  })

  test('badges are listed by tag, in all formats', async () => {
    const down = idOf(await made({ name: 'A', tags: 'db prod/eu' }))
    const late = idOf(await made({ name: 'B', tags: 'db2', timeout: 60, grace: 3600 }))
    await supertest(web.app).get(`/ping/${down}/fail`)
    await supertest(web.app).get(`/ping/${late}`)
    clock += 120_000
    const { badges } = (await call('get', `/api/v${version}/badges/`, undefined, read)).body
    expect(Object.keys(badges)).toEqual(['db', 'db2', 'prod/eu', '*'])
    const get = async (url: string) => await supertest(web.app).get(new URL(url).pathname)
    for (const tag of Object.keys(badges)) {
      const state = (late: string) => (tag === 'db2' ? late : 'down')
      const [json, json3, shields3, svg] = await Promise.all(
        ['json', 'json3', 'shields3', 'svg'].map(format => get(badges[tag][format])),
      )
      expect(json?.body).toMatchObject({ status: state('up'), down: tag === 'db2' ? 0 : 1 })
      expect(json3?.body).toMatchObject({ status: state('late') })
      const color = tag === 'db2' ? 'important' : 'critical'
      expect(shields3?.body).toMatchObject({ schemaVersion: 1, message: state('late'), color })
      expect(svg?.headers['content-type']).toContain('image/svg+xml')
    }
    const forged = badges.db.json.replace('/db.json', '/db2.json')
    expect((await get(forged)).status).not.toBe(200)
  })
})

describe('the badge of a tag', () => {
  const PROBE = { kind: 'http', target: 'http://nas.lan/', every: 60_000, settings: {} } as const
  const saved = async (name: string, given: Partial<Parameters<typeof planOf>[0]> = {}) =>
    (await web.ports.checks.create(planOf({ name, tags: ['nas'], ...given }), 'page', clock)).check.id
  /** The JSON, the message and colour for Shields, and the words of the picture. */
  async function seen(tag = 'nas', two = '') {
    const { badges } = (await call('get', '/api/v3/badges/', undefined, read)).body
    const get = (format: string) =>
      supertest(web.app)
        .get(new URL(badges[tag][`${format}${two}`]).pathname)
        .buffer(true)
    const [json, shields, svg] = [await get('json'), await get('shields'), await get('svg')]
    const { message, color } = shields.body
    return [json.body.status, message, color, /aria-label="([^"]*)"/.exec(svg.body.toString())?.[1]]
  }
  const UNKNOWN = ['unknown', 'unknown', 'inactive', 'nas: unknown']
  const UP = ['up', 'up', 'success', 'nas: up']

  test('is unknown while one of its checks is new, and up once all of them are', async () => {
    const one = await saved('One')
    const two = await saved('Two')
    await supertest(web.app).get(`/ping/${one}`)
    expect(await seen()).toEqual(UNKNOWN)
    await supertest(web.app).get(`/ping/${two}`)
    expect(await seen()).toEqual(UP)
  })

  test('is unknown while all of its checks are paused, and says nothing of a paused one beside others', async () => {
    const one = await saved('One')
    await web.ports.checks.pause(one, clock)
    expect(await seen()).toEqual(UNKNOWN)
    await supertest(web.app).get(`/ping/${await saved('Two')}`)
    expect(await seen()).toEqual(UP)
  })

  test('is unknown while nobody looks at a check that is looked at, in two states and in three', async () => {
    const id = await saved('Looked at', { probe: PROBE })
    await supertest(web.app).get(`/ping/${id}`)
    await supertest(web.app).get(`/ping/${await saved('Two')}`)
    expect((await web.ports.checks.get(id))?.state.status).toBe('up')
    expect(await seen()).toEqual(UNKNOWN)
    expect(await seen('nas', '3')).toEqual(UNKNOWN)
  })

  test('is down where one is down, whatever is not known of others', async () => {
    await saved('New')
    await supertest(web.app).get(`/ping/${await saved('Down')}/fail`)
    expect(await seen()).toEqual(['down', 'down', 'critical', 'nas: down'])
  })

  test('names the maintenance that all checks are in that are as it says', async () => {
    const start = new Date(clock - DAY).toISOString().slice(0, 16).replace('T', ' ')
    const reboot = { name: 'reboot', settings: { start, duration: '3d', tags: 'dbs' } }
    await web.ports.windowStore.save({ ...reboot, origin: 'page' })
    const one = await saved('One', { tags: ['nas', 'dbs'] })
    const two = await saved('Two')
    await supertest(web.app).get(`/ping/${one}/fail`)
    await supertest(web.app).get(`/ping/${two}`)
    const maintained = ['down', 'down, maintenance', 'critical', 'nas: down, maintenance']
    expect(await seen()).toEqual(maintained)
    await supertest(web.app).get(`/ping/${two}/fail`)
    expect(await seen()).toEqual(['down', 'down', 'critical', 'nas: down'])
    await web.ports.windowStore.remove('reboot')
  })
})

test('unique changes the check that is there', async () => {
  const first = await call('post', '/api/v3/checks/', { name: 'Once', tags: 'a', unique: ['name'] })
  const again = await call('post', '/api/v3/checks/', { name: 'Once', timeout: 300, unique: ['name'] })
  expect([first.status, again.status]).toEqual([201, 200])
  expect(again.body).toMatchObject({ ping_url: first.body.ping_url, tags: 'a', timeout: 300 })
  const other = await call('post', '/api/v3/checks/', { name: 'Once', tags: 'b', unique: ['name', 'tags'] })
  expect(other.status).toBe(201)
})

test.each(['name', 'slug', 'tags', 'timeout', 'grace'])(
  'a check is created where unique names the %s, which is not given',
  async field => {
    await made({ name: 'There', tags: '' })
    expect((await call('post', '/api/v3/checks/', { unique: [field] })).status).toBe(201)
  },
)

test('twenty creations at once that want their name unique make one check', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      call('post', `/api/v${1 + (i % 3)}/checks/`, { name: 'Once', desc: `${i}`, unique: ['name'] }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201])
  expect(new Set(answers.map(({ body }) => body.uuid)).size).toBe(1)
  expect(await web.ports.checks.count()).toBe(1)
})

test('a request without a body creates a check from the fallbacks', async () => {
  const { status, body } = await supertest(web.app).post('/api/v3/checks/').set('X-Api-Key', full)
  expect([status, body]).toMatchObject([
    201,
    { name: 'unnamed', tags: '', timeout: 86_400, grace: 3600, channels: '' },
  ])
})

test('a check with a comma between its tags has both', async () => {
  expect((await made({ tags: 'bar,baz' })).tags).toBe('bar baz')
})

test('the last day of a month is a schedule, as in the documentation', async () => {
  expect(await made({ schedule: '*-*~1 12:00' })).toMatchObject({ schedule: '*-*~1 12:00', tz: 'UTC' })
})

test('an empty slug filters nothing', async () => {
  await made()
  expect((await call('get', '/api/v3/checks/?slug=')).body.checks).toHaveLength(1)
  expect((await call('get', '/api/v3/checks/?slug=backups')).body.checks).toHaveLength(1)
  expect((await call('get', '/api/v3/checks/?slug=other')).body.checks).toEqual([])
})

test.each(VERSIONS)('a slug of its own is taken by version %i', async version => {
  const check = await made({ slug: 'my-custom-slug' }, version)
  expect(check.slug).toBe('my-custom-slug')
  const renamed = await call('post', `/api/v${version}/checks/${idOf(check)}`, { name: 'Other' })
  expect(renamed.body.slug).toBe(version === 3 ? 'my-custom-slug' : 'other')
})

test('keywords of mails are taken, returned and changed', async () => {
  const words = { start_kw: 'BEGIN', success_kw: 'OK,DONE', failure_kw: 'ERROR' }
  const filters = { filter_subject: true, filter_body: false, filter_default_fail: true }
  const made = await call('post', '/api/v3/checks/', { name: 'mails', ...words, ...filters })
  expect(made.body).toMatchObject({ ...words, ...filters, filter_http_body: false })
  const [watched] = await allChecks(web.ports.checks)
  expect(watched?.check).toMatchObject({
    mailStart: 'BEGIN',
    mailSuccess: 'OK,DONE',
    mailFail: 'ERROR',
    mailWordsIn: 'subject',
    mailOther: 'fail',
  })
  const path = `/api/v3/checks/${watched?.check.id}`
  const more = await call('post', path, { filter_body: true, start_kw: '', filter_default_fail: false })
  const changed = { start_kw: '', filter_body: true, filter_default_fail: false }
  expect(more.body).toMatchObject({ ...words, ...filters, ...changed })
  const [after] = await allChecks(web.ports.checks)
  expect(after?.check).toMatchObject({ mailSuccess: 'OK,DONE', mailWordsIn: 'both', mailOther: 'ignore' })
  expect(after!.check).not.toHaveProperty('mailStart')
  expect((await call('post', path, { filter_subject: false, filter_body: false })).status).toBe(400)
  const none = { ...words, start_kw: '', success_kw: '', failure_kw: '' }
  const off = { filter_subject: false, filter_body: false }
  expect((await call('post', path, { ...none, ...off })).body).toMatchObject({ ...none, ...off })
})

// The reasons of Healthchecks' own tests.
test.each([
  [{ timeout: 59 }, 'timeout is too small'],
  [{ timeout: 31_536_001 }, 'timeout is too large'],
  [{ timeout: 'oops' }, 'timeout is not a number'],
  [{ grace: '60' }, 'grace is not a number'],
  [{ grace: null }, 'grace is not a number'],
  [{ name: false }, 'name is not a string'],
  [{ name: null }, 'name is not a string'],
  [{ name: '01234567890'.repeat(20) }, 'name is too long'],
  [{ slug: 'Hey!' }, 'slug does not match pattern'],
  [{ schedule: 'bad-expression' }, 'schedule is not a valid cron or OnCalendar expression'],
  [{ schedule: '12:34\nsurprise' }, 'schedule is not a valid cron or OnCalendar expression'],
  [{ schedule: `${'1,'.repeat(100)}1 * * * *` }, 'schedule is too long'],
  [{ schedule: '* * * * *', tz: 'not-a-timezone' }, 'tz is not a valid timezone'],
  [{ methods: 'bad-value' }, 'methods has unexpected value'],
  [{ manual_resume: 'surprise' }, 'manual_resume is not a boolean'],
  [{ filter_subject: 'surprise' }, 'filter_subject is not a boolean'],
  [{ filter_body: 'surprise' }, 'filter_body is not a boolean'],
  [{ channels: 123 }, 'channels is not a string'],
  [{ channels: null }, 'channels is not a string'],
  [{ unique: ['status'] }, "an item in 'unique' has unexpected value"],
  [{ unique: 'not a list' }, 'unique is not an array'],
  [{ subject: false }, 'subject is not a string'],
  [{ success_kw: 'A'.repeat(201) }, 'success_kw is too long'],
  // Healthchecks would store these and look for none, and a failure would count as a success.
  [{ success_kw: 'SUCCESS' }, 'success_kw is not possible without filter_subject or filter_body'],
  [{ filter_subject: true }, 'filter_subject is not possible without a keyword'],
  [{ filter_default_fail: true }, 'filter_default_fail is not possible without a keyword'],
  [{ subject_fail: 'FAILED' }, 'subject_fail is not possible'],
  [{ filter_http_body: true }, 'filter_http_body is not possible'],
])('%j is refused with its reason', async (body, reason) => {
  const { status, body: answer } = await call('post', '/api/v3/checks/', body)
  expect([status, answer.error]).toEqual([400, expect.stringContaining(`json validation error: ${reason}`)])
  expect(await web.ports.checks.count()).toBe(0)
})

test('bodies that are no JSON object, unknown checks, methods and addresses are refused', async () => {
  expect((await call('post', '/api/v3/checks/', '{')).body).toEqual({ error: 'could not parse request body' })
  const id = idOf(await made())
  for (const path of ['', `/${id}`, `/${id}/pause`, `/${id}/resume`])
    for (const value of ['[1,2,3]', '123', 'null']) {
      const { status, body } = await call('post', `/api/v3/checks${path}`, value)
      expect([status, body]).toEqual([400, { error: 'json validation error: value is not an object' }])
    }
  for (const [method, path] of [
    ['get', ''],
    ['post', ''],
    ['delete', ''],
    ['post', '/pause'],
    ['post', '/resume'],
    ['get', '/pings/'],
    ['get', '/pings/1/body'],
    ['get', '/flips/'],
  ] as const)
    expect((await call(method, `/api/v3/checks/${NOBODY}${path}`)).status).toBe(404)
  const { status, headers } = await call('put', '/api/v3/checks/')
  expect([status, headers.allow]).toEqual([405, 'GET, POST, OPTIONS'])
  expect((await call('get', '/api/v3/nothing')).status).toBe(404)
  const withKey = async (key: string) => (await call('get', '/api/v3/checks/', undefined, key)).body
  expect([await withKey(''), await withKey('X'.repeat(32))]).toEqual([
    { error: 'missing api key' },
    { error: 'wrong api key' },
  ])
})

/** The statuses without a key and with a read-only one, as Healthchecks documents them; not taken from the table of routes. */
const FOR_OTHERS = [
  ['get', '/checks/', 401, 200],
  ['post', '/checks/', 401, 401],
  ['get', '/checks/:id', 401, 200],
  ['post', '/checks/:id', 401, 401],
  ['delete', '/checks/:id', 401, 401],
  ['post', '/checks/:id/pause', 401, 401],
  ['post', '/checks/:id/resume', 401, 401],
  ['get', '/checks/:id/pings/', 401, 401],
  ['get', '/checks/:id/pings/:n/body', 401, 401],
  ['get', '/checks/:id/flips/', 401, 200],
  ['get', '/channels/', 401, 401],
  ['get', '/badges/', 401, 200],
  ['get', '/status/', 200, 200],
] as const

test.each(VERSIONS)(
  'no key sees nothing in version %i, and a read-only key changes nothing',
  async version => {
    const id = idOf(await made({ tags: 'seen' }))
    await supertest(web.app).post(`/ping/${id}`).send('its body')
    await call('post', `/api/v3/checks/${id}/pause`, {})
    const before = (await call('get', '/api/v3/checks/')).body
    for (const [method, path, withoutKey, readOnly] of FOR_OTHERS)
      for (const [key, expected] of [
        ['', withoutKey],
        ['wrong', withoutKey],
        [read, readOnly],
      ] as const) {
        const { status, text } = await call(
          method,
          `/api/v${version}${path.replace(':id', id).replace(':n', '1')}`,
          method === 'post' ? {} : undefined,
          key,
        )
        expect([method, path, key === read, status]).toEqual([method, path, key === read, expected])
        if (expected === 401) expect(text).toMatch(/^\{"error":"(missing|wrong) api key/)
      }
    expect((await call('get', '/api/v3/checks/')).body).toEqual(before)
  },
)

test('every route is among those that other keys were tried on', () => {
  const tried = FOR_OTHERS.map(([method, path]) => `${method} ${path.replace(/\/$/, '')}`)
  const there = managementRoutes(web.ports).map(({ method, path }) => `${method} ${path}`)
  expect([...tried].sort()).toEqual(there.sort())
})

test('an expired key is told so, and sees nothing', async () => {
  const { secret } = await web.ports.apiKeys.create('short', 'full', clock, '30d')
  clock += 30 * DAY - 1
  expect((await call('get', '/api/v3/checks/', undefined, secret)).status).toBe(200)
  clock += 1
  const { status, body } = await call('get', '/api/v3/checks/', undefined, secret)
  expect([status, body.error]).toEqual([
    401,
    'wrong api key: this API key has expired; make a new one on the page at /keys',
  ])
  expect((await call('get', '/api/v3/status/', undefined, secret)).status).toBe(200)
})

test('checks of the INI are read, and not changed', async () => {
  const { check } = await web.ports.checks.create(planOf({ name: 'From the INI' }), 'ini', clock)
  expect((await call('get', `/api/v3/checks/${check.id}`)).body.name).toBe('From the INI')
  expect((await call('post', `/api/v3/checks/${check.id}`, { name: 'Other' })).status).toBe(409)
  expect((await call('delete', `/api/v3/checks/${check.id}`)).status).toBe(409)
})

test('a page of another origin may read it, and the status needs no key', async () => {
  const { status, headers } = await supertest(web.app)
    .options('/api/v3/checks/')
    .set('Origin', 'https://dashboard.example')
    .set('Access-Control-Request-Headers', 'x-api-key')
  expect([status, headers['access-control-allow-origin'], headers['access-control-max-age']]).toEqual([
    204,
    '*',
    '600',
  ])
  const methodsOf = async (path: string) =>
    (await supertest(web.app).options(path)).headers['access-control-allow-methods']
  expect(await methodsOf('/api/v3/checks/')).toBe('GET, POST, OPTIONS')
  expect(await methodsOf(`/api/v3/checks/${NOBODY}`)).toBe('GET, POST, DELETE, OPTIONS')
  expect(await methodsOf(`/api/v3/checks/${NOBODY}/pause`)).toBe('POST, OPTIONS')
  expect(await methodsOf(`/api/v3/checks/${NOBODY}/flips/`)).toBe('GET, OPTIONS')
  expect(headers['access-control-allow-headers']).toContain('X-Api-Key')
  expect((await call('get', '/api/v3/checks/')).headers['access-control-allow-origin']).toBe('*')
  expect((await supertest(web.app).get('/api/v3/status/')).text).toBe('OK')
})
