import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { createAccessTokens } from '../../../src/io/mail/access-tokens'
import { openLoginGate } from '../../../src/io/mail/login-gate'
import { createHttpClient } from '../../../src/io/net/http-client'
import { accountOf } from '../../support/mail'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const tokensAt = (now: () => number) =>
  createAccessTokens(createHttpClient({ userAgent: 'test', now }), now, () => openLoginGate(redis.admin))

/** A provider that answers with these, one after the other. */
async function provider(...answers: readonly { readonly status?: number; readonly body: unknown }[]) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${await text(request)}`)
    const { status = 200, body } = answers[Math.min(asked.length, answers.length) - 1] ?? { body: '' }
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const settings = {
    refreshtoken: 'refresh me',
    tokenurl: `http://127.0.0.1:${port}/token`,
    clientid: 'the-client',
    clientsecret: 'hush',
  }
  return { asked, account: accountOf({ imap: 993 }, settings) }
}

const SIGNAL = AbortSignal.timeout(10_000)

it('asks for an access token with the refresh token, and keeps it until it ends', async () => {
  let now = Date.now()
  const { asked, account } = await provider(
    { body: { access_token: 'ya29.one', expires_in: 3_600 } },
    { body: { access_token: 'ya29.two', expires_in: 3_600 } },
  )
  const { of: tokenOf } = tokensAt(() => now)
  expect(await tokenOf(account, SIGNAL)).toEqual({ token: 'ya29.one' })
  expect(asked).toEqual([
    'POST grant_type=refresh_token&refresh_token=refresh+me&client_id=the-client&client_secret=hush',
  ])
  now += 3_500_000
  expect(await tokenOf(account, SIGNAL)).toEqual({ token: 'ya29.one' })
  now += 60_000
  expect(await tokenOf(account, SIGNAL)).toEqual({ token: 'ya29.two' })
})

it('says why there is none, without a secret', async () => {
  const { of: tokenOf } = tokensAt(Date.now)
  const { account } = await provider({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'hush' },
  })
  expect(await tokenOf(account, SIGNAL)).toEqual({
    problem: 'no access token: the token address answered 400 (invalid_grant)',
    refused: true,
  })
  const busy = await provider({ status: 503, body: { error: 'temporarily_unavailable' } })
  expect(await tokenOf(busy.account, SIGNAL)).toEqual({
    problem: 'no access token: the token address answered 503 (temporarily_unavailable)',
  })
  const odd = await provider({ body: 'what?' })
  expect(await tokenOf(odd.account, SIGNAL)).toEqual({
    problem: 'no access token: the token address answered 200',
  })
})

it('takes a token as it stands, and none where there is a password', async () => {
  const { of: tokenOf } = tokensAt(Date.now)
  expect(await tokenOf(accountOf({ imap: 993 }, { token: 'ya29.token' }), SIGNAL)).toEqual({
    token: 'ya29.token',
  })
  expect(await tokenOf(accountOf({ imap: 993 }), SIGNAL)).toBeUndefined()
})

it('drops a token that a mail server refused, and keeps those of other accounts', async () => {
  const one = await provider({ body: { access_token: 'ya29.one' } }, { body: { access_token: 'ya29.two' } })
  const other = await provider({ body: { access_token: 'ya29.other' } })
  const tokens = tokensAt(Date.now)
  expect(await tokens.of(one.account, SIGNAL)).toEqual({ token: 'ya29.one' })
  expect(await tokens.of(other.account, SIGNAL)).toEqual({ token: 'ya29.other' })
  expect(await tokens.of(one.account, SIGNAL)).toEqual({ token: 'ya29.one' })
  tokens.drop(one.account)
  expect(await tokens.of(one.account, SIGNAL)).toEqual({ token: 'ya29.two' })
  await tokens.of(other.account, SIGNAL)
  expect([one.asked.length, other.asked.length]).toEqual([2, 1])
})

it('asks at most once a minute after a refusal, in all programs together, unless a person wants it now', async () => {
  let now = Date.parse('2026-11-28T12:00:00Z')
  const refusal = { status: 400, body: { error: 'invalid_grant' } }
  const { asked, account } = await provider(refusal, refusal, { body: { access_token: 'ya29.one' } })
  const [tokens, ofAnother] = [tokensAt(() => now), tokensAt(() => now)]
  await tokens.of(account, SIGNAL)
  now += 59_999
  expect(await ofAnother.of(account, SIGNAL)).toEqual({
    problem: expect.stringMatching(/^no access token: .* \(invalid_grant\); not tried again before /),
    refused: true,
  })
  expect(asked.length).toBe(1)
  await tokens.of(account, SIGNAL, { byHand: true })
  expect(asked.length).toBe(2)
  now += 60_000
  expect(await ofAnother.of(account, SIGNAL)).toEqual({ token: 'ya29.one' })
})
