/** Actions on several checks at once, by the forms that a browser without script sends. */
import type supertest from 'supertest'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import { inBatches, plan, signal } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()
let web: TestWeb
let admin: supertest.Agent

beforeAll(async () => {
  web = await openWeb({ redis: redis.target })
  admin = await web.admin()
})
beforeEach(async () => {
  for (const name of ['phone', 'duty'])
    await web.ports.channelStore.save({ name, kind: 'ntfy', origin: 'page', settings: { topic: 'x' } })
})
afterEach(() => web.writeIni(INI))
afterAll(() => web.close())

const make = async (name: string, given: Partial<CheckPlan> = {}, origin: 'page' | 'ini' = 'page') =>
  (await web.ports.checks.create(plan(name, given), origin, Date.now())).check.id
const bulk = (form: object) => admin.post('/checks/bulk').type('form').set('Accept', 'text/html').send(form)
const page = async (path: string) => (await admin.get(path).set('Accept', 'text/html')).text
const all = async () => {
  const found = await allChecks(web.ports.checks)
  return Object.fromEntries(found.map(each => [each.check.name, each]))
}
const noticeIn = (html: string) => /<div class="notice ok" role="status"><p>([^<]*)/.exec(html)?.[1]
/** The fields of the form that takes it back. */
const undoIn = (html: string) => {
  const form = /<div class="notice ok"[\s\S]*?<form([\s\S]*?)<\/form>/.exec(html)?.[1] ?? ''
  const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])
  const ids = fields.filter(([name]) => name === 'id').map(([, value]) => value)
  return { ...Object.fromEntries(fields), id: ids }
}
/** Sends the form, follows it, and returns the notice with the fields of its undo. */
async function done(form: object) {
  const { status, headers } = await bulk(form)
  expect([status, headers.location]).toEqual([303, expect.stringMatching(/^\/checks\?.*done=/)])
  const html = await page(headers.location ?? '')
  return { notice: noticeIn(html), undo: undoIn(html) }
}

describe('the ticked checks', () => {
  test('are silenced, and the undo leaves a silence that was there before', async () => {
    const [a, b] = [await make('a'), await make('b')]
    await web.ports.checks.silence(b, 'recovery')
    const { notice, undo } = await done({ act: 'silence', span: '1h', id: [a, b] })
    expect(notice).toBe('2 checks are silenced, and go on being watched.')
    expect((await all()).a?.state.silenced).toBeGreaterThan(Date.now() + 59 * 60_000)
    expect(undo).toMatchObject({ act: 'unsilence', id: [a] })
    await done(undo)
    const after = await all()
    expect(after.a!.state.silenced).toBeUndefined()
    expect(after.b?.state.silenced).toBeGreaterThan(Date.now())
  })

  test('are paused and resumed; those that were so already are counted apart', async () => {
    const [a, b] = [await make('a'), await make('b')]
    await web.ports.checks.pause(b, Date.now())
    const { notice, undo } = await done({ act: 'pause', id: [a, b] })
    expect(notice).toBe('1 check is paused. 1 was so already.')
    expect(undo).toMatchObject({ act: 'resume', id: [a] })
    await done(undo)
    const after = await all()
    expect([after.a?.state.status, after.b?.state.status]).toEqual(['new', 'paused'])
  })

  test('get a tag and lose it, but for those of a file and those that are full', async () => {
    const full = Array.from({ length: 20 }, (_none, index) => `t${index}`)
    const ids = [await make('a'), await make('full', { tags: full }), await make('ini', {}, 'ini')]
    const { notice, undo } = await done({ act: 'tag', word: 'nas', id: ids })
    expect(notice).toBe(
      '1 check got the tag #nas. 2 stay as they are: changed in a file alone, or with no room for more.',
    )
    expect((await all()).a?.check.tags).toEqual(['nas'])
    await done(undo)
    expect((await all()).a?.check.tags).toEqual([])
  })

  test('alert by a channel, and by one that is gone no more', async () => {
    const id = await make('a', { channels: ['gone'] })
    await done({ act: 'channel', by: 'phone', id })
    await done({ act: 'unchannel', by: 'gone', id })
    expect((await all()).a?.check.channels).toEqual(['phone'])
  })

  test('are deleted after a question', async () => {
    const ids = [await make('a'), await make('b')]
    await make('kept')
    const { text } = await bulk({ act: 'delete', id: ids })
    expect(text).toContain('Delete these 2 checks?')
    expect(Object.keys(await all())).toHaveLength(3)
    const { notice } = await done({ act: 'delete', id: ids, sure: 'yes' })
    expect([notice, Object.keys(await all())]).toEqual(['2 checks are deleted.', ['kept']])
  })

  test('stay under the filter and the order of their list', async () => {
    const id = await make('a', { tags: ['nas'] })
    const { headers } = await bulk({ act: 'pause', id, tag: 'nas', q: 'a', sort: 'name' })
    expect(headers.location).toMatch(/^\/checks\?tag=nas&q=a&sort=name&done=/)
  })

  test.each([
    [{ act: 'pause' }, 'No check was ticked'],
    [{ act: 'burn' }, 'Choose what to do'],
    [{ act: 'silence', span: 'long' }, 'Give how long'],
    [{ act: 'tag', word: 'two words' }, 'Type the tag'],
    [{ act: 'tag', word: '' }, 'Type the tag'],
    [{ act: 'channel', by: 'nobody' }, 'Choose a channel'],
  ])('stay as they are where the form is wrong: %j', async (form, words) => {
    const id = await make('a')
    const { status, text } = await bulk(form.act === 'pause' ? form : { ...form, id })
    expect([status, text]).toEqual([422, expect.stringContaining(words)])
    expect((await all()).a?.state.status).toBe('new')
  })

  test('are none of a page of another origin, nor of one without a log-in', async () => {
    const id = await make('a')
    const foreign = await bulk({ act: 'pause', id }).set('Origin', 'https://evil.example')
    expect(foreign.status).toBe(403)
    const { status } = await web.visitor().post('/checks/bulk').type('form').send({ act: 'pause', id })
    expect(status).not.toBe(200)
    expect((await all()).a?.state.status).toBe('new')
  })
})

