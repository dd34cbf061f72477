import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { planOf } from '../../../../src/domain/watch/check-plan'
import { allChecks } from '../../../support/all-checks'
import { serve } from '../../../support/serve'
import { shareRedis } from '../../../support/shared-redis'
import { INI, openWeb, type TestWeb } from '../../../support/web'

const MINUTE = 60_000

const redis = await shareRedis()
let web: TestWeb
let clock = 1_700_000_000_000

beforeEach(async () => {
  web = await openWeb({ redis: redis.target, now: () => clock })
})
afterEach(async () => await web.close())

const ask = (headers: Record<string, string>) =>
  supertest(web.app)
    .post('/pyremto')
    .set({ backendversion: '2', ...headers })
const bodyOf = async (headers: Record<string, string>) => (await ask(headers)).body
const create = async (more: Record<string, string> = {}) =>
  await bodyOf({ 'create-tag': 'true', 'alive-interval-minutes': '-1', ...more })

let names = 0
const fresh = () => `Tag ${++names}`
const checkNamed = async (name: string) =>
  [...(await allChecks(web.ports.checks)), ...(await web.ports.checks.waiting())].find(
    ({ check }) => check.name === name,
  )

describe('the Python client', () => {
  const script = resolve(import.meta.dirname, '../../../support/pyremto_client.py')

  async function python(...calls: object[]): Promise<unknown[]> {
    const { url, close } = await serve(web.app)
    try {
      const args = [script, `${url}/pyremto`, ...calls.map(call => JSON.stringify(call))]
      const { stdout } = await promisify(execFile)('python3', args)
      return stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    } finally {
      close()
    }
  }

  test('with and without a tag, ping and is_alive, a password that is right, wrong and missing', async () => {
    const tag = fresh()
    const locked = fresh()
    const answers = await python(
      { steps: ['is_alive', 'ping', 'is_alive'] },
      { interval: 10, steps: ['is_alive'] },
      { tag, steps: ['ping', 'is_alive'] },
      { tag, steps: ['ping'] },
      { tag: locked, password: 'sésame', steps: ['ping', 'is_alive'] },
      { tag: locked, password: 'sésame', steps: ['ping'] },
      { tag: locked, password: 'wrong' },
      { tag: locked },
      { tag: locked, password: 'sésame', steps: ['forget', 'is_alive'] },
    )
    const anyTag = expect.stringMatching(/^[\da-f-]{36}$/)
    expect(answers).toEqual([
      { tag: anyTag, answers: [true, true, true] },
      { tag: anyTag, answers: [true] },
      { tag, answers: [true, true] },
      { tag, answers: [true] },
      { tag: locked, answers: [true, true] },
      { tag: locked, answers: [true] },
      { error: 'AuthenticationError' },
      { error: 'AuthenticationError' },
      { error: 'KeyError' },
    ])
    expect((await checkNamed(locked))?.state).toMatchObject({ status: 'up', signals: 2 })
  })
})

describe('a tag', () => {
  test.each([
    ['-1', { kind: 'oncalendar' }],
    ['10', { kind: 'period', period: 10 * MINUTE }],
    ['0', { kind: 'period', period: MINUTE }],
    ['-7', { kind: 'period', period: MINUTE }],
  ])('with %s minutes', async (minutes, schedule) => {
    const name = fresh()
    expect(await create({ name, 'alive-interval-minutes': minutes })).toEqual({ success: 1, tag: name })
    expect((await checkNamed(name))?.check).toMatchObject({ schedule, grace: 0, origin: 'checkin' })
  })

  test.each(['soon', '1.5', ''])('is not made of "%s" minutes', async minutes => {
    const name = fresh()
    const { success } = await create({ name, 'alive-interval-minutes': minutes })
    expect([success, (await checkNamed(name)) !== undefined]).toEqual(minutes === '' ? [1, true] : [0, false])
  })

  test('is alive for its minutes, and for good where it has none', async () => {
    const [timed, free] = [fresh(), fresh()]
    await create({ name: timed, 'alive-interval-minutes': '10' })
    await create({ name: free })
    await bodyOf({ ping: 'true', tag: free })
    const alive = async (tag: string) => (await bodyOf({ 'is-alive': 'true', tag })).alive
    clock += 10 * MINUTE - 1
    expect([await alive(timed), await alive(free)]).toEqual([1, 1])
    clock += 1
    expect([await alive(timed), await alive(free)]).toEqual([0, 1])
    expect(await bodyOf({ ping: 'true', tag: timed })).toEqual({ success: 1 })
    clock += 400 * 86_400_000
    expect([await alive(timed), await alive(free)]).toEqual([0, 1])
  })

  test('made twice is one check, whoever is faster', async () => {
    const name = fresh()
    const answers = await Promise.all([1, 2, 3, 4].map(() => create({ name })))
    expect(answers).toEqual(Array(4).fill({ success: 1, tag: name }))
    const sharing = (await web.ports.checks.waiting()).filter(({ check }) => check.name === name)
    expect(sharing.length).toBe(1)
  })

  test("is any check's id, too", async () => {
    const { check } = await web.ports.checks.create(planOf({ name: 'made on the page' }), 'page', clock)
    expect(await bodyOf({ 'does-tag-exist': 'true', tag: check.id })).toEqual({ exists: 1 })
    expect(await bodyOf({ ping: 'true', tag: check.id })).toEqual({ success: 1 })
    expect((await web.ports.checks.get(check.id))?.state.status).toBe('up')
  })

  test('has visible characters only', async () => {
    expect(await create({ name: Buffer.from('a\u202eb').toString('latin1') })).toEqual({
      success: 0,
      error: 'a tag has visible characters only',
    })
    expect(await checkNamed('a\u202eb')).toBeUndefined()
  })

  test("does not reveal the check's id, nor take another check's slug", async () => {
    const { check } = await web.ports.checks.create(planOf({ name: 'Backup', slug: 'backup' }), 'page', clock)
    await create({ name: 'Backup' })
    expect((await web.ports.checks.findBySlug('backup')).map(({ check }) => check.id)).toEqual([check.id])
    expect(await bodyOf({ 'does-tag-exist': 'true', tag: 'backup' })).toEqual({ exists: 0 })
  })
})

