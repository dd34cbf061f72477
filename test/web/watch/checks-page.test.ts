import { EventEmitter, once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type supertest from 'supertest'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DeliveryRecord } from '../../../src/domain/alerts/alert'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { connectProducer, connectWorker } from '../../../src/io/redis/client'
import { allChecks } from '../../support/all-checks'
import { CHECK_OPTIONS } from '../../support/check-options'
import { startRedis, type TestRedis } from '../../support/redis'
import { inBatches, MINUTE, openSweeps, plan, signal } from '../../support/watch'
import { INI, openWeb, PASSWORD, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target })
  admin = await web.admin()
})
beforeEach(async () => {
  await removeAll()
  for (const name of ['phone', 'duty', 'mail'])
    await web.ports.channelStore.save({ name, kind: 'ntfy', origin: 'page', settings: { topic: 'x' } })
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

async function removeAll(): Promise<void> {
  const ids = (await allChecks(web.ports.checks)).map(({ check }) => check.id)
  await inBatches(ids.length, index => web.ports.checks.remove(ids[index] ?? ''))
}

const make = (name: string, given: Partial<CheckPlan> = {}) =>
  web.ports.checks.create(plan(name, given), 'page', Date.now())

const page = async (path: string) => (await admin.get(path).set('Accept', 'text/html')).text
const names = (html: string) =>
  [...html.matchAll(/<p class="name"><a [^>]*>([^<]*)/g)].map(([, name]) => name)

/** A whole form as a browser sends it. */
const FORM = {
  name: 'Backup of the NAS',
  slug: '',
  tags: 'nas, nightly nas',
  description: 'Two lines\r\nof it',
  kind: 'period',
  period: '1h30m',
  cron: '',
  oncalendar: '',
  zone: '',
  grace: '5m',
  longestRun: '',
  shortestGap: '',
  failuresBeforeAlert: '2',
  channels: ['phone', 'duty'],
  reminders: '1h',
  recovery: 'on',
  quietHours: '22:00-07:00',
  password: '',
}

const post = (path: string, form: object) =>
  admin.post(path).type('form').set('Accept', 'text/html').send(form)

describe('the list', () => {
  test('is for who is logged in', async () => {
    expect((await web.visitor().get('/checks').set('Accept', 'text/html')).headers.location).toBe(
      '/login?next=%2Fchecks',
    )
    expect((await web.visitor().get('/checks/events').set('Accept', 'text/event-stream')).status).toBe(401)
  })

  test('says what a check is where there is none, and has a filter that finds none', async () => {
    const none = 'Nothing is watched yet'
    expect(await page('/checks')).toContain(none)
    expect(await page('/checks?tag=gone')).not.toContain(none)
    await make('One')
    expect(await page('/checks')).not.toContain(none)
    expect(await page('/checks?status=down')).not.toContain(none)
  })

  test('has the worst first, with counts', async () => {
    const { checks } = web.ports
    const now = Date.now()
    const [up, down, late, paused] = await Promise.all(
      ['Up', 'Down', 'Late', 'Paused'].map(name => make(name)),
    )
    await make('New')
    await checks.record({ id: up?.check.id ?? '' }, signal('success', now))
    await checks.record({ id: down?.check.id ?? '' }, signal('fail', now))
    await checks.record({ id: late?.check.id ?? '' }, signal('success', now - 11 * 60_000))
    await checks.pause(paused?.check.id ?? '', now)
    const sweeps = openSweeps(redis, Date.now)
    await sweeps.lapse(await sweeps.due(now, 10), now)
    await sweeps.close()
    const html = await page('/checks')
    expect(names(html)).toEqual(['Down', 'Late', 'New', 'Up', 'Paused'])
    expect(html).toContain('All <b>5</b>')
    expect(html).toContain('down <b>1</b>')
  })

  test('is filtered by status and tag in the address', async () => {
    const one = await make('One', { tags: ['nas'] })
    await make('Two', { tags: ['nas'] })
    await make('Three', { tags: ['garden'] })
    await web.ports.checks.record({ id: one.check.id }, signal('fail', Date.now()))
    expect(names(await page('/checks?tag=nas'))).toEqual(['One', 'Two'])
    expect(names(await page('/checks?tag=nas&status=new'))).toEqual(['Two'])
    expect(names(await page('/checks?status=nonsense'))).toEqual(['One', 'Three', 'Two'])
    expect(await page('/checks?tag=nowhere')).toContain('No check is like this')
  })

  test('counts for each status what a tag leaves of it', async () => {
    const one = await make('One', { tags: ['nas'] })
    await make('Two', { tags: ['garden'] })
    await web.ports.checks.record({ id: one.check.id }, signal('fail', Date.now()))
    const html = await page('/checks?tag=nas')
    expect(html).toContain('All <b>1</b>')
    expect(html).toContain('down <b>1</b>')
    expect(html).not.toContain('new <b>')
  })

  test('marks the checks that alert nobody, and finds them', async () => {
    await make('Told', { channels: ['phone'] })
    const { check } = await make('Typed wrong', { channels: ['phnoe'] })
    await make('Silent')
    const marked = (html: string) =>
      [...html.matchAll(/<p class="name"><a [^>]*>([^<]*)<\/a>(.*)<\/p>/g)].map(([, name, rest = '']) => [
        name,
        rest.includes('alerts nobody'),
      ])
    const list = await page('/checks')
    expect(marked(list)).toEqual([
      ['Silent', true],
      ['Told', false],
      ['Typed wrong', true],
    ])
    expect(list).toContain('href="/checks?channel=none" class="warn">alerts nobody <b>2</b>')
    expect(names(await page('/checks?channel=none'))).toEqual(['Silent', 'Typed wrong'])
    expect(await page(`/checks/${check.id}`)).toContain('None of the channels of this check exists.')
    await web.ports.checks.update(check.id, { channels: [] }, Date.now())
    expect(await page(`/checks/${check.id}`)).toContain('This check has no channel.')
    await web.ports.checks.update(check.id, { channels: ['phone'] }, Date.now())
    expect(await page(`/checks/${check.id}`)).not.toContain('Nobody is alerted')
  })

  test('shows which faults of the INI keep its checks as they are, and which hold alerts back', async () => {
    const before = await web.ini()
    expect(await page('/checks')).not.toContain('until it is mended')
    await web.writeIni(`${before}[check.a]\nperiod = often\n[channel.b]\nkind = webhook\nurl = nonsense\n`)
    const [first, second] = (await page('/checks')).split(
      'The channels of the INI stay as they were until it is mended',
    )
    expect(first).toMatch(/The checks of the INI stay as they were[\s\S]*\[check.a\] period: [\s\S]*often/)
    expect(first).not.toContain('[channel.b]')
    expect(second).toContain('[channel.b] url:')
    await web.writeIni(before)
  })

  test('takes 10,000 checks a page at a time', async () => {
    await inBatches(10_000, index => make(`Check ${String(index).padStart(5, '0')}`))
    // The ones on top have as much to show as there is.
    const tags = ['nightly', 'raspberry', 'office']
    for (let count = 0; count < 60; count++) {
      const { check } = await make(`A check with a name that is rather long, number ${count}`, { tags })
      await web.ports.checks.record({ id: check.id }, signal('success', Date.now() - 11 * 60_000))
    }
    const sweeps = openSweeps(redis, Date.now)
    await sweeps.lapse(await sweeps.due(Date.now(), 100), Date.now())
    await sweeps.close()
    const html = await page('/checks')
    // With style sheets, scripts and the icon (29 kB) the whole stays below 60 kB.
    expect(html.length).toBeLessThan(26_000)
    expect(html).toContain('1 to 20 of 10060')
    expect(html).toContain('late <b>60</b>')
    expect(names(await page('/checks?page=200'))).toHaveLength(20)
    expect(names(await page('/checks?page=9999')).at(-1)).toBe('Check 09999')
    await admin.get('/').expect(200, /10060 checks, none down/)
    await removeAll()
  })

  test('shows names and tags as text', async () => {
    await make('<script>alert(1)</script>', { tags: ['"><img>'], description: '<b>' })
    const html = await page('/checks')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).toContain('&#34;&gt;&lt;img&gt;')
    expect(html).not.toContain('<script>alert')
    expect(html).not.toContain('"><img>')
  })

  test('shows what to do while Redis is away', async () => {
    const alone = await openWeb()
    const { status, text } = await (await alone.admin()).get('/checks').set('Accept', 'text/html')
    expect(status).toBe(503)
    expect(text).toContain('Redis cannot be reached')
    await alone.close()
  })
})

describe('the form', () => {
  test('shows that Redis takes no writes, where it can be reached', async () => {
    const connection = connectProducer(redis.target)
    await once(connection, 'ready')
    await connection.config('SET', 'maxmemory', '1')
    try {
      const { status, text } = await post('/checks', FORM).set('Accept', 'text/html')
      expect([status, text]).toEqual([503, expect.stringContaining('Redis is out of memory, and')])
      expect(text).not.toContain('cannot be reached')
    } finally {
      await connection.config('SET', 'maxmemory', '0')
      connection.disconnect()
    }
  })

  test('makes the check that was typed', async () => {
    const { status, headers } = await post('/checks', FORM)
    expect(status).toBe(303)
    const id = /^\/checks\/([\da-f-]{36})\?created$/.exec(headers.location ?? '')?.[1] ?? ''
    expect((await web.ports.checks.get(id))?.check).toMatchObject({
      name: 'Backup of the NAS',
      slug: 'backup-of-the-nas',
      tags: ['nas', 'nightly'],
      description: 'Two lines\nof it',
      schedule: { kind: 'period', period: 5_400_000 },
      grace: 300_000,
      failuresBeforeAlert: 2,
      channels: ['phone', 'duty'],
      reminders: '1h',
      recovery: true,
      quietHours: '22:00-07:00',
      methods: 'any',
      origin: 'page',
    })
  })

  test('takes every option, and shows it again', async () => {
    const examples = Object.entries(CHECK_OPTIONS)
    const { headers } = await post('/checks', Object.assign({}, ...examples.map(([, { form }]) => form)))
    const path = headers.location?.split('?')[0] ?? ''
    const values = examples.flatMap(([key, { form, value }]) =>
      Object.keys(form).length > 0 ? [[key, value]] : [],
    )
    expect((await web.ports.checks.get(path.slice('/checks/'.length)))?.check).toMatchObject(
      Object.fromEntries(values),
    )
    const html = await page(`${path}/edit`)
    for (const name of examples.flatMap(([, { form }]) => Object.keys(form)))
      expect(html).toContain(` name="${name}"`)
    for (const value of ['Everything', '1h30m', '0 3 * * *', '22:00-07:00'])
      expect(html).toContain(` value="${value}"`)
  })

  test.each([
    ['name', { name: ' ' }, 'Is empty;'],
    ['slug', { slug: 'Not A Slug' }, 'May hold small letters'],
    ['tags', { tags: 'x'.repeat(60) }, 'Have to be words'],
    ['period', { period: 'often' }, 'Has to be a span such as'],
    ['period', { period: '0s' }, 'Has to be from 1 s'],
    ['grace', { grace: '' }, 'Has to be a span such as'],
    ['cron', { kind: 'cron', cron: 'at noon' }, 'Is not a cron expression'],
    ['cron', { kind: 'cron', cron: '' }, 'Is not a cron expression'],
    ['zone', { kind: 'cron', cron: '0 3 * * *', zone: 'Mars/Olympus' }, 'Is not a time zone'],
    ['oncalendar', { kind: 'oncalendar', oncalendar: 'someday' }, '&#34;someday&#34; is not a weekday'],
    ['longestRun', { longestRun: '-1' }, 'Has to be a span such as'],
    ['shortestGap', { shortestGap: '2h' }, 'Has to be shorter than the period'],
    ['failuresBeforeAlert', { failuresBeforeAlert: 'many' }, 'from 1 to 100'],
    ['reminders', { reminders: 'nightly' }, 'Has to be one of always, 5m, 10m, 1h, 1d, change'],
    ['quietHours', { quietHours: 'at night' }, 'two times of day'],
    ['password', { password: 'short' }, 'The password needs at least 8'],
  ])('has the fault of %s at its field: %j', async (name, typed, words) => {
    const { status, text } = await post('/checks', { ...FORM, ...typed })
    expect(status).toBe(422)
    const problem = new RegExp(`<p class="problem" id="${name}-problem">([^<]+)</p>`).exec(text)?.[1]
    expect(problem?.startsWith(words) || problem?.includes(` ${words}`)).toBe(true)
    expect(text).toMatch(new RegExp(`id="${name}"[^>]*aria-invalid="true"`))
    expect(await web.ports.checks.count()).toBe(0)
  })

  test('refuses a channel that is not there and a field that it does not have, in the words of the API', async () => {
    const { status, text } = await post('/checks', { ...FORM, channels: ['phone', 'phnoe'], colour: 'red' })
    expect(status).toBe(422)
    expect(text).toContain('There is no channel &#34;phnoe&#34;; there are: phone, duty, mail.')
    expect(text).toMatch(/<li>colour: is no setting of a check; there are name, slug, job, tags, /)
    expect(await web.ports.checks.count()).toBe(0)
  })

  test('shows all faults at once, from the top to the bottom, and keeps what was typed', async () => {
    const when = { kind: 'cron', cron: 'at noon', zone: 'Mars/Olympus' }
    const { text } = await post('/checks', { ...FORM, ...when, name: '', grace: 'soon', quietHours: '<x>' })
    const listed = [...text.matchAll(/<li><a href="#(\w+)">/g)].map(([, name]) => name)
    expect(listed).toEqual(['name', 'cron', 'zone', 'grace', 'quietHours'])
    expect(text).toContain('Time zone</a>: is not a time zone')
    expect(text).toContain('value="soon"')
    expect(text).toContain('value="&lt;x&gt;"')
  })

  test('changes a check, and takes away what was emptied', async () => {
    const { check } = await make('Old', { longestRun: 60_000, quietHours: '22:00-07:00' })
    const form = { ...FORM, kind: 'cron', cron: '0 3 * * *', zone: 'Europe/Berlin', quietHours: '' }
    expect((await post(`/checks/${check.id}`, form)).headers.location).toBe(`/checks/${check.id}?saved`)
    const after = (await web.ports.checks.get(check.id))?.check
    expect(after).toMatchObject({ name: 'Backup of the NAS', slug: 'old', schedule: { kind: 'cron' } })
    expect(after).not.toHaveProperty('longestRun')
    expect(after).not.toHaveProperty('quietHours')
  })

  test('keeps a password that is not typed again, never shows it, and takes it away when asked', async () => {
    const { headers } = await post('/checks', { ...FORM, password: 'a goose in the garden' })
    const path = headers.location?.split('?')[0] ?? ''
    const hash = async () => (await web.ports.checks.get(path.slice('/checks/'.length)))?.check.passwordHash
    const kept = await hash()
    expect(kept).toMatch(/^\$hmac-sha256\$/)
    const shown = (await page(`${path}/edit`)) + (await page(path))
    expect(shown).not.toContain('goose')
    expect(shown).not.toContain('$scrypt$')
    expect(shown).toContain('name="dropPassword">')
    await post(path, FORM)
    expect(await hash()).toBe(kept)
    const both = { ...FORM, period: 'soon', dropPassword: 'on', password: 'another goose' }
    expect((await post(path, both)).text).toContain('name="dropPassword">')
    const { text } = await post(path, { ...FORM, period: 'soon', dropPassword: 'on' })
    expect(text).toContain('name="dropPassword" checked>')
    await post(path, { ...FORM, dropPassword: 'on' })
    expect(await hash()).toBeUndefined()
  })

  const hiddenIn = (html: string, name: string) =>
    new RegExp(`type="hidden" name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

  test('keeps a typed password when another field has a fault, and does not show it', async () => {
    const { text } = await post('/checks', { ...FORM, period: 'soon', password: 'a goose in the garden' })
    expect(text).not.toContain('goose')
    expect(text).toContain('(kept, not shown)')
    const { headers } = await post('/checks', { ...FORM, held: hiddenIn(text, 'held') })
    const id = headers.location?.split('?')[0]?.slice('/checks/'.length) ?? ''
    expect((await web.ports.checks.get(id))?.check.passwordHash).toMatch(/^\$hmac-sha256\$/)
  })

  test('in two tabs at the same moment: one is saved, and the other conflicts', async () => {
    const { check } = await make('Old')
    const path = `/checks/${check.id}`
    const revision = hiddenIn(await page(`${path}/edit`), 'revision')
    const names = ['First', 'Second', 'Third', 'Fourth']
    const answers = await Promise.all(names.map(name => post(path, { ...FORM, revision, name })))
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409])
    const saved = names[answers.findIndex(({ status }) => status === 303)]
    expect((await web.ports.checks.get(check.id))?.check.name).toBe(saved)
    for (const { text } of answers.filter(({ status }) => status === 409))
      expect(text).toContain(`Saved now: ${saved}`)
  })

  test('in two tabs conflicts: nothing is overwritten, both versions are shown, and a second Save saves', async () => {
    const { check } = await make('Old')
    const path = `/checks/${check.id}`
    const revision = hiddenIn(await page(`${path}/edit`), 'revision')
    expect(revision).not.toBe('')
    await web.ports.checks.record({ id: check.id }, signal('success', Date.now()))
    await post(path, { ...FORM, revision, name: 'Theirs' })
    const { status, text } = await post(path, { ...FORM, revision, name: 'Mine' })
    expect(status).toBe(409)
    const [, differing = ''] = /<dl class="facts">([\s\S]*?)<\/dl>/.exec(text) ?? []
    expect(differing.match(/<dt>[^<]*/g)).toEqual(['<dt>Name'])
    expect(differing).toContain('Saved now: Theirs')
    expect(differing).toContain('Yours: <strong>Mine</strong>')
    expect(text).toContain(
      'name="name" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" value="Mine"',
    )
    expect((await web.ports.checks.get(check.id))?.check.name).toBe('Theirs')
    await post(path, { ...FORM, revision: hiddenIn(text, 'revision'), name: 'Mine' })
    expect((await web.ports.checks.get(check.id))?.check.name).toBe('Mine')
  })
})

describe('one check', () => {
  test('has every way to check in on its page', async () => {
    const { check } = await make('Backup')
    const html = await page(`/checks/${check.id}`)
    const bare = check.id.replaceAll('-', '')
    const key = await web.ports.checks.pingKey()
    for (const part of [
      `/ping/${check.id}</code>`,
      `/ping/${key}/backup</code>`,
      `/api/push/${bare}?status=up`,
      `/snitch/${bare}`,
      `/cronitor/p/${key}/backup`,
      '/pyremto</code>',
      `OnSuccess=check-in@${check.id}.service`,
      'urllib.request',
      'Invoke-RestMethod',
      'intvlm8r run backup -- ',
      `aria-label="QR code of ${check.id}"`,
      'aria-label="QR code of http://127.0.0.1',
      `/checks/${check.id}" shape-rendering`,
    ])
      expect(html).toContain(part)
  })

  test('shows which of its channels are no longer there, also in the form', async () => {
    const { check } = await make('Backup', { channels: ['phone', 'old'] })
    expect(await page(`/checks/${check.id}`)).toContain(
      '<dd translate="no">phone, old (there is no such channel)</dd>',
    )
    const form = await page(`/checks/${check.id}/edit`)
    expect(form).toContain('<span>phone</span>')
    expect(form).toContain('value="old" checked> <span>old (there is no such channel)</span>')
  })

  test('shows when its lines hold for this machine alone', async () => {
    const { check } = await make('Backup')
    expect(await page(`/checks/${check.id}`)).toContain('These lines hold for this machine alone')
    const answer = await admin
      .get(`/checks/${check.id}`)
      .set('Host', 'localhost.local')
      .set('Accept', 'text/html')
    expect(answer.text).not.toContain('for this machine alone')
  })

  test.each<[Partial<CheckPlan>['schedule'] & object, string]>([
    [{ kind: 'period', period: 30_000 }, '* * * * *'],
    [{ kind: 'period', period: 5 * MINUTE }, '*/5 * * * *'],
    [{ kind: 'period', period: 7 * MINUTE }, '*/6 * * * *'],
    [{ kind: 'period', period: 90 * MINUTE }, '0 * * * *'],
    [{ kind: 'period', period: 5 * 60 * MINUTE }, '0 */4 * * *'],
    [{ kind: 'period', period: 7 * 24 * 60 * MINUTE }, '0 3 * * *'],
    [{ kind: 'cron', expression: '30 2 * * 1-5', zone: '' }, '30 2 * * 1-5'],
    [{ kind: 'cron', expression: '15 30 2 * * 1-5', zone: '' }, '30 2 * * 1-5'],
    [{ kind: 'cron', expression: '@weekly', zone: '' }, '@weekly'],
    [{ kind: 'oncalendar', expression: 'Mon..Fri 02:30', zone: '' }, '30 2 * * 1-5'],
  ])('by %j has a line for a crontab that comes often enough: %s', async (schedule, times) => {
    const { check } = await make('Backup', { schedule })
    expect(await page(`/checks/${check.id}`)).toContain(
      `<code id="how-cron">${times} /usr/local/bin/job; curl `,
    )
  })

  test('does not offer an ambiguous slug', async () => {
    const { check } = await make('Twin')
    await make('Twin')
    const html = await page(`/checks/${check.id}`)
    expect(html).not.toContain('/twin')
    expect(html).toContain(`intvlm8r run ${check.id} -- `)
  })

  test('shows lines that POST where only POST counts', async () => {
    const { check } = await make('Careful', { methods: 'post' })
    const html = await page(`/checks/${check.id}`)
    expect(html).toContain('-X POST')
    expect(html).toContain('-Method Post')
  })

  test('shows a busy history lightly, and the whole of a body on its own', async () => {
    const { check } = await make('Backup', { tags: ['nas'], description: 'x'.repeat(1_000) })
    const body = `<i>${'y'.repeat(9_000)}`
    const agent = 'Mozilla/5.0 '.repeat(16)
    for (let n = 0; n < 60; n++) {
      const kind = n % 2 === 0 ? 'success' : 'fail'
      const detail = {
        body,
        agent,
        method: 'POST',
        from: '2001:db8:1234:5678:9abc:def0:1234:5678',
        exitCode: 1,
      }
      await web.ports.checks.record({ id: check.id }, signal(kind, Date.now(), { ...detail, duration: 1234 }))
    }
    const html = await page(`/checks/${check.id}`)
    // With style sheets, scripts and the icon (26 kB), and alerts, the whole stays below 60 kB.
    expect(html.length).toBeLessThan(32_000)
    const whole = await admin.get(`/checks/${check.id}/body/60`)
    expect([whole.headers['content-type'], whole.text]).toEqual(['text/plain; charset=utf-8', body])
    expect((await admin.get(`/checks/${check.id}/body/1`)).status).toBe(404)
  })

  test.each([
    ['short', 'one\ntwo\n', 'one\ntwo', 'id="body-1"'],
    ['long', `${'a line\n'.repeat(200)}the end\n`, 'the end', 'All 1408 characters'],
    [
      'longer than is stored',
      `${'a line\n'.repeat(5_000)}the end\n`,
      'the end',
      'The first 10000 characters, and the end',
    ],
  ])('shows the end of what was sent: %s', async (_what, body, end, link) => {
    const { check } = await make('Backup')
    const sent = await admin.post(`/ping/${check.id}/fail`).type('text/plain').send(body)
    expect(sent.status).toBe(200)
    const html = await page(`/checks/${check.id}`)
    const shown =
      /<pre>([^<]*)<\/pre>\s*(?:<p|<\/details>)/.exec(html.slice(html.indexOf('id="bodies"')))?.[1] ?? ''
    expect(shown.endsWith(end)).toBe(true)
    expect(shown.length).toBeLessThanOrEqual(500)
    expect(
      shown
        .split('\n')
        .slice(0, -1)
        .every(line => ['a line', 'one'].includes(line)),
    ).toBe(true)
    expect(html).toContain(link)
    const whole = (await admin.get(`/checks/${check.id}/body/1`)).text
    expect(whole.startsWith(body.slice(0, 10_000))).toBe(true)
    expect(whole.endsWith('the end\n') || whole === body).toBe(true)
  })

  test('shows when an alert is sent again, or that its turn is still to come', async () => {
    const now = Date.now()
    const retrying = (channel: string, nextAt: number): DeliveryRecord => ({
      id: channel,
      channel,
      kind: 'trigger',
      subject: '[DOWN] Backup',
      state: 'retrying',
      attempts: 1,
      detail: 'answered 503',
      plannedAt: now - 60_000,
      at: now - 60_000,
      nextAt,
    })
    const forCheck = async () => [retrying('phone', now + 3_600_000), retrying('mail', now - 1)]
    const deliveries = { forCheck, health: async () => undefined, failing: async () => new Map() }
    const other = await openWeb({ redis: redis.target, ports: { deliveries } })
    const { check } = await make('Backup')
    const { text } = await (await other.admin()).get(`/checks/${check.id}`).set('Accept', 'text/html')
    expect(text).toMatch(/to phone <[^\n]*answered 503; again at <time/)
    expect(text).toMatch(/to mail <[^\n]*answered 503; it waits for its turn</)
    await other.close()
  })

  test('is not said to alert nobody while the channels of the INI are not known', async () => {
    const { check } = await make('Backup', { channels: ['office'] })
    const ini = `${INI}[channel.office]\nkind = ntfy\ntopic = the office\n`
    const other = await openWeb({ redis: redis.target, ini })
    const agent = await other.admin()
    for (const path of ['/checks', `/checks/${check.id}`, `/checks/${check.id}/edit`]) {
      const { text, status } = await agent.get(path).set('Accept', 'text/html')
      expect([status, text.includes('Backup')], path).toEqual([200, true])
      expect(text, path).not.toMatch(/alerts nobody|Nobody is alerted|no such channel/)
    }
    await other.close()
  })

  test('is paused, resumed, silenced and no longer silenced', async () => {
    const { check } = await make('Backup')
    const state = async () => (await web.ports.checks.get(check.id))?.state
    await post(`/checks/${check.id}/pause`, {})
    expect((await state())?.status).toBe('paused')
    await post(`/checks/${check.id}/resume`, {})
    expect((await state())?.status).toBe('new')
    const before = Date.now()
    await post(`/checks/${check.id}/silence`, { until: '8h' })
    expect((await state())?.silenced).toBeGreaterThanOrEqual(before + 8 * 3_600_000)
    await post(`/checks/${check.id}/silence`, { until: 'recovery' })
    expect((await state())?.silenced).toBe('recovery')
    await post(`/checks/${check.id}/silence`, { until: 'end' })
    expect((await state())!.silenced).toBeUndefined()
    await post(`/checks/${check.id}/silence`, { until: '3d' })
    expect((await state())?.silenced).toBeGreaterThanOrEqual(before + 3 * 24 * 3_600_000)
    for (const until of ['whenever', '', '0m', '999999999w']) {
      const { status, text } = await post(`/checks/${check.id}/silence`, { until })
      expect([until, status]).toEqual([until, 422])
      expect(text).toContain('a span such as 90m, 12h or 3d')
    }
  })

  test('is said to be paused until what ends its pause, and to be resumed only where it was paused', async () => {
    const { check } = await make('Backup')
    const paused = await post(`/checks/${check.id}/pause`, {})
    expect(await page(paused.headers.location ?? '')).toContain(
      'Paused: nobody is alerted until it signals, or until a person resumes it.',
    )
    // Another tab still has the button after a check-in ended the pause.
    await web.ports.checks.record({ id: check.id }, { kind: 'success', at: Date.now(), detail: {} })
    const late = await post(`/checks/${check.id}/resume`, {})
    expect(await page(late.headers.location ?? '')).toMatch(/role="status"><p>It is not paused\.</)

    const { check: manual } = await make('By hand', { resume: 'manual' })
    const byHand = await post(`/checks/${manual.id}/pause`, {})
    expect(await page(byHand.headers.location ?? '')).toContain(
      'Paused: nobody is alerted until a person resumes it.',
    )
    const resumed = await post(`/checks/${manual.id}/resume`, {})
    expect(await page(resumed.headers.location ?? '')).toContain('Resumed: it is new again')
  })

  test('is silenced by a button of a message, which leads to a page that asks first', async () => {
    const { check } = await make('Backup <b>')
    const state = async () => (await web.ports.checks.get(check.id))?.state
    const asked = await page(`/checks/${check.id}/silence?until=1h`)
    expect(asked).toContain('Silence “Backup &lt;b&gt;” for 1h?')
    expect((await state())!.silenced).toBeUndefined()
    const [, until = ''] = /name="until" value="([^"]+)"/.exec(asked) ?? []
    const before = Date.now()
    await post(`/checks/${check.id}/silence`, { until })
    expect((await state())?.silenced).toBeGreaterThanOrEqual(before + 3_600_000)
    expect((await state())?.silenced).toBeLessThanOrEqual(Date.now() + 3_600_000)
    for (const odd of ['', '?until=off', '?until=0m', '?until=1h&until=2h']) {
      const { status, headers } = await admin.get(`/checks/${check.id}/silence${odd}`)
      expect([odd, status, headers.location]).toEqual([odd, 303, `/checks/${check.id}`])
    }
  })

  test('shows that it waits for its first signal until that came', async () => {
    const { check } = await make('Backup')
    expect(await page(`/checks/${check.id}?created`)).toContain('waits for its first signal')
    await web.ports.checks.record({ id: check.id }, signal('success', Date.now()))
    expect(await page(`/checks/${check.id}?created`)).not.toContain('waits for its first signal')
  })

  test.each([
    ['pause', {}, 'Paused: nobody is alerted', ['success']],
    ['silence', { until: 'recovery' }, 'Silenced: it goes on being watched', ['fail', 'success']],
    ['acknowledge', {}, 'Acknowledged: nothing reminds', ['success']],
  ] as const)('says what came of %s only while it is so', async (path, form, words, later) => {
    const { check } = await make('Backup')
    const signals = async (kinds: readonly ('fail' | 'success')[]) => {
      for (const kind of kinds) await web.ports.checks.record({ id: check.id }, signal(kind, Date.now()))
    }
    if (path === 'acknowledge') await signals(['fail'])
    const { headers } = await post(`/checks/${check.id}/${path}`, form)
    const address = headers.location ?? ''
    expect(await page(address)).toContain(words)
    await signals(later)
    expect(await page(address)).not.toContain(words)
  })

  test('is shown with a tag that an earlier release took, though it is no text', async () => {
    const { check } = await make('Backup', { tags: ['a\udce4', 'b&c'] })
    const html = await page(`/checks/${check.id}`)
    expect(html).toContain('<a href="/checks?tag=a%EF%BF%BD">')
    expect(html).toContain('<a href="/checks?tag=b%26c">')
  })

  test('is deleted only after a question', async () => {
    const { check } = await make('Backup')
    expect(await page(`/checks/${check.id}/delete`)).toContain('Delete “Backup”?')
    expect((await admin.get(`/checks/${check.id}`)).status).toBe(200)
    expect((await post(`/checks/${check.id}/delete`, {})).headers.location).toBe('/checks?removed')
    expect((await admin.get(`/checks/${check.id}`)).status).toBe(404)
  })

  test('from the INI it is read-only, which its page shows', async () => {
    const { check } = await web.ports.checks.create(plan('Provided'), 'ini', Date.now())
    const html = await page(`/checks/${check.id}`)
    expect(html).toContain('stands in the INI')
    expect(html).not.toContain(`/checks/${check.id}/edit`)
    for (const [path, form] of [
      ['', FORM],
      ['/delete', {}],
    ] as const)
      expect((await post(`/checks/${check.id}${path}`, form)).status).toBe(403)
    expect((await admin.get(`/checks/${check.id}/edit`)).status).toBe(403)
    expect((await web.ports.checks.get(check.id))?.check.name).toBe('Provided')
    // Here is no INI with which it would go.
    const connection = connectWorker(redis.target)
    await connection.flushall()
    connection.disconnect()
  })

  test.each(['/checks/none', '/checks/00000000-0000-4000-8000-000000000000/edit'])(
    '%s is not there',
    async path => expect((await admin.get(path)).status).toBe(404),
  )
})