describe('all that match', () => {
  /** Follows the forms of a run as the page's script does, and returns what each said. */
  async function run(form: object) {
    const said: string[] = []
    for (let fields: object = form; ; ) {
      const { status, text, headers } = await bulk(fields)
      if (status === 303) return { said, notice: noticeIn(await page(headers.location ?? '')) }
      expect(status).toBe(200)
      said.push(/(\d+ of \d+ checks were gone through)/.exec(text)?.[1] ?? text)
      const inputs = [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)]
      fields = Object.fromEntries(inputs.map(([, name, value]) => [name, value]))
    }
  }

  test('are asked about first, by their number and some names', async () => {
    for (let n = 0; n < 45; n++) await make(`old ${n}`, { tags: ['old'] })
    await make('other')
    const { text } = await bulk({ act: 'pause', all: 'yes', tag: 'old' })
    expect(text).toContain('Pause these 45 checks?')
    expect(text).toContain('and 5 more')
    expect((await all())['old 1']?.state.status).toBe('new')
  })

  test('are changed by steps, each of which shows how far it is', { timeout: 60_000 }, async () => {
    await inBatches(1_000, index => make(`n${index}`, { tags: index < 900 ? ['many'] : [] }))
    const { said, notice } = await run({ act: 'pause', all: 'yes', tag: 'many', sure: 'yes' })
    expect(notice).toBe('900 checks are paused.')
    expect(said.length).toBeGreaterThanOrEqual(2)
    expect(said[0]).toMatch(/^[46]00 of 1000 checks were gone through$/)
    const counts = (await web.ports.checks.lists.overview(Date.now(), undefined)).counts
    expect(counts).toMatchObject({ paused: 900, new: 100 })
  })

  test('are those of a search and a status, and each is met once', async () => {
    const ids = [await make('nas one'), await make('nas two'), await make('pump')]
    for (const id of ids.slice(1)) await web.ports.checks.record({ id }, signal('fail', Date.now()))
    const { notice } = await run({
      act: 'silence',
      span: '8h',
      all: 'yes',
      q: 'nas',
      status: 'down',
      sure: 'yes',
    })
    expect(notice).toBe('1 check is silenced, and goes on being watched.')
    expect((await all())['nas two']?.state.silenced).toBeDefined()
  })

  test('are deleted, but for those of the INI', async () => {
    for (let n = 0; n < 3; n++) await make(`old ${n}`, { tags: ['old'] })
    await make('provided', { tags: ['old'] }, 'ini')
    await make('kept')
    const { notice } = await run({ act: 'delete', all: 'yes', tag: 'old', sure: 'yes' })
    expect(notice).toBe(
      '3 checks are deleted. 1 stays as it is: changed in a file alone, or with no room for more.',
    )
    expect(Object.keys(await all()).sort()).toEqual(['kept', 'provided'])
  })

  test('are named in their order before they are deleted', async () => {
    for (const name of ['c', 'a', 'd', 'b']) await make(name, { tags: ['old'] })
    const { text } = await bulk({ act: 'delete', all: 'yes', tag: 'old' })
    expect([...text.matchAll(/<bdi[^>]*>(\w)<\/bdi>/g)].map(([, name]) => name)).toEqual(['a', 'b', 'c', 'd'])
    expect(Object.keys(await all())).toHaveLength(4)
  })

  test('are not deleted while a gate of the heartbeat is among them', async () => {
    await make('camera', { tags: ['old'] })
    await make('other', { tags: ['old'] })
    await web.writeIni(INI.replace('[Web]', 'heartbeatgates = camera\n[Web]'))
    const form = { act: 'delete', all: 'yes', sure: 'yes' }
    const { status, text } = await bulk({ ...form, tag: 'old' })
    expect([status, text]).toEqual([409, expect.stringContaining('is a gate of the heartbeat')])
    const { notice } = await run({ ...form, q: 'other' })
    expect([notice, Object.keys(await all())]).toEqual(['1 check is deleted.', ['camera']])
  })
})

