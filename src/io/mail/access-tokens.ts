/** Access tokens of accounts (XOAUTH2), asked for with a refresh token (RFC 6749, 6) and kept until they end. */
import { accountSetting, type MailAccount } from '../../domain/mail/account'
import type { HttpClient } from '../../domain/net/http-client'
import type { Clock } from '../../domain/time/clock'

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

export type ReadAccessToken = (account: MailAccount, signal: AbortSignal) => Promise<AccessToken>

export function createAccessTokens(http: HttpClient, now: Clock): ReadAccessToken {
  const kept = new Map<string, { readonly token: string; readonly until: number }>()

  return async (account, signal) => {
    const setting = (key: Parameters<typeof accountSetting>[1]) => accountSetting(account, key)
    if (setting('token') !== '') return { token: setting('token') }
    const refresh = setting('refreshtoken')
    if (refresh === '') return undefined
    const [url, id, secret] = [setting('tokenurl'), setting('clientid'), setting('clientsecret')]
    const key = JSON.stringify([url, id, secret, refresh])
    const at = now()
    const before = kept.get(key)
    if (before !== undefined && before.until > at + SPARE_MS) return { token: before.token }
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: id,
      ...(secret !== '' && { client_secret: secret }),
    })
    const exchange = await http.send(
      {
        url,
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
        body: form.toString(),
      },
      { notAfter: at + DEADLINE_MS, deadlineMs: DEADLINE_MS, signal },
    )
    if (exchange.kind === 'broken') return { problem: `no access token: ${exchange.detail}` }
    const { access_token: token, expires_in: seconds, error } = read(exchange.body)
    if (exchange.status !== 200 || typeof token !== 'string' || token === '') {
      const why = typeof error === 'string' && /^[\w-]{1,60}$/.test(error) ? ` (${error})` : ''
      return {
        problem: `no access token: the token address answered ${exchange.status}${why}`,
        ...(REFUSALS.includes(error) && { refused: true }),
      }
    }
    const life = typeof seconds === 'number' ? seconds * 1_000 : USUAL_MS
    kept.clear()
    kept.set(key, { token, until: at + life })
    return { token }
  }
}

function read(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body))
  } catch {
    return {} // The caller reports what the answer lacks.
  }
}
