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
  async function logIn() {
    const account = await mail.accounts.find('home')
    if (account === undefined) throw new Error('no account')
    const signal = AbortSignal.timeout(20_000)
    const box = await mail.tools.open(account, signal)
    if (isMailbox(box)) await box.close()
    return { out: await mail.tools.trySending(account, signal), box }
  }
  return { folder, imap, logIn }
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

it('a refresh token that is revoked is a log-in that is refused, and the mail servers are left alone', async () => {
  const provider = createServer((_request, response) => {
    response.writeHead(400, { 'Content-Type': 'application/json' }).end('{"error":"invalid_grant"}')
  })
  await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void provider.close())
  const { port } = provider.address() as AddressInfo
  const { imap, logIn } = await accountWith(
    `refreshtoken = revoked\ntokenurl = http://127.0.0.1:${port}/token\nclientid = me\nclientsecret = hush`,
  )
  const why = 'no access token: the token address answered 400 (invalid_grant)'
  const { out, box } = await logIn()
  expect(out).toEqual({ ok: false, permanent: false, fault: 'login', detail: why })
  expect(box).toEqual({ step: 'login', refused: true, detail: `log-in refused: ${why}` })
  expect(imap.verbs()).toEqual([])
})
