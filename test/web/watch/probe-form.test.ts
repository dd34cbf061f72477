import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type supertest from 'supertest'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import { allChecks } from '../../support/all-checks'
import { startRedis, type TestRedis } from '../../support/redis'
import { openWeb, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent
let server: Server
let url: string
/** `authorization` of each request. */
let asked: (string | undefined)[]

beforeAll(async () => {
  redis = await startRedis()
  server = createServer(({ headers }, response) => {
    asked.push(headers.authorization)
    response.end('the service is ready')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await redis.close()
})
beforeEach(async () => {
  asked = []
  web = await openWeb({ redis: redis.target })
  admin = await web.admin()
})
afterEach(async () => {
  for (const { check } of await allChecks(web.ports.checks)) await web.ports.checks.remove(check.id)
  await web.close()
})

/** The form as a browser sends it. */
const form = (more: Readonly<Record<string, string>> = {}) => ({
  name: 'Health',
  slug: '',
  feed: 'probe',
  probe: 'http',
  settingsOf: 'http',
  target: url,
  every: '30s',
  timeout: '',
  blindAfter: '',
  kind: 'period',
  period: '',
  grace: '',
  failuresBeforeAlert: '1',
  reminders: 'change',
  recovery: 'on',
  'set-contains': 'ready',
  'set-username': 'watch',
  'set-password': 'a goat in the garden',
  ...more,
})
const post = (path: string, body: object) => admin.post(path).type('form').send(body)
const only = async () => {
  const [found, ...more] = await allChecks(web.ports.checks)
  expect(more).toEqual([])
  return found?.check
}
const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

describe('a check that looks is made on the page', () => {
  test('with its kind, its times and its settings', async () => {
    expect((await post('/checks', form({ timeout: '500ms', blindAfter: '5m' }))).status).toBe(303)
    expect(await only()).toMatchObject({
      name: 'Health',
      origin: 'page',
      schedule: { kind: 'period', period: 30_000 },
      grace: 270_000,
      probe: {
        kind: 'http',
        target: url,
        every: 30_000,
        timeout: 500,
        blindAfter: 300_000,
        settings: { contains: 'ready', username: 'watch', password: 'a goat in the garden' },
      },
    })
  })

  test('at a moment of the clock, as Checker has them', async () => {
    await post('/checks', form({ every: 'noon' }))
    expect((await only())?.probe?.every).toBe('noon')
  })

  test('with each fault at its field, and everything that was typed', async () => {
    const { status, text } = await post(
      '/checks',
      form({
        target: 'ftp://nas',
        every: 'sometimes',
        'set-status': '99',
        'set-slow': 'soon',
        'set-colour': 'red',
      }),
    )
    expect(status).toBe(422)
    for (const [id, reason] of [
      ['target', /^Only http:.* can be used, not ftp:/],
      ['every', /neither a span such as 30s or 5m nor minute, hour, day or noon/],
      ['set-status', /has to be statuses and ranges/i],
      ['set-slow', /has to be a span of time/i],
    ] as const) {
      const [, problem = ''] = new RegExp(`id="${id}-problem">([^<]*)`).exec(text) ?? []
      expect(problem, id).toMatch(reason)
    }
    expect(text).toContain('is no setting of http')
    expect(text).toContain('value="sometimes"')
    expect(text).not.toContain('a goat in the garden')
    expect(await allChecks(web.ports.checks)).toEqual([])
  })

  test('of no kind that is for the INI, and with no file', async () => {
    const refused = await post('/checks', form({ 'set-password': '@/etc/shadow' }))
    expect([refused.status, words(refused.text)]).toEqual([422, expect.stringContaining('names a file')])
    expect((await post('/checks', form({ probe: 'shell' }))).status).toBe(422)
    const marked = join(redis.home, 'marked')
    for (const [probe, target] of [
      ['command', `touch ${marked}`],
      ['checker-job', '/srv/checker/jobs'],
    ] as const) {
      const program = {
        probe,
        settingsOf: probe,
        target,
        'set-contains': '',
        'set-username': '',
        'set-password': '',
      }
      const { status, text } = await post('/checks', form(program))
      const reason = `${probe} runs programs, and only the INI may do that`
      expect([status, words(text)]).toEqual([422, expect.stringContaining(reason)])
      await post('/checks', form({ ...program, step: 'look' }))
    }
    expect(existsSync(marked)).toBe(false)
    expect((await post('/checks', form({ 'set-cafile': '/etc/ca.pem' }))).status).toBe(422)
    expect(await allChecks(web.ports.checks)).toEqual([])
  })

  test('after its kind was switched by a button, which saves nothing', async () => {
    const page = await post('/checks', form({ probe: 'tcp', step: 'kind' }))
    expect(page.status).toBe(200)
    expect(page.text).toMatch(/<input type="hidden" name="settingsOf" value="tcp">/)
    expect(page.text).toContain('id="set-expect"')
    expect(page.text).not.toContain('id="set-contains"')
    expect(page.text).toContain('value="Health"')
    expect(await allChecks(web.ports.checks)).toEqual([])
    // Without the button the settings of the kind that was left count no more.
    expect((await post('/checks', form({ probe: 'tcp', target: 'nas:445' }))).status).toBe(303)
    expect((await only())?.probe).toEqual({ kind: 'tcp', target: 'nas:445', every: 30_000, settings: {} })
  })
})

describe('a check that looks is edited on the page', () => {
  const edit = async (more: Readonly<Record<string, string>>) => {
    const check = await only()
    const { text } = await admin.get(`/checks/${check?.id}/edit`)
    const [, revision = ''] = /name="revision" value="([^"]*)"/.exec(text) ?? []
    return { text, answer: await post(`/checks/${check?.id}`, form({ revision, ...more })) }
  }

  test('its secrets are kept, not shown, replaced and deleted', async () => {
    await post('/checks', form())
    const kept = await edit({ 'set-password': '' })
    expect(words(kept.text)).toContain('Password (kept, not shown)')
    expect(kept.text).not.toContain('a goat in the garden')
    expect(kept.answer.status).toBe(303)
    expect((await only())?.probe?.settings.password).toBe('a goat in the garden')
    await edit({ 'set-password': 'another' })
    expect((await only())?.probe?.settings.password).toBe('another')
    const deleted = { 'set-password': '', 'drop-password': 'on', 'set-username': '' }
    const faulty = await edit({ ...deleted, every: 'soon' })
    expect(faulty.text).toContain('name="drop-password">')
    expect(faulty.answer.text).toContain('name="drop-password" checked>')
    await edit(deleted)
    expect((await only())?.probe?.settings).toEqual({ contains: 'ready' })
  })

  test('a secret of another kind is not taken along', async () => {
    await post('/checks', form())
    await edit({
      probe: 'tcp',
      settingsOf: 'tcp',
      target: 'nas:445',
      'set-password': '',
      'set-contains': '',
      'set-username': '',
    })
    expect((await only())?.probe).toEqual({ kind: 'tcp', target: 'nas:445', every: 30_000, settings: {} })
  })

  test('it becomes one that waits for check-ins, and back', async () => {
    await post('/checks', form())
    await edit({ feed: 'checkins', period: '1h', grace: '5m' })
    expect(await only()).toMatchObject({ schedule: { period: 3_600_000 }, grace: 300_000 })
    expect((await only())!.probe).toBeUndefined()
    // A gap that is shorter than the looks' would refuse each of them.
    await edit({ feed: 'checkins', period: '1h', grace: '5m', shortestGap: '30m', longestRun: '10m' })
    expect(await only()).toMatchObject({ shortestGap: 1_800_000 })
    await edit({ shortestGap: '30m', longestRun: '10m' })
    const back = await only()
    expect(back).toMatchObject({ schedule: { period: 30_000 }, grace: 60_000 })
    expect([back!.shortestGap, back!.longestRun]).toEqual([undefined, undefined])
  })

  test('in two tabs conflicts: both versions are shown', async () => {
    await post('/checks', form())
    const check = await only()
    const { text } = await admin.get(`/checks/${check?.id}/edit`)
    const [, revision = ''] = /name="revision" value="([^"]*)"/.exec(text) ?? []
    await edit({ every: '1m' })
    const late = await post(`/checks/${check?.id}`, form({ revision, every: '2m' }))
    expect([late.status, words(late.text)]).toEqual([
      409,
      expect.stringMatching(/How often Saved now: 1m Yours: 2m/),
    ])
  })
})