describe('a wrong password is never a success', () => {
  const passwords = [{}, { password: '' }, { password: 'Open' }, { password: 'open ' }] as const

  test.each(passwords)('%o', async wrong => {
    const name = fresh()
    const first = await bodyOf({
      'create-tag': 'true',
      'alive-interval-minutes': '5',
      name,
      password: 'öpen',
    })
    expect(first).toEqual({ success: 1, tag: name })
    expect(await bodyOf({ 'is-password-ok': 'true', tag: name, ...wrong })).toEqual({ 'password-ok': 0 })
    expect(await bodyOf({ ping: 'true', tag: name, ...wrong })).toEqual({ success: 0 })
    expect(await create({ name, ...wrong })).toEqual({ success: 0 })
    expect(await bodyOf({ 'is-password-ok': 'true', tag: name, password: 'öpen' })).toEqual({
      'password-ok': 1,
    })
    // The one is what the tag began with.
    expect((await checkNamed(name))?.state.signals).toBe(1)
  })

  test('is-alive answers with the password only, where the tag has one', async () => {
    const name = fresh()
    await create({ name, password: 'right' })
    const alive = { 'is-alive': 'true', tag: name }
    expect(await bodyOf({ ...alive, password: 'right' })).toEqual({ alive: 1 })
    expect(await bodyOf(alive)).toEqual({ success: 0, error: 'wrong password' })
    expect(await bodyOf({ ...alive, password: 'wrong' })).toEqual({ success: 0, error: 'wrong password' })
  })

  test('one that was set on the page is the same in Latin-1 and in UTF-8', async () => {
    const passwordHash = await web.ports.passwords.hash('Größe 42 Œ')
    const plan = planOf({ name: 'Küche', passwordHash })
    const { check } = await web.ports.checks.create(plan, 'page', clock)
    const asUtf8 = (text: string) => Buffer.from(text).toString('latin1')
    const ok = async (password: string) =>
      (await bodyOf({ 'is-password-ok': 'true', tag: check.id, password }))['password-ok']
    expect([await ok(asUtf8('Größe 42 Œ')), await ok(asUtf8('Größe 42'))]).toEqual([1, 0])
    const [name, password] = ['Straße', 'sésame'].map(asUtf8) as [string, string]
    expect(await create({ name, password })).toMatchObject({ success: 1 })
    expect(await checkNamed('Straße')).toBeDefined()
    expect(await bodyOf({ ping: 'true', tag: 'Straße', password: 'sésame' })).toEqual({ success: 1 })
  })

  test('who guesses has to pause, who knows it does not', async () => {
    const name = fresh()
    await create({ name, password: 'right' })
    expect(await bodyOf({ ping: 'true', tag: name, password: 'right' })).toEqual({ success: 1 })
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, n) => ask({ ping: 'true', tag: name, password: `guess ${n}` })),
    )
    expect(guesses.map(({ body }) => body.success)).toEqual(Array(8).fill(0))
    const refused = guesses.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.headers['retry-after']).toMatch(/^\d+$/)
    expect(await bodyOf({ ping: 'true', tag: name, password: 'right' })).toEqual({ success: 1 })
  })
})

test('right passwords for many tags, from one address, are no guesses', async () => {
  const tags = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const name = fresh()
      await create({ name, password: 'right' })
      return name
    }),
  )
  for (const tag of tags)
    expect(await bodyOf({ ping: 'true', tag, password: 'right' })).toEqual({ success: 1 })
})