describe('a thousand ticked checks', () => {
  test('are changed by one form, and more are refused with a sentence and left alone', {
    timeout: 60_000,
  }, async () => {
    const ids: string[] = []
    await inBatches(1_001, async index => void ids.push(await make(`n${index}`)))
    const thousand = ids.slice(0, 1_000)
    const paused = async () => (await web.ports.checks.lists.overview(Date.now(), undefined)).counts.paused
    const refused = await bulk({ act: 'pause', id: ids })
    expect([refused.status, await paused()]).toEqual([413, 0])
    expect(refused.text).toContain(
      'Nothing was changed: more than 1,000 checks were ticked. Tick fewer of them, or search for them and choose &#34;All that match&#34;.',
    )
    const far = await bulk({ act: 'pause', id: Array(4_000).fill(ids[0]) })
    expect([far.status, far.text]).toEqual([
      413,
      expect.stringContaining('more than 1,000 checks were ticked'),
    ])
    const { notice } = await done({ act: 'pause', id: thousand })
    expect([notice, await paused()]).toEqual(['1000 checks are paused.', 1_000])
    const question = await bulk({ act: 'delete', id: thousand })
    expect(question.text).toContain('Delete these 1000 checks?')
    // With style sheets, scripts and the icon (29 kB) the whole stays below 60 kB.
    expect(question.text.length).toBeLessThan(31_000)
    const form = Object.fromEntries(
      [...question.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    )
    const after = await done(form)
    expect([after.notice, Object.keys(await all())]).toEqual([
      '1000 checks are deleted.',
      [expect.stringMatching(/^n\d+$/)],
    ])
  })

  test('are no way for a stranger to send long forms elsewhere', async () => {
    const long = Array(200).fill('a=b').join('&')
    for (const path of ['/login', '/checks/adopt'])
      expect((await web.visitor().post(path).type('form').send(long)).status).toBe(413)
  })
})

describe('the list', () => {
  const names = (html: string) =>
    [...html.matchAll(/<p class="name"><a [^>]*>([^<]*)/g)].map(([, name]) => name)

  test('is searched and sorted by its address', async () => {
    await make('Zebra', { tags: ['zoo'] })
    await make('ant', { tags: ['zoo'] })
    await make('pump')
    expect(names(await page('/checks?q=%23zoo&sort=name'))).toEqual(['ant', 'Zebra'])
    expect(names(await page('/checks?q=%23zoo'))).toEqual(['Zebra', 'ant'])
    const html = await page('/checks?q=zebra')
    expect(html).toContain('1 that matches, worst first')
    expect(html).toMatch(/<input type="search" name="q"[^>]* value="zebra"/)
    expect(await page('/checks?q=nothing')).toContain('No check is like this')
  })

  test('goes to its last page where the address has one behind it', async () => {
    await make('only')
    expect(names(await page('/checks?page=9'))).toEqual(['only'])
  })

  test('has all tags on a page, with the numbers of their checks', async () => {
    for (let n = 0; n < 14; n++) await make(`n${n}`, { tags: [`tag${n}`, 'all'] })
    expect(await page('/checks')).toContain('<a href="/checks/tags">All 15 tags</a>')
    const html = await page('/checks/tags')
    expect(html).toContain('<a href="/checks?tag=all">#all <b>14</b></a>')
    expect(html.match(/<li><a href="\/checks\?tag=/g)).toHaveLength(15)
  })

  test('shows when a check is due that has not signalled yet', async () => {
    await make('Nightly', { schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'UTC' } })
    expect(await page('/checks')).toMatch(/No signal yet · next due <time datetime="[^"]*T03:00:00.000Z"/)
  })
})
