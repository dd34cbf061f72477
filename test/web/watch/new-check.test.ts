/** A new check: its schedule in words as it is typed, a copy of another check, and when it is due before its first signal. */
import type supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import { plan, signal } from '../../support/watch'
import { openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
const NOW = Date.UTC(2026, 10, 20, 12)
let now = NOW
let web: TestWeb
let admin: supertest.Agent

beforeAll(async () => {
  web = await openWeb({ redis: redis.target, now: () => now })
  admin = await web.admin()
})
beforeEach(async () => {
  await web.ports.channelStore.save({ name: 'phone', kind: 'ntfy', origin: 'page', settings: { topic: 'x' } })
})
afterAll(() => web.close())

const make = (name: string, given: Partial<CheckPlan> = {}) =>
  web.ports.checks.create(plan(name, given), 'page', NOW)
const page = async (path: string) => (await admin.get(path).set('Accept', 'text/html')).text
const post = (path: string, form: object) =>
  admin.post(path).type('form').set('Accept', 'text/html').send(form)
/** The least that a browser sends. */
const USUAL = { kind: 'period', period: '1h', grace: '5m', failuresBeforeAlert: '1' }

const createdBy = async (form: object) => {
  const { headers } = await post('/checks', { ...USUAL, ...form })
  const id = /^\/checks\/([\da-f-]{36})\?created$/.exec(headers.location ?? '')?.[1] ?? ''
  return (await web.ports.checks.get(id))?.check
}
const fieldIn = (html: string, name: string) =>
  new RegExp(`<input[^>]* name="${name}"[^>]* value="([^"]*)"`).exec(html)?.[1]

describe('the form of a new check', () => {
  const named = async (name: string) =>
    (await allChecks(web.ports.checks)).filter(({ check }) => check.name === name).length

  test('that is sent once more makes one check, and leads to it', async () => {
    const form = { ...USUAL, name: 'Sent twice', newid: fieldIn(await page('/checks/new'), 'newid') }
    const first = await post('/checks', form)
    const again = await post('/checks', form)
    expect(first.headers.location).toBe(`/checks/${form.newid}?created`)
    expect([again.status, again.headers.location]).toEqual([303, first.headers.location])
    expect(await named('Sent twice')).toBe(1)
  })

  test('that is sent twice at the same time makes one, too', async () => {
    const form = { ...USUAL, name: 'At once', newid: fieldIn(await page('/checks/new'), 'newid') }
    const answers = await Promise.all([1, 2, 3].map(() => post('/checks', form)))
    expect(answers.map(({ headers }) => headers.location)).toEqual(
      [1, 2, 3].map(() => `/checks/${form.newid}?created`),
    )
    expect(await named('At once')).toBe(1)
  })

  test('makes another check where something else is typed, and so does a form that was opened anew', async () => {
    const form = { ...USUAL, name: 'One', newid: fieldIn(await page('/checks/new'), 'newid') }
    await post('/checks', form)
    await post('/checks', { ...form, name: 'Other' })
    await post('/checks', { ...form, newid: fieldIn(await page('/checks/new'), 'newid') })
    expect([await named('One'), await named('Other')]).toEqual([2, 1])
  })

  test('makes another one where another password is typed, and leads to the first one where it is the same', async () => {
    const newid = fieldIn(await page('/checks/new'), 'newid')
    const send = async (password: string) =>
      (await post('/checks', { ...USUAL, name: 'With a password', newid, password })).headers.location
    const first = await send('a typpo in it')
    expect(await send('a typpo in it')).toBe(first)
    expect(await named('With a password')).toBe(1)
    const other = await send('a typo in it')
    const id = /^\/checks\/([\da-f-]{36})\?created$/.exec(other ?? '')?.[1] ?? ''
    expect(await named('With a password')).toBe(2)
    const { passwordHash = '' } = (await web.ports.checks.get(id))?.check ?? {}
    const claim = { kind: 'tag', from: 'a test', guesses: 0 } as const
    const verdicts = ['a typpo in it', 'a typo in it'].map(typed =>
      web.ports.passwords.verify(typed, passwordHash, claim),
    )
    expect(await Promise.all(verdicts)).toEqual(['wrong', 'right'])
  })

  test('keeps its id while it is shown again with what was typed', async () => {
    const newid = fieldIn(await page('/checks/new'), 'newid')
    const { status, text } = await post('/checks', { ...USUAL, name: '', newid })
    expect([status, fieldIn(text, 'newid')]).toEqual([422, newid])
  })
})

describe('a schedule that is typed', () => {
  const preview = async (query: object) => (await admin.get('/checks/schedule').query(query)).body
  const at = (...[hour, minute, day = 20]: [number, number, number?]) => Date.UTC(2026, 10, day, hour, minute)

  test('is said in words, with the next five times', async () => {
    expect(await preview({ kind: 'cron', cron: '30 2 * * 1-5', zone: 'UTC', grace: '5m' })).toEqual({
      words: 'At 02:30, Monday through Friday, UTC (cron 30 2 * * 1-5); 5m of grace',
      next: [at(2, 30, 23), at(2, 30, 24), at(2, 30, 25), at(2, 30, 26), at(2, 30, 27)],
    })
    expect(await preview({ kind: 'oncalendar', oncalendar: '*:0/15', zone: 'UTC' })).toEqual({
      words: 'Every 15 minutes, UTC (OnCalendar *:0/15); 1h of grace',
      next: [at(12, 15), at(12, 30), at(12, 45), at(13, 0), at(13, 15)],
    })
    expect(await preview({ kind: 'period', period: '90m', grace: '1h' })).toEqual({
      words: 'every 1h30m; 1h of grace',
      next: [],
    })
  })

  test('has fewer times where fewer are left', async () => {
    const { next } = await preview({ kind: 'oncalendar', oncalendar: '2026-12-24 18:00', zone: 'UTC' })
    expect(next).toEqual([Date.UTC(2026, 11, 24, 18)])
  })

  test.each([
    [{ kind: 'cron', cron: '30 2 * *' }, 'Is not a cron expression of five fields'],
    [{ kind: 'cron', cron: '0 0 31 2 *' }, 'Never comes true'],
    [{ kind: 'oncalendar', oncalendar: '2001-01-01' }, 'as its last moment is over'],
    [{ kind: 'cron', cron: '0 3 * * *', zone: 'Mars/Olympus' }, 'Is not a time zone'],
    [{ kind: 'period', period: 'often' }, 'Has to be a span such as 5m'],
    [{ kind: 'period', period: '0s' }, 'Has to be from 1 s'],
  ])('has a reason instead where it cannot be used: %j', async (typed, reason) => {
    expect(await preview(typed)).toEqual({ words: '', next: [], problem: expect.stringContaining(reason) })
  })

  test('is the same on the page after a step without script', async () => {
    const typed = { name: 'NAS', kind: 'cron', cron: '30 2 * * 1-5', zone: 'UTC', grace: '5m', step: 'kind' }
    const { text } = await post('/checks', typed)
    expect(text).toContain('At 02:30, Monday through Friday, UTC (cron 30 2 * * 1-5); 5m of grace')
    expect(text.match(/datetime="2026-11-2\dT02:30:00.000Z" data-form="clock"/g)).toHaveLength(5)
  })

  test('is for those who are logged in', async () => {
    expect((await web.visitor().get('/checks/schedule')).status).toBe(401)
  })
})

describe('the form', () => {
  test('has every part folded, with what holds in it', async () => {
    const html = await page('/checks/new')
    expect(html).toContain('id="fold-alerts">')
    expect(html).not.toMatch(/<details\b[^>]* open/)
    for (const words of ['1h of grace, late first, then down', 'by phone, when it goes down', 'no tags'])
      expect(html).toContain(words)
    expect(html).toMatch(/name="channels" value="phone" checked/)
  })

  test('says what was chosen in a part that is folded', async () => {
    const { check } = await make('Chosen', {
      reminders: '1h',
      recovery: false,
      quietHours: '22:00-07:00',
      longestRun: 60_000,
      tags: ['nas'],
      channels: [],
    })
    const html = await page(`/checks/${check.id}/edit`)
    expect(html).toContain(
      'nobody is alerted; Remind while it is down: every hour; not: Alert when it is up again; Quiet hours: 22:00-07:00',
    )
    expect(html).toContain('2m of grace, late first, then down; Longest run: 1m</span>')
    expect(html).toContain('tagged nas; Slug: chosen')
  })

  test('has no word about boxes that nobody ticked', async () => {
    const { text } = await post('/checks', { ...USUAL, name: 'New', step: 'kind' })
    expect(text).toContain('<span class="hint">5m of grace, late first, then down</span>')
  })

  test('opens the part in which something is wrong', async () => {
    const { text } = await post('/checks', { ...USUAL, name: 'x', grace: 'soon' })
    expect(text).toMatch(/id="fold-when" open/)
    expect(text).not.toMatch(/id="fold-alerts" open/)
  })
})

describe('a copy of a check', () => {
  test('begins with its plan, under another name and an address of its own', async () => {
    const { check } = await make('Pump', {
      tags: ['house'],
      schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'UTC' },
      grace: 300_000,
      job: 'cellar/pump',
      channels: ['phone'],
    })
    expect(await page(`/checks/${check.id}`)).toContain(`href="/checks/new?from=${check.id}"`)
    const html = await page(`/checks/new?from=${check.id}`)
    expect(html).toContain('New check, like Pump')
    const values = ['name', 'slug', 'job', 'tags', 'cron', 'grace'].map(name => fieldIn(html, name))
    expect(values).toEqual(['Pump (copy)', '', '', 'house', '0 3 * * *', '5m'])
  })

  test('keeps the secrets of its probe, which the page does not show', async () => {
    const probe = {
      kind: 'http',
      target: 'https://camera.example.org/',
      every: 60_000,
      settings: { username: 'watch', password: 'a goat in the cellar' },
    } as const
    const { check } = await make('Camera', { probe })
    const html = await page(`/checks/new?from=${check.id}`)
    expect(html).not.toContain('goat')
    expect(fieldIn(html, 'cloned')).toBe(check.id)
    const form = { name: 'Camera 2', feed: 'probe', probe: 'http', target: probe.target, every: '5m' }
    const made = await createdBy({ ...form, 'set-username': 'watch', cloned: check.id })
    expect(made?.probe?.settings).toEqual({ username: 'watch', password: 'a goat in the cellar' })
  })

  test('sends them to another target only once the password is typed again', async () => {
    const probe = {
      kind: 'http',
      target: 'https://camera.example.org/',
      every: 60_000,
      settings: { username: 'watch', password: 'a goat in the cellar' },
    } as const
    const { check } = await make('Camera', { probe })
    const form = { name: 'Thief', feed: 'probe', probe: 'http', target: 'https://thief.example.org/' }
    const thief = await web.admin()
    now += 20 * 60_000
    const { status, text } = await thief
      .post('/checks')
      .type('form')
      .set('Accept', 'text/html')
      .send({ ...form, cloned: check.id })
    now = NOW
    expect(status).toBe(403)
    expect(text).toContain('Type your password again')
  })

  test('of a check that is gone is no page', async () => {
    const { status } = await admin.get('/checks/new?from=0a1b2c3d-1111-4222-8333-0123456789ab')
    expect(status).toBe(404)
  })
})