describe('what cannot be', () => {
  test.each([
    ['an unknown tag', { 'does-tag-exist': 'true', tag: 'nobody' }, { exists: 0 }],
    ['its password', { 'is-password-ok': 'true', tag: 'nobody' }, { 'password-ok': 0 }],
    ['its ping', { ping: 'true', tag: 'nobody' }, { success: 0 }],
    ['its life', { 'is-alive': 'true', tag: 'nobody' }, { alive: 0 }],
    ['no tag', { ping: 'true' }, { success: 0 }],
  ])('%s', async (_name, headers, answer) => {
    const { status, body } = await ask(headers as Record<string, string>)
    expect([status, body]).toEqual([200, answer])
  })

  test('another version, another method, a service that is not offered', async () => {
    expect((await ask({ backendversion: '1', ping: 'true' })).status).toBe(400)
    expect((await supertest(web.app).get('/pyremto').set('backendversion', '2')).status).toBe(405)
    expect(await bodyOf({ 'get-next-job': 'true', tag: 'x' })).toMatchObject({ success: 0 })
  })

  test('while Redis is away nothing succeeds', async () => {
    const name = fresh()
    await create({ name })
    redis.signal('SIGSTOP')
    try {
      const { status, body } = await ask({ ping: 'true', tag: name })
      expect([status, body.success]).toEqual([503, 0])
    } finally {
      redis.signal('SIGCONT')
    }
  })

  test('behind a proxy of this machine it is the sender who signals and who guesses', async () => {
    await web.writeIni(INI.replace('trustproxy = off', 'trustproxy = on'))
    const name = fresh()
    const from = (address: string, headers: Record<string, string>) =>
      ask({ ...headers, 'X-Forwarded-For': address })
    await from('203.0.113.9', { 'create-tag': 'true', name, password: 'right' })
    for (let n = 0; n < 9; n++) await from('203.0.113.9', { ping: 'true', tag: name, password: `guess ${n}` })
    const { status, body } = await from('198.51.100.1', { ping: 'true', tag: name, password: 'right' })
    expect([status, body]).toEqual([200, { success: 1 }])
    const { check } = (await checkNamed(name)) ?? {}
    const [last] = await web.ports.checks.history(check?.id ?? '')
    expect(last?.detail.from).toBe('198.51.100.1')
  })

  test('a call at / is one, as its client knows one fixed address', async () => {
    const at = (path: string, headers: Record<string, string>) => supertest(web.app).post(path).set(headers)
    const { status, body } = await at('/', { backendversion: '2', 'create-tag': 'true' })
    expect([status, body.success]).toEqual([200, 1])
    expect((await at('/', { backendversion: '2', ping: 'true', tag: body.tag })).body).toEqual({ success: 1 })
    expect((await at('/', { backendversion: '1' })).status).toBe(400)
    expect((await at('/', {})).body).not.toHaveProperty('success')
    const page = await supertest(web.app).get('/').set('backendversion', '2')
    expect(page.body).not.toHaveProperty('success')
  })

  test('a tag that is made before the first channel waits for it', async () => {
    const { tag } = await create()
    const checkOf = async () => (await web.ports.checks.get(tag))?.check
    expect(await checkOf()).toMatchObject({ channels: [], tags: ['pyremto', 'no-channel-yet'] })
    await web.writeIni(`${INI}[channel.now]\nkind = webhook\nurl = http://127.0.0.1:9/\n`)
    const later = await create()
    expect((await web.ports.checks.get(later.tag))?.check).toMatchObject({
      channels: ['now'],
      tags: ['pyremto'],
    })
  })

  test('one check more than ten thousand', async () => {
    const name = fresh()
    const count = vi.spyOn(web.ports.checks, 'count').mockResolvedValue(10_000)
    expect(await create({ name })).toEqual({ success: 0, error: 'there are too many checks' })
    expect(await checkNamed(name)).toBeUndefined()
    count.mockResolvedValue(9_999)
    expect(await create({ name })).toEqual({ success: 1, tag: name })
    // One that is there is found all the same.
    count.mockResolvedValue(10_000)
    expect(await create({ name })).toEqual({ success: 1, tag: name })
  })

  test('a ping that comes too soon is no error for its client', async () => {
    const { tag } = (await ask({ 'create-tag': 'true' })).body
    await web.ports.checks.update(tag, { shortestGap: 60_000 }, Date.now())
    for (let n = 0; n < 2; n++) {
      const { status, body, headers } = await ask({ ping: 'true', tag })
      expect([status, body]).toEqual([200, { success: 1 }])
      expect(headers).not.toHaveProperty('retry-after')
    }
    expect((await web.ports.checks.get(tag))?.state).toMatchObject({ tooFrequent: 1 })
  })

  test('an address makes a hundred tags an hour', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 101; n++) statuses.push((await ask({ 'create-tag': 'true' })).status)
    expect(statuses.indexOf(429)).toBe(100)
  })
})
