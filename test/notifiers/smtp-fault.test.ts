/** Every reason for which a mail is not sent. */
import { expect, test } from 'vitest'
import { isUnreached, smtpFault } from '../../src/notifiers/smtp-fault'

const NOW = Date.parse('2026-11-20T10:00:00Z')

function judged(error: object, token?: string) {
  const message = 'secret words of the server'
  return smtpFault(Object.assign(new Error(message), error), { host: 'smtp.a', token, now: NOW })
}

const failed = (permanent: boolean, fault: string, detail: string) => ({
  ok: false,
  permanent,
  fault,
  detail,
})

test.each([
  ['EABORT', false, 'unreached', 'smtp.a does not answer in time'],
  ['ETIMEDOUT', false, 'unreached', 'smtp.a does not answer in time'],
  ['ECONNECTION', false, 'unreached', 'no connection to smtp.a'],
  ['ESOCKET', false, 'unreached', 'no connection to smtp.a'],
  ['ECONNREFUSED', false, 'unreached', 'connection refused by smtp.a'],
  ['EAI_AGAIN', false, 'ours', 'there is no host of the name smtp.a, or no DNS server answers'],
  ['ENETUNREACH', false, 'ours', 'no connection to smtp.a'],
  ['EDNS', false, 'unreached', 'there is no host of the name smtp.a, or no DNS server answers'],
  ['ENOTFOUND', false, 'unreached', 'there is no host of the name smtp.a'],
  ['ETLS', false, 'tls', 'smtp.a offers no TLS that can be used here'],
  ['EAUTH', true, 'login', 'smtp.a accepts no log-in of this kind; check user, password and security'],
  ['ENOAUTH', true, 'login', 'smtp.a wants a log-in; enter user and password'],
  ['EENVELOPE', true, 'refused', 'the addresses cannot be used; check To and From'],
  ['EOTHER', false, 'unreached', 'sending by smtp.a failed (EOTHER)'],
  ['constructor', false, 'unreached', 'sending by smtp.a failed (constructor)'],
  ['E OTHER', false, 'unreached', 'sending by smtp.a failed (no reason given)'],
  ['E-OTHER', false, 'unreached', 'sending by smtp.a failed (no reason given)'],
  [undefined, false, 'unreached', 'sending by smtp.a failed (no reason given)'],
])('the code %s', (code, permanent, fault, detail) => {
  expect(judged({ code })).toEqual(failed(permanent, fault, detail))
})

test('a code of Node itself counts before the one by which nodemailer replaced it', () => {
  expect(judged({ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }).detail).toBe(
    'connection refused by smtp.a',
  )
  expect(judged({ code: 'ESOCKET', originalCode: 'EOTHER' }).detail).toBe('no connection to smtp.a')
  expect(judged({ code: 'ESOCKET', originalCode: 'toString' }).detail).toBe('no connection to smtp.a')
})

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /^the certificate of smtp\.a is self-signed: /],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /^smtp\.a does not speak TLS /],
  ['CERT_ODD', /^the certificate of smtp\.a is not to be trusted here \(CERT_ODD\)$/],
  ['KEY_SIGNED_ODDLY', /^the certificate of smtp\.a is not to be trusted here \(KEY_SIGNED_ODDLY\)$/],
  ['ODD_ISSUER', /^the certificate of smtp\.a is not to be trusted here \(ODD_ISSUER\)$/],
])('the code %s of a handshake is a fault of TLS that may pass', (originalCode, detail) => {
  expect(judged({ code: 'ESOCKET', originalCode })).toEqual({
    ok: false,
    permanent: false,
    fault: 'tls',
    detail: expect.stringMatching(detail),
  })
})

test.each([
  [{ responseCode: 400 }, false, 'refused', 'smtp.a answered 400'],
  [{ responseCode: 499, command: 'DATA' }, false, 'refused', 'smtp.a answered 499 to DATA'],
  [{ responseCode: 500, command: 'RCPT TO' }, true, 'refused', 'smtp.a answered 500 to RCPT'],
  [{ responseCode: 554, code: 'EENVELOPE' }, true, 'refused', 'smtp.a answered 554'],
  [{ responseCode: 550, command: 'STARTTLS' }, false, 'tls', 'smtp.a offers no TLS that can be used here'],
  [{ responseCode: 399, code: 'ESOCKET' }, false, 'unreached', 'no connection to smtp.a'],
])('the answer %j', (error, permanent, fault, detail) => {
  expect(judged(error)).toEqual(failed(permanent, fault, detail))
})

test('a server that has the whole mail may have taken it, unless its answer says otherwise', () => {
  const detail = 'smtp.a did not confirm that it took the mail, though it may have'
  for (const code of ['ETIMEDOUT', 'ECONNECTION', 'ESOCKET'])
    expect(judged({ code, hasMail: true })).toEqual(failed(false, 'unanswered', detail))
  expect(judged({ code: 'ECONNECTION', responseCode: 421, hasMail: true }).detail).toBe('smtp.a answered 421')
  expect(judged({ code: 'ETIMEDOUT', hasMail: false })).toMatchObject({ fault: 'unreached' })
  expect(isUnreached(Object.assign(new Error(), { code: 'ESOCKET', hasMail: true }))).toBe(false)
})

test('a refused log-in names what to check, but with 4xx, which is neither final nor a matter of the password', () => {
  const refused = { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }
  const byPassword = 'smtp.a answered 535 to AUTH (log-in refused: check user and password)'
  const byToken = 'smtp.a answered 535 to AUTH (log-in refused: check user and token)'
  expect(judged(refused)).toEqual(failed(true, 'login', byPassword))
  expect(judged(refused, 'token')).toEqual(failed(true, 'login', byToken))
  expect(judged({ ...refused, responseCode: 454 })).toEqual(
    failed(false, 'refused', 'smtp.a takes no log-in at present (454)'),
  )
  expect(judged({ ...refused, responseCode: 500 })).toMatchObject({ fault: 'login' })
})

test.each([
  ['ETIMEDOUT', true],
  ['ECONNECTION', true],
  ['ESOCKET', true],
  ['EDNS', true],
  ['EABORT', true],
  ['EAUTH', false],
  ['', false],
  [undefined, false],
])('%s says whether the server was not reached: %s', (code, isSo) => {
  expect(isUnreached(Object.assign(new Error(), code !== undefined && { code }))).toBe(isSo)
})
