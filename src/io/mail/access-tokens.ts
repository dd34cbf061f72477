/** Access tokens of accounts (XOAUTH2), asked for with a refresh token (RFC 6749, 6) and kept until they end. */
import { accountSetting, type MailAccount } from '../../domain/mail/account'
import { pauseWords } from '../../domain/mail/login-pause'
import type { HttpClient } from '../../domain/net/http-client'
import type { Clock } from '../../domain/time/clock'
import type { LoginGate } from './login-gate'

/** Milliseconds. A token that ends so soon is not used any more. */
const SPARE_MS = 60_000
/** Where the answer does not say how long it is valid. */
const USUAL_MS = 300_000
const DEADLINE_MS = 15_000
const REFUSALS: readonly unknown[] = ['invalid_grant', 'invalid_client', 'unauthorized_client']

/**
 * The token; undefined: the account has a password. `problem`: why there is none, as a sentence without its full stop;
 * `refused`: the provider accepts the refresh token or the client no more (RFC 6749, 5.2).
 */
export type AccessToken =
  | { readonly token: string }
  | { readonly problem: string; readonly refused?: true }
  | undefined

export interface AccessTokens {
  /** @param options `byHand`: a person wants it now, so the pause after a refusal is left out */
  of(account: MailAccount, signal: AbortSignal, options?: { readonly byHand?: boolean }): Promise<AccessToken>
  /** Drops the token that a mail server refused before its end: the next log-in is made with a new one. */
  drop(account: MailAccount): void
}

/** @param gate returns the log-ins that were refused; a refresh token is one at its token address */
export function createAccessTokens(http: HttpClient, now: Clock, gate: () => LoginGate): AccessTokens {
  const kept = new Map<string, { readonly token: string; readonly until: number }>()

  return {
    of: async (account, signal, { byHand = false } = {}) => {
      const standing = accountSetting(account, 'token')
      if (standing !== '') return { token: standing }
      const grant = grantOf(account)
      if (grant.refresh === '') return undefined
      const key = keyOf(grant)
      const at = now()
      const before = kept.get(key)
      if (before !== undefined && before.until > at + SPARE_MS) return { token: before.token }
      const login = { host: grant.url, port: 0, user: grant.id }
      const secret = JSON.stringify([grant.secret, grant.refresh])
      const pause = byHand ? undefined : await gate().closed(login, secret, at)
      if (pause !== undefined) return { problem: pauseWords(pause), refused: true }
      const answer = await exchange(http, grant, at, signal)
      if ('problem' in answer) {
        if (answer.refused) await gate().refused(login, secret, answer.problem, now())
        return answer
      }
      await gate().taken(login, secret)
      for (const [other, { until }] of kept) if (until <= at) kept.delete(other)
      kept.set(key, answer)
      return { token: answer.token }
    },
    drop: account => void kept.delete(keyOf(grantOf(account))),
  }
}

interface Grant {
  readonly url: string
  readonly id: string
  readonly secret: string
  /** Empty: the account has none. */
  readonly refresh: string
}

function grantOf(account: MailAccount): Grant {
  return {
    url: accountSetting(account, 'tokenurl'),
    id: accountSetting(account, 'clientid'),
    secret: accountSetting(account, 'clientsecret'),
    refresh: accountSetting(account, 'refreshtoken'),
  }
}

const keyOf = ({ url, id, secret, refresh }: Grant) => JSON.stringify([url, id, secret, refresh])

/** Asks the provider for a token. `until`: epoch milliseconds. */
async function exchange(
  http: HttpClient,
  { url, id, secret, refresh }: Grant,
  at: number,
  signal: AbortSignal,
) {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refresh,
    client_id: id,
    ...(secret !== '' && { client_secret: secret }),
  })
  const answer = await http.send(
    {
      url,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: form.toString(),
    },
    { notAfter: at + DEADLINE_MS, deadlineMs: DEADLINE_MS, signal },
  )
  if (answer.kind === 'broken') return { problem: `no access token: ${answer.detail}` }
  const { access_token: token, expires_in: seconds, error } = read(answer.body)
  if (answer.status !== 200 || typeof token !== 'string' || token === '') {
    const why = typeof error === 'string' && /^[\w-]{1,60}$/.test(error) ? ` (${error})` : ''
    return {
      problem: `no access token: the token address answered ${answer.status}${why}`,
      ...(REFUSALS.includes(error) && { refused: true as const }),
    }
  }
  return { token, until: at + (typeof seconds === 'number' ? seconds * 1_000 : USUAL_MS) }
}

function read(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body))
  } catch {
    return {} // The caller reports what the answer lacks.
  }
}
