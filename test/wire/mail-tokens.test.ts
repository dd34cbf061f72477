/** Accounts that log in by access tokens, from the INI to the servers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { parseSettings } from '../../src/config/settings/settings'
import { isMailbox } from '../../src/domain/mail/mailbox'
import type { Reading } from '../../src/domain/settings/reading'
import { createHttpClient } from '../../src/io/net/http-client'
import { connectWorker } from '../../src/io/redis/client'
import { MAIL_RULES } from '../../src/notifiers/mail-addresses'
import { createTryAccount } from '../../src/operations/mail/try-account'
import { openMail } from '../../src/wire/mail'
import { startImap } from '../support/imap-server'
import { shareRedis } from '../support/shared-redis'
import { startSmtp } from '../support/smtp'

const redis = await shareRedis()

/** An account whose servers accept only `ya29.token`, with these lines about its token. */
async function accountWith(secrets: string) {
  const folder = await mkdtemp(join(tmpdir(), 'mail-tokens-'))
  const smtp = await startSmtp({ authMethods: ['XOAUTH2'] })
  const imap = await startImap({ token: 'ya29.token' })
  const ini = `[Monitoring]
heartbeatfrequency = Off
[mail.home]
from = me@example.org
smtphost = 127.0.0.1
smtpport = ${smtp.port}
smtpsecurity = none
smtpuser = me@example.org
imaphost = 127.0.0.1
imapport = ${imap.port}
imapsecurity = none
${secrets}
`
  const mail = openMail(() => connectWorker(redis.target), {
    settings: { read: async () => parseSettings(ini, MAIL_RULES) as Reading },
    where: { ini: join(folder, 'intvlm8r.ini') },
    http: createHttpClient({ userAgent: 'test', now: Date.now }),
    otherWay: { tunnel: async () => undefined, authorities: async () => undefined },
    now: Date.now,
  })
  onTestFinished(async () => {
    mail.close()
    await imap.close()
    await rm(folder, { recursive: true })
  })
  async function logIn({ byHand = false } = {}) {
    const account = await mail.accounts.find('home')
    if (account === undefined) throw new Error('no account')
    const signal = AbortSignal.timeout(20_000)
    const box = await mail.tools.open(account, signal, { byHand })
    if (isMailbox(box)) await box.close()
    return { out: await mail.tools.trySending(account, signal), box }
  }
  async function tryIt() {
    const account = await mail.accounts.find('home')
    return account && (await createTryAccount(mail.tools)(account))
  }
  return { folder, imap, logIn, tryIt }
}

it('a token in a file of its own is read for every log-in, so that another program may renew it', async () => {
  const { folder, logIn } = await accountWith('token = @home.token')
  await writeFile(join(folder, 'home.token'), 'ya29.stale\n', { mode: 0o600 })
  const stale = await logIn()
  expect(stale.out).toMatchObject({ ok: false, fault: 'login' })
  expect(stale.box).toMatchObject({ step: 'login', refused: true })
  await writeFile(join(folder, 'home.token'), 'ya29.token\n', { mode: 0o600 })
  const { out, box } = await logIn()
  expect([out.ok, isMailbox(box)]).toEqual([true, true])
})

/** The lines of an account with a refresh token, for which the provider answers with these, one after the other. */
async function renewedBy(...answers: readonly { readonly status: number; readonly body: string }[]) {
  let asked = 0
  const provider = createServer((_request, response) => {
    const { status, body } = answers[Math.min(asked++, answers.length - 1)] ?? { status: 500, body: '' }
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
  })
  await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void provider.close())
  const { port } = provider.address() as AddressInfo
  const lines = `refreshtoken = refresh-me\ntokenurl = http://127.0.0.1:${port}/token\nclientid = me\nclientsecret = hush`
  return { lines, asked: () => asked }
}

const token = (access_token: string) => ({ status: 200, body: JSON.stringify({ access_token }) })

it('a refresh token that is revoked is a log-in that is refused, and all servers are left alone', async () => {
  const { lines, asked } = await renewedBy({ status: 400, body: '{"error":"invalid_grant"}' })
  const { imap, logIn } = await accountWith(lines)
  const why = 'no access token: the token address answered 400 (invalid_grant)'
  const { box } = await logIn()
  expect(box).toEqual({ step: 'login', refused: true, noToken: true, detail: `log-in refused: ${why}` })
  expect(asked()).toBe(2) // The attempt to send is one by hand.
  const later = await logIn()
  expect(later.out).toEqual({ ok: false, permanent: false, fault: 'login', noToken: true, detail: why })
  expect(later.box).toMatchObject({
    refused: true,
    detail: expect.stringContaining('; not tried again before'),
  })
  expect([asked(), imap.verbs()]).toEqual([3, []])
})

it('an access token that the servers refuse before its end is replaced, with one log-in a minute', async () => {
  const { lines, asked } = await renewedBy(token('ya29.revoked'), token('ya29.token'))
  const { imap, logIn } = await accountWith(lines)
  const first = await logIn()
  expect(first.box).toMatchObject({ step: 'login', refused: true })
  expect(first.out).toMatchObject({ ok: true })
  const tries = () => imap.verbs().filter(verb => verb === 'AUTHENTICATE').length
  expect(tries()).toBe(1)
  expect((await logIn()).box).toMatchObject({ detail: expect.stringContaining('; not tried again before') })
  expect(tries()).toBe(1)
  expect(isMailbox((await logIn({ byHand: true })).box)).toBe(true)
  expect(asked()).toBe(2)
})

it('Try it claims nothing of a server that it did not ask for want of a token', async () => {
  const { lines } = await renewedBy({ status: 400, body: '{"error":"invalid_grant"}' })
  const detail = 'no access token: the token address answered 400 (invalid_grant)'
  expect(await (await accountWith(lines)).tryIt()).toEqual([
    { side: 'SMTP', step: 'Access token', ok: false, detail },
    { side: 'IMAP', step: 'Access token', ok: false, detail: `log-in refused: ${detail}` },
  ])
})
