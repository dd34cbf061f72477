/** Errors of mailboxes: the step at which it failed, and whether user and password are at fault. */
import { expect, it } from 'vitest'
import { troubleOf } from '../../../src/io/mail/imap-trouble'

const trouble = (fields: object, secret?: 'password' | 'token') =>
  troubleOf(Object.assign(new Error('words'), fields), 'mail.example', 'mail', 0, secret)

it('a refused log-in asks for user and password, or for the token', () => {
  expect(trouble({ authenticationFailed: true })).toEqual({
    ...{ step: 'login', refused: true },
    detail: 'log-in refused by mail.example (IMAP): check user and password',
  })
  expect(
    trouble({ authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' }, 'token'),
  ).toEqual({
    ...{ step: 'login', refused: true },
    detail: 'log-in refused by mail.example (IMAP): check user and token',
  })
})

it.each(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN', 'THROTTLED'])(
  'a log-in that is not taken at present (%s) is not refused for its password',
  serverResponseCode => {
    expect(trouble({ authenticationFailed: true, serverResponseCode })).toEqual({
      ...{ step: 'login', detail: `mail.example takes no log-in at present (${serverResponseCode})` },
    })
  },
)

it.each<[string, string, RegExp]>([
  ['ECONNREFUSED', 'connection', /^mail\.example refuses connections$/],
  ['ECONNRESET', 'connection', /^mail\.example closed/],
  ['EPIPE', 'connection', /^mail\.example closed/],
  ['EHOSTUNREACH', 'connection', /^mail\.example cannot be reached$/],
  ['ETIMEDOUT', 'connection', /^mail\.example does not answer/],
  ['CONNECT_TIMEOUT', 'connection', /^mail\.example does not answer/],
  ['GREETING_TIMEOUT', 'connection', /^mail\.example does not answer/],
  ['ETIMEOUT', 'connection', /^mail\.example does not answer/],
  ['ENOTFOUND', 'connection', /no host of the name mail\.example$/],
  ['EAI_AGAIN', 'connection', /name server/],
  ['ENETUNREACH', 'connection', /no network here leads to mail\.example$/],
  ['UPGRADE_TIMEOUT', 'tls', /^mail\.example does not begin TLS/],
  ['MissingServerExtension', 'tls', /^mail\.example offers no STARTTLS$/],
  ['STARTTLS_INJECTION', 'tls', /attack$/],
  ['ClosedAfterConnectTLS', 'connection', /^mail\.example closed/],
  ['ClosedAfterConnectText', 'connection', /^mail\.example closed/],
  ['NoConnection', 'connection', /^mail\.example closed/],
  ['EConnectionClosed', 'connection', /^mail\.example closed/],
  ['LiteralTooLarge', 'mail', /more than is read$/],
  ['LineTooLarge', 'mail', /more than is read$/],
  ['ResponseTooLarge', 'mail', /more than is read$/],
  ['TooManyTokens', 'mail', /more than is read$/],
  ['CERT_HAS_EXPIRED', 'tls', /^the certificate of mail\.example has expired/],
  ['CERT_ODD', 'tls', /^the certificate of mail\.example is not to be trusted here \(CERT_ODD\)$/],
  ['ODD_SIGNED', 'tls', /\(ODD_SIGNED\)$/],
  ['ODD_ISSUER', 'tls', /\(ODD_ISSUER\)$/],
  ['OTHER', 'mail', /^mail\.example gave no answer that can be used \(OTHER\)$/],
  ['two words', 'mail', /^mail\.example gave no answer that can be used$/],
  ['', 'mail', /^mail\.example gave no answer that can be used$/],
])('the error %s is one of the %s', (code, step, detail) => {
  expect(trouble({ code })).toEqual({ step, detail: expect.stringMatching(detail) })
})

it('a TLS that failed without a code that is known is one of TLS', () => {
  expect(trouble({ tlsFailed: true, code: 'OTHER' })).toEqual({
    ...{ step: 'tls', detail: 'mail.example offers no TLS that can be used here' },
  })
  expect(trouble({ tlsFailed: true, code: 'ECONNRESET' }).step).toBe('connection')
})

it('an error without any field is one of the step in which it came', () => {
  expect(troubleOf(new Error('words'), 'mail.example', 'folder', 0)).toEqual({
    ...{ step: 'folder', detail: 'mail.example gave no answer that can be used' },
  })
})
