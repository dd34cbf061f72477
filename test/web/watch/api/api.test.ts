import { once } from 'node:events'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ASKED_FIELDS } from '../../../../src/domain/watch/asked-plan'
import { planOf } from '../../../../src/domain/watch/check-plan'
import { connectProducer } from '../../../../src/io/redis/client'
import { openApiDocument } from '../../../../src/web/watch/api/openapi'
import { apiRoutes } from '../../../../src/web/watch/api/routes'
import { publicId } from '../../../../src/web/watch/public-ids'
import { CHECK_OPTIONS, EVERYTHING, RETURNED } from '../../../support/check-options'
import { TWO_SECONDS_ON_A_BUSY_MACHINE_MS } from '../../../support/patience'
import { shareRedis } from '../../../support/shared-redis'
import { openLooks } from '../../../support/watch'
import { openWeb, type TestWeb } from '../../../support/web'

const NOBODY = '00000000-0000-4000-8000-000000000000'

const redis = await shareRedis()
let web: TestWeb
let full: string
let read: string
let clock = 1_700_000_000_000

beforeEach(async () => {
  clock += 86_400_000
  web = await openWeb({ redis: redis.target, now: () => clock })
  full = (await web.ports.apiKeys.create('full', 'full', clock)).secret
  read = (await web.ports.apiKeys.create('read', 'read', clock)).secret
  await web.ports.channelStore.save({
    name: 'mail',
    kind: 'ntfy',
    origin: 'page',
    settings: { topic: 'cellar-4711' },
  })
})
afterEach(async () => await web.close())

type Method = 'get' | 'post' | 'patch' | 'delete'
const call = (method: Method, path: string, key = full, body?: object) =>
  supertest(web.app)[method](path).set('X-Api-Key', key).send(body)
const made = async (plan: object = {}) =>
  (await call('post', '/api/checks', full, { name: 'NAS', ...plan })).body

