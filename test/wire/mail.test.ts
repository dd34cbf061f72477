/** Accounts whose log-in is refused: a locked account is left alone, by probes and alerts, on both sides. */
import { expect, it, onTestFinished } from 'vitest'
import { parseSettings } from '../../src/config/settings/settings'
import type { Reading } from '../../src/domain/settings/reading'
import { connectWorker } from '../../src/io/redis/client'
import { email } from '../../src/notifiers/email'
import { MAIL_RULES } from '../../src/notifiers/mail-addresses'
import { openMail } from '../../src/wire/mail'
import { alertOf, context } from '../contracts/notifier'
import { startImap } from '../support/imap-server'
import { startRedis } from '../support/redis'
import { startSmtp } from '../support/smtp'

const MINUTE = 60_000
const MAIL = {
  from: { name: '', address: 'me@example.org' },
  to: [{ name: '', address: 'me@example.org' }],
  subject: 'x',
  text: 'x',
}

async function lockedAccount() {
  const redis = await startRedis()
  let logins = 0
  let password = 'another'
  const smtp = await startSmtp({
    authOptional: false,
    onAuth: (given, _session, done) => {
      logins++
      if (given.password === password) return done(null, { user: given.username })
      done(Object.assign(new Error('no'), { responseCode: 535 }))
    },
  })
  const imap = await startImap({ password: 'another' })
  const ini = `[Monitoring]
heartbeatfrequency = Off
[mail.home]
from = me@example.org
smtphost = 127.0.0.1
smtpport = ${smtp.port}
smtpsecurity = none
smtpuser = me@example.org
smtppassword = secret
imaphost = 127.0.0.1
imapport = ${imap.port}
imapsecurity = none
`
  let now = new Date(2026, 10, 28, 9, 0).getTime()
  const mail = openMail(() => connectWorker(redis.target), {
    settings: { read: async () => parseSettings(ini, MAIL_RULES) as Reading },
    where: { ini: '/nowhere/ini' },
    http: { send: () => Promise.reject(new Error('nothing is sent by HTTP')) },
    otherWay: { tunnel: async () => undefined, authorities: async () => undefined },
    now: () => now,
  })
  onTestFinished(async () => {
    mail.close()
    await imap.close()
    await redis.close()
  })
  const account = await mail.accounts.find('home')
  if (account === undefined) throw new Error('no account')
  return {
    account,
    mail,
    imap,
    logins: () => logins,
    unlock: () => {
      password = 'secret'
    },
    pass: (ms: number) => {
      now += ms
    },
  }
}

const CHANNEL = {
  name: 'mail',
  kind: 'email',
  origin: 'ini',
  settings: { to: 'you@example.org', account: 'home' },
} as const
const REFUSED = '127.0.0.1 answered 535 to AUTH (log-in refused: check user and password)'

it('SMTP is logged in to at most once a minute, whether by probes or by alerts, and at once by hand', async () => {
  const { account, mail, logins, unlock, pass } = await lockedAccount()
  const signal = AbortSignal.timeout(20_000)
  const send = () => mail.tools.send(account, MAIL, signal)
  const alert = () => email(alertOf('trigger'), CHANNEL, { ...context(), smtpOf: mail.smtpOf })
  expect(await send()).toMatchObject({ ok: false, permanent: true, fault: 'login', detail: REFUSED })
  const later = `${REFUSED}; not tried again before 09:01`
  for (let n = 0; n < 5; n++) {
    expect(await send()).toEqual({ ok: false, permanent: false, fault: 'login', detail: later })
    expect(await alert()).toEqual({ ok: false, permanent: false, untaken: true, detail: later })
  }
  expect(logins()).toBe(1)
  pass(MINUTE)
  expect(await alert()).toMatchObject({ ok: false, permanent: true, detail: REFUSED })
  expect(logins()).toBe(2)
  unlock()
  expect((await mail.tools.trySending(account, signal)).ok).toBe(true)
  expect((await alert()).ok).toBe(true)
  expect(logins()).toBe(4)
})

it('IMAP is logged in to at most once a minute, and the less often the longer it lasts', async () => {
  const { account, mail, imap, pass } = await lockedAccount()
  const tries = () => imap.verbs().filter(verb => /^(LOGIN|AUTHENTICATE)$/.test(verb)).length
  const made: number[] = []
  for (let second = 0; second < 1_800; second += 10) {
    const before = tries()
    await mail.tools.open(account, AbortSignal.timeout(20_000))
    if (tries() > before) made.push(second)
    pass(10_000)
  }
  expect(made).toEqual([0, 60, 120, 180, 300, 540, 1_020])
})

it('says that the accounts of an INI are not known, rather than that there is none', async () => {
  const redis = await startRedis()
  const mail = openMail(() => connectWorker(redis.target), {
    settings: { read: async () => parseSettings('[mail.home]\nsmtpport = x', MAIL_RULES) as Reading },
    where: { ini: '/nowhere/ini' },
    http: { send: () => Promise.reject(new Error('nothing is sent by HTTP')) },
    otherWay: { tunnel: async () => undefined, authorities: async () => undefined },
    now: Date.now,
  })
  onTestFinished(async () => {
    mail.close()
    await redis.close()
  })
  const why = expect.stringMatching(/^the INI's mail cannot be used: .*\[mail\.home\] smtpport/)
  expect(await mail.accounts.find('home')).toMatchObject({ name: 'home', problem: why })
  expect(await mail.smtpOf('home')).toEqual(why)
  expect(await mail.accounts.list()).toEqual([])
  await mail.store().save({ name: 'work', origin: 'page', settings: { imaphost: 'mail.lan' } })
  expect(await mail.accounts.find('work')).toEqual({
    name: 'work',
    origin: 'page',
    settings: { imaphost: 'mail.lan' },
  })
})
