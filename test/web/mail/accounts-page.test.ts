import type supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MailAccount } from '../../../src/domain/mail/account'
import { connectWorker } from '../../../src/io/redis/client'
import { openListMending } from '../../../src/io/watch/mend-lists'
import { seedChecks } from '../../bench/seed'
import { startRedis, type TestRedis } from '../../support/redis'
import { plan } from '../../support/watch'
import { INI, openWeb, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent
/** The accounts that were tried. */
let tried: MailAccount[]

const PROVIDED = `[mail.office]
smtphost = smtp.example.org
from = office@example.org
smtppassword = an-office-secret
`
const HOME = {
  'set-smtphost': 'smtp.example.org',
  'set-smtpuser': 'me@example.org',
  'set-smtppassword': 'a-home-secret',
  'set-imaphost': 'imap.example.org',
}

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target, ini: INI + PROVIDED })
  admin = await web.admin()
})
beforeEach(async () => {
  tried = []
  Object.assign(web.ports.mail, {
    tryAccount: async (account: MailAccount) => {
      tried.push(account)
      return [
        { side: 'SMTP', step: 'Connection', ok: true, detail: 'it answers' },
        { side: 'SMTP', step: 'Log-in', ok: false, detail: 'refused <b>' },
      ]
    },
  })
  for (const { name } of await web.ports.mail.accountStore.list())
    await web.ports.mail.accountStore.remove(name)
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

const page = async (path: string) => (await admin.get(path).set('Accept', 'text/html')).text
const post = (path: string, form: object) =>
  admin.post(path).type('form').set('Accept', 'text/html').send(form)
const saved = async (name: string) =>
  (await web.ports.mail.accountStore.list()).find(one => one.name === name)?.settings

describe('the mail accounts', () => {
  it('are those of the INI and of the page', async () => {
    expect((await post('/accounts', { name: 'home', ...HOME })).headers.location).toBe('/accounts?saved')
    expect(await saved('home')).toEqual({
      smtphost: 'smtp.example.org',
      smtpuser: 'me@example.org',
      smtppassword: 'a-home-secret',
      imaphost: 'imap.example.org',
    })
    const html = await page('/accounts')
    expect(html).toMatch(
      /home[\s\S]*me@example\.org · sends and reads[\s\S]*office[\s\S]*sends · from the INI/,
    )
    expect(html).not.toMatch(/secret|accounts\/office\/edit/)
  })

  it('are refused with every fault at its field, and secrets that were typed are kept', async () => {
    const refused = await post('/accounts', { name: 'Home', ...HOME, 'set-smtpport': 'x' })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('May hold small letters')
    expect(refused.text).toContain('Is not a port number from 1 to 65535')
    expect(refused.text).not.toContain('a-home-secret')
    const held = /name="held" value="([^"]+)"/.exec(refused.text)?.[1]
    const { 'set-smtppassword': _typed, ...again } = HOME
    await post('/accounts', { name: 'home', ...again, held })
    expect((await saved('home'))?.smtppassword).toBe('a-home-secret')
  })

  it('keep a secret whose field is left empty, and name a change in between', async () => {
    await post('/accounts', { name: 'home', ...HOME })
    const html = await page('/accounts/home/edit')
    const revision = /name="revision" value="([^"]+)"/.exec(html)?.[1]
    expect(html).not.toContain('a-home-secret')
    await post('/accounts/home', { ...HOME, 'set-smtppassword': '', 'set-smtpport': '2525', revision })
    expect(await saved('home')).toMatchObject({ smtppassword: 'a-home-secret', smtpport: '2525' })
    const conflict = await post('/accounts/home', { ...HOME, 'set-smtpport': '26', revision })
    expect(conflict.status).toBe(409)
    expect(conflict.text).toContain('the account was changed meanwhile')
  })

  it('say what each step answered, also before they are saved', async () => {
    const { headers } = await post('/accounts/office/try', {})
    const html = await page(headers.location ?? '')
    expect(html).toContain('SMTP, connection: <strong>well</strong> (it answers)')
    expect(html).toContain('SMTP, log-in: <strong>failed</strong> (refused &lt;b&gt;)')
    const unsaved = await post('/accounts', { name: 'home', ...HOME, try: 'on' })
    expect(unsaved.text).toContain('SMTP, log-in: <strong>failed</strong>')
    expect(await saved('home')).toBeUndefined()
    expect(tried.map(({ name, settings }) => [name, settings.smtppassword])).toEqual([
      ['office', 'an-office-secret'],
      ['home', 'a-home-secret'],
    ])
  })

  it('name their users before they are deleted', async () => {
    await post('/accounts', { name: 'home', ...HOME })
    await web.ports.channelStore.save({
      name: 'mail',
      kind: 'email',
      origin: 'page',
      settings: { to: 'me@example.org', account: 'home' },
    })
    await web.ports.checks.create(plan('Other'), 'page', Date.now())
    expect(await page('/accounts/home/delete')).toContain('will not work without it: the channel mail.')
    await post('/accounts/home', { ...HOME, 'set-checkins': 'on' })
    expect(await page('/accounts/home/delete')).toContain(
      'will not work without it: check-ins by e-mail, the channel mail.',
    )
    await post('/accounts/home/delete', {})
    expect(await saved('home')).toBeUndefined()
    expect((await post('/accounts/office/delete', {})).status).toBe(403)
  })

  it('of more than 2,000 checks with a probe say only what becomes of those that look at its mails', async () => {
    await post('/accounts', { name: 'home', ...HOME })
    const seed = async (from: number, to: number) => {
      const connection = connectWorker(redis.target)
      const probe = { kind: 'inbox', target: 'Home', every: 60_000, timeout: 10_000, settings: {} } as const
      await seedChecks(connection, from, to, { probe })
      await openListMending(connection).mend()
      connection.disconnect()
    }
    const ends = 'A check that looks at its mails will see nothing without it.'
    await seed(0, 2_000)
    const named = await page('/accounts/home/delete')
    expect([named.match(/the check /g)?.length, named.includes(ends)]).toEqual([2_000, false])
    await seed(2_000, 2_001)
    const ofMany = await page('/accounts/home/delete')
    expect(ofMany).toContain(`<p>${ends}</p>`)
    expect(ofMany).not.toMatch(/the check |Nothing uses it/)
  })
})