describe('a check over the API', () => {
  test('is created from little, and returned with its address', async () => {
    const { status, headers, body } = await call('post', '/api/checks', full, { name: 'Backup of the NAS' })
    expect([status, headers.location]).toEqual([201, `/api/checks/${body.id}`])
    expect(body).toMatchObject({
      name: 'Backup of the NAS',
      slug: 'backup-of-the-nas',
      origin: 'api',
      schedule: { kind: 'period', period: 86_400 },
      grace: 3_600,
      status: 'new',
      createdAt: new Date(clock).toISOString(),
      lastSignalAt: null,
      hasPassword: false,
    })
    expect((await supertest(web.app).get(body.checkIn)).text).toBe('OK')
    expect((await call('get', `/api/checks/${body.id}`)).body).toMatchObject({ status: 'up', signals: 1 })
  })

  test('takes every option, and takes back unchanged what it returned', async () => {
    const plan = { ...EVERYTHING, description: 'two\nlines', password: 'a long password' }
    expect([...Object.keys(plan), 'probe'].sort()).toEqual([...ASKED_FIELDS, 'password'].sort())
    const check = await made(plan)
    const { password: _, ...sent } = plan
    expect(check).toMatchObject({ ...sent, ...RETURNED, hasPassword: true })
    expect(JSON.stringify(check)).not.toMatch(/scrypt|hmac|long password/)
    const again = await call('patch', `/api/checks/${check.id}`, full, check)
    expect([again.status, again.body]).toEqual([200, check])
  })

  test('takes a probe, from which its schedule and its grace follow', async () => {
    const { json, returned } = CHECK_OPTIONS.probe ?? {}
    const check = await made({ name: 'nas', probe: json })
    expect(check).toMatchObject({ probe: returned, schedule: { kind: 'period', period: 30 }, grace: 90 })
    const again = await call('patch', `/api/checks/${check.id}`, full, check)
    expect([again.status, again.body]).toEqual([200, check])
    const other = await call('patch', `/api/checks/${check.id}`, full, {
      probe: { kind: 'tcp', target: 'nas' },
    })
    expect(other.status).toBe(400)
    expect(JSON.stringify(other.body)).toContain(
      'has no port; write it behind a colon, such as nas.local:445',
    )
  })

  test.each([
    ['command', 'touch /tmp/x'],
    ['checker-job', '/srv/checker/jobs'],
  ])('takes no probe that runs programs: %s', async (kind, target) => {
    const refused = [400, expect.stringContaining(`${kind} runs programs, and only the INI may do that`)]
    const answers = ({ status, body }: { status: number; body: unknown }) => [status, JSON.stringify(body)]
    const made = await call('post', '/api/checks', full, { name: 'own', probe: { kind, target } })
    expect(answers(made)).toEqual(refused)
    const { id } = (await call('post', '/api/checks', full, { name: 'own' })).body
    const changed = await call('patch', `/api/checks/${id}`, full, { probe: { kind, target } })
    expect(answers(changed)).toEqual(refused)
    expect((await call('get', `/api/checks/${id}`)).body.probe).toBeUndefined()
  })

  test('keeps the secrets of its probe, which it does not return, until it looks elsewhere', async () => {
    const probe = { kind: 'http', target: 'http://nas/', settings: { bearer: 'a secret', contains: 'ok' } }
    const check = await made({ name: 'nas', probe })
    expect(check.probe).toMatchObject({ settings: { contains: 'ok' } })
    expect(JSON.stringify(check)).not.toContain('a secret')
    const bearer = async () => (await web.ports.checks.get(check.id))?.check.probe?.settings.bearer
    await call('patch', `/api/checks/${check.id}`, full, check)
    expect(await bearer()).toBe('a secret')
    const other = { ...check.probe, settings: { bearer: 'another' } }
    await call('patch', `/api/checks/${check.id}`, full, { probe: other })
    expect(await bearer()).toBe('another')
    const elsewhere = { ...check.probe, target: 'http://elsewhere/' }
    await call('patch', `/api/checks/${check.id}`, full, { probe: elsewhere })
    expect(await bearer()).toBeUndefined()
  })

  test.each(['patch', 'post'] as const)('is changed by %s, and null takes away', async method => {
    const check = await made({ shortestGap: 60, password: 'a long password', tags: ['a'] })
    const changes = { name: 'New name', shortestGap: null, password: null, tags: [] }
    const { status, body } = await call(method, `/api/checks/${check.id}`, full, changes)
    expect([status, body.name, body.slug]).toEqual([200, 'New name', check.slug])
    expect([body.shortestGap, body.hasPassword, body.tags]).toEqual([undefined, false, []])
    expect((await call('get', `/api/checks/${check.id}`)).body).toEqual(body)
  })

  test('says whether it alerts nobody', async () => {
    const { id, alertsNobody } = await made({ channels: ['mail'] })
    const now = async () => {
      const { alertsNobody } = (await call('get', `/api/checks/${id}`, read)).body
      return alertsNobody
    }
    expect([alertsNobody, await now()]).toEqual([false, false])
    await web.ports.channelStore.remove('mail')
    expect(await now()).toBe(true)
    const { body } = await call('get', '/api/checks')
    const listed = body.checks.find((check: { id: string }) => check.id === id)
    expect(listed.alertsNobody).toBe(true)
    expect((await call('patch', `/api/checks/${id}`, full, { channels: [] })).body.alertsNobody).toBe(true)
  })

  test('stands on a page of the list, from which `next` leads to the one behind it', async () => {
    const tag = 'paged'
    for (const name of ['e', 'b', 'd', 'a', 'c']) await made({ name, tags: [tag] })
    const pages: string[][] = []
    for (let next: string | undefined = ''; next !== undefined; ) {
      const address: string = `/api/checks?tag=${tag}&limit=2${next && `&next=${next}`}`
      const { status, body } = await call('get', address, read)
      expect([status, body.faults]).toEqual([200, []])
      pages.push(body.checks.map(({ name }: { name: string }) => name))
      next = body.next
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    const { body: whole } = await call('get', `/api/checks?tag=${tag}`, read)
    expect(whole.checks.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(whole.next).toBeUndefined()
    const wrong = async (query: string) => (await call('get', `/api/checks?${query}`, read)).body.error
    expect(await wrong('limit=0')).toBe('limit has to be a number from 1 to 1000')
    expect(await wrong('limit=many')).toBe('limit has to be a number from 1 to 1000')
    expect(await wrong('next=nonsense')).toBe('next has to be that of the page before')
    expect(await wrong('slug=a&limit=2')).toContain('limit and next are not for lists by slug')
  })

  test('keeps a schedule that was over only meanwhile', async () => {
    const at = (ms: number) => new Date(clock + ms).toISOString().slice(0, 19).replace('T', ' ')
    const schedule = { kind: 'oncalendar', expression: at(60_000), zone: 'UTC' }
    const check = await made({ schedule })
    clock += 120_000
    const again = await call('patch', `/api/checks/${check.id}`, full, { ...check, description: 'new' })
    expect([again.status, again.body.description]).toEqual([200, 'new'])
    const other = { ...schedule, expression: at(-90_000) }
    expect((await call('patch', `/api/checks/${check.id}`, full, { schedule: other })).status).toBe(400)
  })

  test('is paused, resumed, silenced and removed', async () => {
    const { id } = await made()
    const act = async (what: string, body?: object) =>
      (await call('post', `/api/checks/${id}/${what}`, full, body)).body
    expect((await act('pause')).status).toBe('paused')
    expect((await act('resume')).status).toBe('new')
    expect((await act('silence', { until: 'recovery' })).silenced).toBe('recovery')
    expect((await act('silence', { for: '2h' })).silenced).toBe(new Date(clock + 7_200_000).toISOString())
    const until = new Date(clock + 5_000).toISOString()
    expect((await act('silence', { until })).silenced).toBe(until)
    clock += 7_300_000
    expect((await act('pause', {})).silenced).toBeNull()
    expect((await act('silence', {})).silenced).toBeNull()
    expect((await call('delete', `/api/checks/${id}`)).status).toBe(204)
    expect((await call('get', `/api/checks/${id}`)).status).toBe(404)
  })

  test('shows its signals and flips', async () => {
    const { id } = await made()
    await supertest(web.app).get(`/ping/${id}/start`)
    clock += 2_500
    await supertest(web.app).get(`/ping/${id}/3`)
    const { signals } = (await call('get', `/api/checks/${id}/signals`)).body
    expect(signals).toMatchObject([
      { n: 2, kind: 'fail', at: new Date(clock).toISOString(), duration: 2.5, detail: { exitCode: 3 } },
      { n: 1, kind: 'start' },
    ])
    expect((await call('get', `/api/checks/${id}`)).body.lastDuration).toBe(2.5)
    const { flips } = (await call('get', `/api/checks/${id}/flips`)).body
    expect(flips).toMatchObject([{ seq: 1, from: 'new', to: 'down', reason: 'failure' }])
  })

  test('shows the response times of its probe, in seconds', async () => {
    clock = Math.floor(clock / 3_600_000) * 3_600_000
    const { id, publicId } = await made({ probe: { kind: 'tcp', target: 'nas:445' } })
    const none = await call('get', `/api/checks/${id}/times`)
    expect([none.status, none.body]).toEqual([200, { minutes: [], hours: [] }])
    const looks = openLooks(redis)
    const begun = clock
    for (const took of [30, 12, 1_500]) {
      await looks.record(id, { answer: 'success', detail: 'it answers', took }, clock)
      clock += 60_000
    }
    await looks.flush()
    clock = begun + 3_600_000
    await looks.record(id, { answer: 'success', detail: 'it answers', took: 20 }, clock)
    await looks.flush()
    await looks.close()
    const { body } = await call('get', `/api/checks/${publicId}/times`, read)
    const at = (ms: number) => new Date(begun + ms).toISOString()
    expect(body).toEqual({
      minutes: [
        { at: at(0), took: 0.03 },
        { at: at(60_000), took: 0.012 },
        { at: at(120_000), took: 1.5 },
        { at: at(3_600_000), took: 0.02 },
      ],
      hours: [{ at: at(0), min: 0.012, median: 0.03, max: 1.5 }],
    })
    expect(unfit(body, openApiDocument().components.schemas.Times, 'times')).toEqual([])
    expect((await call('get', `/api/checks/${NOBODY}/times`)).status).toBe(404)
  })

  test('is found by tag, status and slug, worst first', async () => {
    const tag = `tag-${clock}`
    const [a, b] = [await made({ name: 'A', tags: [tag] }), await made({ name: 'B', tags: [tag, 'other'] })]
    await supertest(web.app).get(`/ping/${b.id}/fail`)
    const names = async (query: string) =>
      (await call('get', `/api/checks?${query}`)).body.checks.map(({ name }: { name: string }) => name)
    expect(await names(`tag=${tag}`)).toEqual(['B', 'A'])
    expect(await names(`tag=${tag}&status=down`)).toEqual(['B'])
    expect(await names(`slug=${a.slug}&tag=${tag}`)).toEqual(['A'])
    expect(await names(`tag=${tag}&tag=other`)).toEqual(['B'])
    expect(await names(`tag=other&tag=${tag}&tag=third`)).toEqual([])
    expect((await call('get', '/api/checks?status=fine')).status).toBe(400)
  })

  test('is made once by twenty requests at once that want it unique', async () => {
    const name = `Once ${clock}`
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call('post', '/api/checks', full, { name, unique: ['name'] })),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([...Array(19).fill(200), 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  })

  test('is the one that is there, if it agrees in the fields that are unique', async () => {
    const first = await made({ name: 'Only once', tags: ['a'] })
    const again = async (body: object) => await call('post', '/api/checks', full, body)
    const same = await again({ name: 'Only once', grace: 60, unique: ['name'] })
    expect([same.status, same.body.id, same.body.grace, same.body.tags]).toEqual([200, first.id, 60, ['a']])
    const other = await again({ name: 'Only once', tags: ['b'], unique: ['name', 'tags'] })
    expect([other.status, other.body.id === first.id]).toEqual([201, false])
    const wrong = await again({ name: 'Only once', unique: ['colour'] })
    expect([wrong.status, wrong.body.faults[0].field]).toEqual([400, 'unique'])
    await web.ports.checks.create(planOf({ name: 'Of the INI' }), 'ini', clock)
    const notGiven = await again({ name: 'Only once', unique: ['name', 'tags'] })
    expect([notGiven.status, notGiven.body.faults]).toEqual([
      400,
      [{ field: 'unique', reason: 'names tags, which the request does not give' }],
    ])
    expect((await again({ name: 'Of the INI', unique: ['name'] })).status).toBe(409)
  })

  test.each([
    [
      'get',
      '/api/checks?tags=a',
      'there is no parameter "tags" here; there are: tag, status, slug, waiting, limit, next',
    ],
    ['get', '/api/checks?status=up&status=down', 'the parameter status may be given once'],
    ['get', '/api/checks?waiting=true&waiting=true', 'the parameter waiting may be given once'],
    ['get', '/api/checks?waiting=yes', 'waiting can only be true'],
    ['get', '/api/checks/ID/times?hours=1', 'there is no parameter "hours" here; there are: none'],
    ['post', '/api/checks/ID/pause?for=1h', 'there is no parameter "for" here; there are: none'],
  ] as const)('%s %s has a parameter that is not understood', async (method, path, error) => {
    const { id } = await made()
    const { status, body } = await call(method, path.replace('ID', id))
    expect([status, body.error]).toEqual([400, error])
    expect((await call('get', `/api/checks/${id}`)).body.status).toBe('new')
  })

  test.each([
    ['delete', '/api/checks', 'GET, HEAD, POST'],
    ['get', '/api/checks/ID/pause', 'POST'],
    ['patch', '/api/checks/ID/flips', 'GET, HEAD'],
    ['post', '/api/checks/ID/times', 'GET, HEAD'],
    ['post', '/api/openapi.json', 'GET, HEAD'],
  ] as const)('%s is no method of %s', async (method, path, allowed) => {
    const { status, headers, body } = await call(method, path.replace('ID', NOBODY))
    expect([status, headers.allow, body.error]).toEqual([405, allowed, expect.stringContaining('takes')])
  })

  test('the channels are listed by name and kind, without their secrets', async () => {
    expect((await call('get', '/api/channels')).body).toEqual({ channels: [{ name: 'mail', kind: 'ntfy' }] })
    expect((await call('get', '/api/channels', read)).status).toBe(403)
  })

  test('of the INI that cannot be provided is named in the list, with its fault', async () => {
    expect((await call('get', '/api/checks')).body.faults).toEqual([])
    await web.writeIni(`${await web.ini()}\n[check.never]\ncron = 0 12 30 2 *\n[check.b]\nperiod = 1d\n`)
    const { body } = await call('get', '/api/checks', read)
    expect(body.faults).toEqual(['[check.never] cron: never comes true; choose a day that exists'])
  })

  test('that the INI provides can be paused and silenced, but not changed', async () => {
    const { check } = await web.ports.checks.create(planOf({ name: 'From the INI' }), 'ini', clock)
    for (const [method, body] of [
      ['patch', { name: 'Other' }],
      ['delete', undefined],
    ] as const) {
      const { status, body: answer } = await call(method, `/api/checks/${check.id}`, full, body)
      expect([status, answer.error]).toEqual([409, 'this check comes from the INI; change it there'])
    }
    expect((await call('post', `/api/checks/${check.id}/pause`)).body.status).toBe('paused')
  })
})

describe('the faults of a request are returned at once', () => {
  test('every field of the wrong kind', async () => {
    const wrong = {
      name: 7,
      tags: 'a',
      grace: 'soon',
      schedule: { kind: 'moon' },
      recovery: 'yes',
      methods: 'PUT',
    }
    const { status, body } = await call('post', '/api/checks', full, {
      ...wrong,
      colour: 'red',
      __proto__: 1,
    })
    expect(status).toBe(400)
    const fields = body.faults.map(({ field }: { field: string }) => field)
    expect(fields.sort()).toEqual([...Object.keys(wrong), 'colour'].sort())
  })

  test('every value that cannot be', async () => {
    const { status, body } = await call('post', '/api/checks', full, {
      name: '',
      slug: 'Not A Slug',
      grace: -1,
      failuresBeforeAlert: 0,
      reminders: 'often',
      quietHours: 'night',
      schedule: { kind: 'cron', expression: 'now and then' },
      password: 'short',
    })
    expect(status).toBe(400)
    const fields = new Set(body.faults.map(({ field }: { field: string }) => field))
    const wrong = [
      'name',
      'slug',
      'grace',
      'failuresBeforeAlert',
      'reminders',
      'quietHours',
      'schedule',
      'password',
    ]
    expect([...fields].sort()).toEqual(wrong.sort())
  })

  test.each([
    ['no name', '{}', 400],
    ['no object', '[1]', 400],
    ['no JSON', '{', 400],
    ['too much', JSON.stringify({ name: 'x'.repeat(100_000) }), 413],
  ])('%s', async (_name, text, expected) => {
    const { status, body } = await supertest(web.app)
      .post('/api/checks')
      .set('Authorization', `Bearer ${full}`)
      .set('Content-Type', 'application/json')
      .send(text)
    expect([status, typeof body.error]).toEqual([expected, 'string'])
  })

  test.each([
    [{ until: 'later' }],
    [{ until: '2001-01-01T00:00:00Z' }],
    [{ until: '+275760-01-01T00:00:00Z' }],
    [{ until: 5 }],
    [{ for: 'ever' }],
    [{ for: -1 }],
    [{ for: 1e300 }],
    [{ for: '999999999w' }],
    [{ for: '60' }],
    [{ for: '2h', until: 'recovery' }],
    [{ untill: 'recovery' }],
    [['recovery']],
  ])('a silence of %o', async asked => {
    const check = await made()
    const { status, body } = await call('post', `/api/checks/${check.id}/silence`, full, asked)
    expect([status, body.faults?.length]).toEqual([400, 1])
    expect((await call('get', `/api/checks/${check.id}`)).body).toEqual(check)
  })

  test('a silence is not ended by a request without a body, which is told what to send', async () => {
    const { id } = await made()
    const silence = (body?: object) => call('post', `/api/checks/${id}/silence`, full, body)
    await silence({ until: 'recovery' })
    for (const lost of [() => silence(), () => silence().set('Transfer-Encoding', 'chunked')]) {
      const { status, body } = await lost()
      expect([status, body.faults]).toEqual([
        400,
        [
          {
            field: '',
            reason: 'the body is missing: send {"for": "2h"} or {"until": "recovery"}; {} ends a silence',
          },
        ],
      ])
    }
    expect((await call('get', `/api/checks/${id}`)).body.silenced).toBe('recovery')
    expect((await silence({})).body.silenced).toBeNull()
  })

  test('trouble is acknowledged by the name of the key, or another one, until it is well again', async () => {
    const check = await made()
    const acknowledge = async (asked: object) => {
      const { status, body } = await call('post', `/api/checks/${check.id}/acknowledge`, full, asked)
      return [status, body.acknowledged?.by ?? body.error ?? body.faults]
    }
    expect(await acknowledge({})).toEqual([409, 'there is nothing to acknowledge: the check is new'])
    await supertest(web.app).get(`/ping/${check.id}/fail`)
    expect(await acknowledge({ by: '' })).toEqual([400, 'the request has faults'])
    expect(await acknowledge({ who: 'Anna' })).toEqual([400, 'the request has faults'])
    expect(await acknowledge({ by: 'Anna' })).toEqual([200, 'Anna'])
    // The first one stays.
    expect(await acknowledge({ by: 'Ben' })).toEqual([200, 'Anna'])
    expect(await acknowledge({ by: null })).toEqual([200, undefined])
    const [status, owner] = await acknowledge({})
    expect([status, typeof owner]).toEqual([200, 'string'])
    await supertest(web.app).get(`/ping/${check.id}`)
    const { body } = await call('get', `/api/checks/${check.id}`)
    expect([body.status, body.acknowledged]).toEqual(['up', null])
  })

  test.each([
    ['a name of two lines, which would be two lines of a message or a list', { name: 'a\nb' }, 'name'],
    ['a span in text without a unit', { grace: '60' }, 'grace'],
    [
      'a schedule of two kinds',
      { schedule: { kind: 'period', period: 60, expression: '* * * * *' } },
      'schedule',
    ],
    [
      'a schedule with a typing error',
      { schedule: { kind: 'cron', expression: '* * * * *', tz: 'UTC' } },
      'schedule',
    ],
  ])('%s', async (_name, plan, field) => {
    const { status, body } = await call('post', '/api/checks', full, { name: 'NAS', ...plan })
    expect([status, body.faults?.map((fault: { field: string }) => fault.field)]).toEqual([400, [field]])
  })

  test('a channel that is not there, unless the check names it already', async () => {
    const check = await made({ channels: ['mail'] })
    const { status, body } = await call('patch', `/api/checks/${check.id}`, full, {
      channels: ['mail', 'phnoe'],
    })
    expect([status, body.faults]).toEqual([
      400,
      [{ field: 'channels', reason: 'there is no channel "phnoe"; there are: mail' }],
    ])
    await web.ports.channelStore.remove('mail')
    expect((await call('patch', `/api/checks/${check.id}`, full, check)).status).toBe(200)
    const refused = await call('post', '/api/checks', full, { name: 'x', channels: ['mail'] })
    expect(refused.body.faults?.[0].reason).toBe('there is no channel "mail"; there are: none')
  })

  test('a change that would spoil the plan changes nothing', async () => {
    const check = await made({ schedule: { kind: 'period', period: 60 } })
    expect((await call('patch', `/api/checks/${check.id}`, full, { shortestGap: 3600 })).status).toBe(400)
    expect((await call('get', `/api/checks/${check.id}`)).body).toEqual(check)
  })
})

describe('who may', () => {
  /** The status that a read-only key gets from each route, as docs/api.md promises; not taken from the table of routes. */
  const FOR_READ_ONLY: readonly (readonly [Method, string, number])[] = [
    ['get', '/api/openapi.json', 200],
    ['get', '/api/checks', 200],
    ['post', '/api/checks', 403],
    ['get', '/api/channels', 403],
    // Takes no key at all; whoever has the public id may see its badge, too.
    ['get', '/api/checks/:id/alive', 200],
    ['get', '/api/checks/:id', 200],
    ['patch', '/api/checks/:id', 403],
    ['post', '/api/checks/:id', 403],
    ['delete', '/api/checks/:id', 403],
    ['post', '/api/checks/:id/pause', 403],
    ['post', '/api/checks/:id/resume', 403],
    ['post', '/api/checks/:id/silence', 403],
    ['post', '/api/checks/:id/acknowledge', 403],
    ['get', '/api/windows', 200],
    ['post', '/api/windows', 403],
    ['delete', '/api/windows/:name', 403],
    ['get', '/api/checks/:id/signals', 403],
    ['get', '/api/checks/:id/flips', 200],
    ['get', '/api/checks/:id/times', 200],
  ]
  const WITHOUT_KEY: readonly string[] = ['/api/openapi.json', '/api/checks/:id/alive']

  test('nobody without a key, and no key that was revoked', async () => {
    const { id } = await made()
    const revoked = (await web.ports.apiKeys.list()).findLast(({ access }) => access === 'read')
    expect(await web.ports.apiKeys.revoke(revoked?.id ?? '')).toBe(true)
    expect(await web.ports.apiKeys.revoke(revoked?.id ?? '')).toBe(false)
    for (const [method, path] of FOR_READ_ONLY.filter(([, path]) => !WITHOUT_KEY.includes(path)))
      for (const key of ['', 'wrong', read]) {
        const { status, body, headers } = await call(method, path.replace(':id', id), key)
        expect([path, status, headers['www-authenticate']]).toEqual([path, 401, 'Bearer'])
        expect(body.error).toMatch(/API key/)
      }
  })

  test('a read-only key changes nothing, and gets no secret', async () => {
    const check = await made({ tags: ['seen'] })
    const paused = await made({ name: 'paused' })
    await call('post', `/api/checks/${paused.id}/pause`)
    const kept = (await call('get', '/api/checks')).body
    for (const { publicId } of [check, paused])
      for (const [method, path, expected] of FOR_READ_ONLY) {
        const { status, text } = await call(method, path.replace(':id', publicId), read, {})
        expect([method, path, status]).toEqual([method, path, expected])
        for (const { id } of [check, paused]) expect(text).not.toContain(id)
      }
    expect((await call('get', '/api/checks')).body).toEqual(kept)
    const { body } = await call('get', `/api/checks/${check.publicId}`, read)
    expect(body).toMatchObject({ name: 'NAS', publicId: check.publicId })
    expect((await supertest(web.app).get(`/ping/${check.publicId}`)).status).toBe(404)
    expect((await supertest(web.app).get(`/api/push/${check.publicId}`)).status).toBe(404)
  })

  test('every route is among those that a read-only key was tried on', () => {
    const tried = FOR_READ_ONLY.map(([method, path]) => `${method} ${path}`)
    const there = apiRoutes(web.ports).map(({ method, path }) => `${method} ${path}`)
    expect([...tried].sort()).toEqual(there.sort())
  })

  test('the secret of a key is kept nowhere', async () => {
    const listed = await web.ports.apiKeys.list()
    expect(listed.map(({ access }) => access)).toContain('full')
    expect(JSON.stringify(listed)).not.toContain(full.slice(9))
  })

  test('a log-in is no key, and a key no log-in', async () => {
    const agent = await web.admin()
    expect((await agent.get('/api/checks')).status).toBe(401)
    expect((await call('get', '/system').set('Accept', 'application/json')).status).toBe(401)
  })
})

describe('alive', () => {
  test('takes nothing but the id, and needs no sweep', async () => {
    const { id } = await made({ schedule: { kind: 'period', period: 60 }, grace: 10 })
    const alive = async () => (await supertest(web.app).get(`/api/checks/${id}/alive`)).body
    expect(await alive()).toEqual({ alive: true })
    await supertest(web.app).get(`/ping/${id}`)
    clock += 69_999
    expect(await alive()).toEqual({ alive: true })
    clock += 1
    expect(await alive()).toEqual({ alive: false })
    expect((await supertest(web.app).get(`/api/checks/${NOBODY}/alive`)).status).toBe(404)
  })
})

test('while Redis is away the API answers so within two seconds', async () => {
  redis.signal('SIGSTOP')
  try {
    const begun = performance.now()
    const { status, headers, body } = await call('get', '/api/checks')
    expect([status, headers['retry-after'], body.error]).toEqual([
      503,
      '5',
      'Redis did not answer within 1.8 s; try again',
    ])
    expect(performance.now() - begun).toBeLessThan(TWO_SECONDS_ON_A_BUSY_MACHINE_MS)
  } finally {
    redis.signal('SIGCONT')
  }
})

test('while Redis takes no writes the API answers why, and goes on to read', async () => {
  const check = await made()
  const connection = connectProducer(redis.target)
  await once(connection, 'ready')
  await connection.config('SET', 'maxmemory', '1')
  try {
    for (const [method, path] of [
      ['post', '/api/checks'],
      ['patch', `/api/checks/${check.id}`],
      ['post', `/api/checks/${check.id}/pause`],
    ] as const) {
      const { status, headers, body } = await call(method, path, full, { name: 'more' })
      expect([status, headers['retry-after'], body.error]).toEqual([
        503,
        '5',
        'Redis is out of memory; try again',
      ])
    }
    const ping = await supertest(web.app).get(`/ping/${check.id}`)
    expect([ping.status, ping.text]).toEqual([503, 'not written down, try again'])
    expect(web.logged.filter(line => line.startsWith('error'))).toEqual([
      'error check-ins cannot be written down Redis is out of memory',
    ])
    expect((await call('get', `/api/checks/${check.id}`)).body).toEqual(check)
  } finally {
    await connection.config('SET', 'maxmemory', '0')
    connection.disconnect()
  }
})

test.each(['/api', '/api/', '/api/check', '/api/checks/x/nothing', '/api/v4/checks/'])(
  'at %s a program gets a 404, and is not sent to the log-in',
  async path => {
    const { status, body } = await supertest(web.app).get(path)
    expect([status, body.error]).toEqual([404, expect.stringContaining('/api/openapi.json')])
  },
)

test('an empty X-Api-Key does not hide the bearer', async () => {
  const asked = supertest(web.app)
    .get('/api/checks')
    .set('X-Api-Key', '')
    .set('Authorization', `bearer ${read}`)
  expect((await asked).status).toBe(200)
})

describe('the OpenAPI document', () => {
  const document = openApiDocument()

  test('names every route with its access, and no other', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'parameters')
        .map(([method, { security }]) => `${method} ${path}${security ? ' open' : ''}`),
    )
    const served = apiRoutes(web.ports).map(
      ({ method, path, access }) =>
        `${method} ${path.replace(/:(\w+)/, '{$1}')}${access === 'none' ? ' open' : ''}`,
    )
    expect(documented.sort()).toEqual(served.sort())
  })

  test('is served, and every reference in it leads somewhere', async () => {
    const { body } = await supertest(web.app).get('/api/openapi.json')
    expect(body).toEqual(JSON.parse(JSON.stringify(document)))
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? []
    expect(new Set(references.map(one => one.split('/').at(-1)))).toEqual(
      new Set(Object.keys(document.components.schemas)),
    )
  })

  test('documents every answer: all is well, a fault, no key, a key that may not, no check, the INI, too much', async () => {
    const provided = (await web.ports.checks.create(planOf({ name: 'INI' }), 'ini', clock)).check
    const paths: [string, Record<string, { responses: object }>][] = Object.entries(
      JSON.parse(JSON.stringify(document.paths)),
    )
    const seen = { answers: 0, schemas: 0 }
    for (const [path, methods] of paths)
      for (const [method, documented] of Object.entries(methods)) {
        if (method === 'parameters') continue
        const known = Object.entries(documented.responses as Record<string, Schema>)
        const look = async (id: string, key: string, body: object | string) => {
          const answer = await supertest(web.app)
            [method as Method](path.replace('{id}', id))
            .set({ 'X-Api-Key': key, 'Content-Type': 'application/json' })
            .send(body)
          const found = known.find(([status]) => Number(status) === answer.status)
          expect(found, `${method} ${path} answered ${answer.status}`).toBeDefined()
          const schema = Object(found?.[1]).content?.['application/json'].schema
          seen.answers++
          if (schema) seen.schemas++
          if (schema) expect(unfit(answer.body, schema, ''), `${method} ${path} ${answer.status}`).toEqual([])
        }
        const { id } = await made({ name: 'walked', longestRun: 60 })
        await supertest(web.app).get(`/ping/${id}`)
        await look(id, '', {})
        await look(id, read, {})
        if (method !== 'get')
          for (const body of ['{', [1], { colour: 1 }, 'x'.repeat(70_000)]) await look(id, full, body)
        await look(NOBODY, full, {})
        await look(provided.id, full, {})
        await look(id, full, method === 'post' && path === '/api/checks' ? { name: 'new' } : {})
      }
    expect(Math.min(seen.answers, seen.schemas)).toBeGreaterThan(100)
  })

  test('has examples, which fit their schemas', () => {
    const contents = [...JSON.stringify(document).matchAll(/"application\/json":/g)]
    const found: string[] = []
    const walk = (value: unknown, where: string): void => {
      if (typeof value !== 'object' || value === null) return
      const { schema, example } = value as { schema?: Schema; example?: unknown }
      if (where.endsWith('application/json') && schema) {
        expect(example, where).toBeDefined()
        expect(unfit(example, schema, where)).toEqual([])
        found.push(where)
      }
      for (const [key, inner] of Object.entries(value)) walk(inner, `${where} ${key}`)
    }
    walk(document, '')
    expect(found).toHaveLength(contents.length)
  })

  test('has every field that is taken, and every one that is returned', async () => {
    const { Plan, NewPlan, Check } = document.components.schemas
    const asked = [...ASKED_FIELDS, 'password']
    expect(Object.keys(Object(Plan).properties).sort()).toEqual([...asked, 'adopted'].sort())
    expect(Object.keys(Object(NewPlan).properties).sort()).toEqual([...asked, 'unique'].sort())
    // The gap has to be shorter than the time between two looks.
    const probe = { ...Object(CHECK_OPTIONS.probe?.json), every: 90 }
    const check = await made({ ...EVERYTHING, probe })
    expect(Object.keys(Object(Check).properties).sort()).toEqual(Object.keys(check).sort())
  })
})