describe('Look now', () => {
  test('shows what it sees, and saves nothing', async () => {
    const { status, text } = await post('/checks', form({ name: '', step: 'look' }))
    expect(status).toBe(200)
    expect(words(text)).toMatch(/Success .*Response time .*Nothing is saved: the check would be up\./)
    expect(text).toContain(`value="${url}"`)
    expect(asked).toEqual([`Basic ${btoa('watch:a goat in the garden')}`])
    expect(await allChecks(web.ports.checks)).toEqual([])
  })

  test('keeps a typed secret for the next post, and does not show it', async () => {
    const { text } = await post('/checks', form({ step: 'look' }))
    expect(text).not.toContain('a goat in the garden')
    expect(words(text)).toContain('Password (kept, not shown)')
    const [, held = ''] = /name="held" value="([^"]*)"/.exec(text) ?? []
    await post('/checks', form({ held, 'set-password': '' }))
    expect((await only())?.probe?.settings.password).toBe('a goat in the garden')
  })

  test('uses the secret that is saved', async () => {
    await post('/checks', form())
    const check = await only()
    await post(`/checks/${check?.id}`, form({ 'set-password': '', 'set-contains': 'absent', step: 'look' }))
    expect(asked).toEqual([`Basic ${btoa('watch:a goat in the garden')}`])
    expect((await only())?.probe?.settings.contains).toBe('ready')
  })

  test('shows a failure and that it could not look', async () => {
    const failed = await post('/checks', form({ 'set-contains': 'absent', step: 'look' }))
    expect(words(failed.text)).toMatch(/Failure .*this would count as a failure\./)
    const blind = await openWeb({
      redis: redis.target,
      ports: {
        lookNow: async () => ({ answer: 'blind', detail: 'there is no <ping>', output: 'ping: <not> found' }),
      },
    })
    const answer = await (await blind.admin())
      .post('/checks')
      .type('form')
      .send(form({ step: 'look' }))
    expect(words(answer.text)).toMatch(/Could not look There is no &lt;ping&gt;\. .*ping: &lt;not&gt; found/)
    await blind.close()
  })

  test('is refused for what could not be saved either', async () => {
    const { status, text } = await post('/checks', form({ target: 'file:///etc/passwd', step: 'look' }))
    expect([status, asked]).toEqual([422, []])
    expect(text).toContain('aria-invalid="true"')
    expect(text).toContain('Not looked. Please correct:')
    expect(text).not.toContain('Not saved')
  })

  test('is done one at a time in a session', async () => {
    /** The ends of the looks that have begun. */
    const ends: ((look: Look) => void)[] = []
    const slow = await openWeb({
      redis: redis.target,
      ports: { lookNow: () => new Promise<Look>(resolve => void ends.push(resolve)) },
    })
    const [one, other] = [await slow.admin(), await slow.admin()]
    const look = async (agent: supertest.Agent) =>
      await agent
        .post('/checks')
        .type('form')
        .send(form({ step: 'look' }))
    const end = () => ends.at(-1)?.({ answer: 'success', detail: 'it answered' })
    const first = look(one)
    await expect.poll(() => ends.length).toBe(1)
    const refused = await look(one)
    expect([refused.status, words(refused.text)]).toEqual([429, expect.stringContaining('under way')])
    const others = look(other)
    await expect.poll(() => ends.length).toBe(2)
    end()
    expect((await others).status).toBe(200)
    expect((await look(one)).status).toBe(429)
    ends[0]?.({ answer: 'success', detail: 'it answered' })
    expect((await first).status).toBe(200)
    const next = look(one)
    await expect.poll(() => ends.length).toBe(3)
    end()
    expect((await next).status).toBe(200)
    await slow.close()
  })

  test('is for nobody without a log-in, and from no other site', async () => {
    const stranger = await web
      .visitor()
      .post('/checks')
      .type('form')
      .send(form({ step: 'look' }))
    expect([stranger.status, asked]).toEqual([401, []])
    const foreign = await post('/checks', form({ step: 'look' })).set('Origin', 'https://evil.example')
    expect([foreign.status, asked]).toEqual([403, []])
  })
})