describe('server-sent events', () => {
  let close: () => void = () => {}
  afterEach(() => close())

  async function cookie(): Promise<string> {
    const form = { username: 'admin', password: PASSWORD }
    const { headers } = await web.visitor().post('/login').type('form').send(form)
    return String(headers['set-cookie']).split(';', 1)[0] ?? ''
  }

  test('report changes, of one check where one is named', async () => {
    const server = createServer(web.app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const [mine, other] = [await make('Mine'), await make('Other')]
    const path = `/checks/events?check=${mine.check.id}`
    const asking = request({ port, path, headers: { Cookie: await cookie() } }).end()
    const [response] = await once(asking, 'response')
    close = () => {
      asking.destroy()
      server.closeAllConnections()
      server.close()
    }
    response.setEncoding('utf8')
    expect(response.headers['content-type']).toContain('text/event-stream')
    expect(await once(response, 'data')).toEqual(['event: here\ndata:\n\n'])
    const event = once(response, 'data')
    await web.ports.checks.record({ id: other.check.id }, signal('success', Date.now()))
    await web.ports.checks.pause(other.check.id, Date.now())
    await web.ports.checks.pause(mine.check.id, Date.now())
    expect(await event).toEqual(['data: changed\n\n'])
  })

  test('begin for nobody who left before that', async () => {
    const { checks } = web.ports
    const { onChange } = checks
    let listening = 0
    const steps = new EventEmitter()
    const [asked, left] = [once(steps, 'asked'), once(steps, 'left')]
    checks.onChange = async () => {
      steps.emit('asked')
      await once(steps, 'subscribed')
      listening++
      return { close: () => listening-- }
    }
    const server = createServer((incoming, response) => {
      response.once('close', () => steps.emit('left'))
      web.app(incoming, response)
    }).listen(0, '127.0.0.1')
    close = () => {
      Object.assign(checks, { onChange })
      server.close()
    }
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const asking = request({ port, path: '/checks/events', headers: { Cookie: await cookie() } }).end()
    asking.on('error', () => {}) // it is we who hang up
    await asked
    asking.destroy()
    await left
    steps.emit('subscribed')
    await new Promise(setImmediate)
    expect(listening).toBe(0)
  })
})