describe('before its first signal', () => {
  test('a check by cron shows its next moment, on its page and in the list', async () => {
    const { check } = await make('Nightly', {
      schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'UTC' },
    })
    const html = await page(`/checks/${check.id}`)
    expect(html).toMatch(/<dt>Next due<\/dt><dd><time datetime="2026-11-21T03:00:00.000Z"/)
    expect(html).toContain('awaited once it has signalled')
  })

  test('a check by period shows that it counts from its first signal on', async () => {
    const { check } = await make('Often')
    expect(await page(`/checks/${check.id}`)).toContain('<dd>10m after its first signal</dd>')
    await web.ports.checks.record({ id: check.id }, signal('success', NOW))
    expect(await page(`/checks/${check.id}`)).not.toContain('after its first signal')
  })

  test('the line to copy stands on the page that follows', async () => {
    const { headers } = await post('/checks', { ...USUAL, name: 'Fresh' })
    const html = await page(headers.location ?? '')
    const id = (headers.location ?? '').slice('/checks/'.length, -'?created'.length)
    expect(html).toMatch(new RegExp(`id="first-line"[\\s\\S]*?id="how-first">curl [^<]*/ping/${id}<`))
    const shown = (text: string) => text.match(/<code id="how-(?:first|curl)">/g)
    expect(shown(html)).toHaveLength(1)
    const afterwards = await page(`/checks/${id}`)
    expect(afterwards).not.toContain('id="first-line"')
    expect(shown(afterwards)).toHaveLength(1)
  })
})

describe('the page of a check that was made', () => {
  test('says of a group only that a check is not shared with it', async () => {
    const shown = async (form: object) => await page(`/checks/${(await createdBy(form))?.id}`)
    expect(await shown({ name: 'Shared' })).not.toContain('other members')
    // Its box, which is ticked.
    expect(await shown({ name: 'Own', shared: 'on' })).toContain(
      '<dt>Group</dt><dd>not shared with the other members</dd>',
    )
  })
})
