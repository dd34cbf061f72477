import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shareRedis } from '../../support/shared-redis'
import { openWeb, type TestWeb } from '../../support/web'

const redis = await shareRedis()

let web: TestWeb
let at: number
beforeEach(async () => {
  at = Date.now()
  web = await openWeb({ redis: redis.target, now: () => at })
})
afterEach(async () => await web.close())

const channels = async () =>
  (await web.ports.channels.list()).map(({ name, kind, isDefault, settings }) => ({
    name,
    kind,
    isDefault,
    settings,
  }))
const ask = async () => {
  const admin = await web.admin()
  return await admin
    .post('/this-device/channel')
    .set('Accept', 'application/json')
    .set('Host', 'localhost:8080')
}

describe('the channel for this device', () => {
  it('is made the first time, for new checks as well, with the address of the page as contact', async () => {
    const { status, body } = await ask()
    expect([status, body.channel]).toEqual([200, 'browsers'])
    expect(body.key).toMatch(/^[\w-]{87}$/)
    expect(await channels()).toEqual([
      {
        name: 'browsers',
        kind: 'web-push',
        isDefault: true,
        settings: { contact: 'https://localhost:8080' },
      },
    ])
    expect(web.logged.join()).toContain('the channel browsers (web-push) was made')
  })

  it('has another name where one of another kind has that', async () => {
    const settings = { topic: 'cellar-4711' }
    await web.ports.channelStore.save({ name: 'browsers', kind: 'ntfy', origin: 'page', settings })
    expect((await ask()).body.channel).toBe('browsers-2')
  })

  it('is made for nobody without a log-in, and by no page of another site', async () => {
    expect((await web.visitor().post('/this-device/channel')).status).toBe(401)
    const admin = await web.admin()
    expect((await admin.post('/this-device/channel').set('Origin', 'http://elsewhere.example')).status).toBe(
      403,
    )
    expect(await channels()).toEqual([])
  })

  it('takes the password once more after a while', async () => {
    const admin = await web.admin()
    at += 16 * 60_000
    const { status, body } = await admin.post('/this-device/channel').set('Accept', 'application/json')
    expect([status, body.confirm]).toEqual([403, '/confirm'])
    expect(await channels()).toEqual([])
  })
})

describe('the channels of this device', () => {
  const BROWSER = {
    endpoint: 'https://push.example.org/send/abc',
    keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
  }

  it('are those for browsers that have it, and none after these are gone', async () => {
    const { channelStore } = web.ports
    for (const name of ['phones', 'duty', 'others'])
      await channelStore.save({
        name,
        kind: 'web-push',
        origin: 'page',
        settings: { contact: 'mailto:a@b.example' },
      })
    for (const name of ['phones', 'duty']) await channelStore.subscribe(name, BROWSER)
    const admin = await web.admin()
    const asked = async (endpoint: string) =>
      (await admin.post('/this-device/channels').type('form').send({ endpoint })).body.channels.sort()
    expect(await asked(BROWSER.endpoint)).toEqual(['duty', 'phones'])
    expect(await asked('https://push.example.org/send/other')).toEqual([])
    await channelStore.remove('duty')
    expect(await asked(BROWSER.endpoint)).toEqual(['phones'])
  })

  it('are told to nobody without a log-in', async () => {
    const { status } = await web.visitor().post('/this-device/channels').type('form').send(BROWSER)
    expect(status).toBe(401)
  })
})