type Schema = Readonly<Record<string, unknown>>

/** Where a value does not fit a schema of the document; as much of JSON Schema as the document uses. */
function unfit(value: unknown, schema: Schema, where: string): string[] {
  const { $ref, oneOf, type, properties, required, items } = schema
  const schemas: Readonly<Record<string, Schema>> = openApiDocument().components.schemas
  if (typeof $ref === 'string') return unfit(value, schemas[$ref.split('/').at(-1) ?? ''] ?? {}, where)
  if (Array.isArray(oneOf))
    return oneOf.some(one => unfit(value, one, where).length === 0) ? [] : [`${where} is none of the choices`]
  if ('const' in schema && value !== schema.const) return [`${where} is ${value}`]
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return [`${where} is ${value}`]
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const kinds = [type ?? kind].flat()
  if (!kinds.includes(kind) && !(kinds.includes('integer') && Number.isInteger(value)))
    return [`${where} is ${kind}, not ${kinds.join(' or ')}`]
  if (Array.isArray(value))
    return value.flatMap((one, n) => unfit(one, (items ?? {}) as Schema, `${where}[${n}]`))
  const given = Object(value) as Record<string, unknown>
  const missing = ((required ?? []) as string[]).filter(name => !(name in given))
  return [
    ...missing.map(name => `${where}.${name} is missing`),
    ...Object.entries((properties ?? {}) as Record<string, Schema>).flatMap(([name, inner]) =>
      name in given ? unfit(given[name], inner, `${where}.${name}`) : [],
    ),
  ]
}

describe('a badge', () => {
  const badge = (name: string) => supertest(web.app).get(`/badge/${name}`).buffer(true)

  test('shows name and status, and not the id', async () => {
    const check = await made({ name: '<b>"NAS" & co' })
    const { status, headers, body } = await badge(`${check.publicId}.svg`)
    const svg = body.toString()
    expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8'])
    expect(svg).toContain('&#60;b&#62;&#34;NAS&#34; &#38; co: new')
    expect(svg).not.toContain(check.id)
    await supertest(web.app).get(`/ping/${check.id}/fail`)
    expect((await badge(`${check.publicId}.svg?label=cellar`)).body.toString()).toContain('cellar: down')
  })

  test('of no check is unknown, and the id itself is no name of a badge', async () => {
    const check = await made()
    const elsewhere = publicId(check.id, Buffer.alloc(32))
    for (const name of [
      `${check.id}.svg`,
      `${check.id.replaceAll('-', '')}.svg`,
      `${elsewhere}.svg`,
      'x.svg',
      'x',
    ]) {
      const { status, body } = await badge(name)
      expect([name, status, body.toString().includes('unknown')]).toEqual([name, 404, true])
    }
  })
})
