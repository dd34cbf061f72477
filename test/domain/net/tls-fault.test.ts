import { expect, test } from 'vitest'
import { isUntrusted, tlsFault } from '../../../src/domain/net/tls-fault'
import { inZone } from '../../support/zone'

const NOW = Date.parse('2026-11-20T10:00:00Z')
const fault = (error: object, hasCafile = false) =>
  inZone('UTC', () => tlsFault(error, 'nas', NOW, hasCafile))

test.each([
  [
    'CERT_HAS_EXPIRED',
    /^the certificate of nas has expired, .* the clock here says 2026\/11\/20 10:00:00\. /,
  ],
  ['CERT_NOT_YET_VALID', /^the certificate of nas is not valid yet, .* says 2026\/11\/20 10:00:00\. /],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /^the certificate of nas is self-signed: name it as cafile in \[Network\]/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /^the certificate of nas comes from an issuer that is not trusted here/],
  ['UNABLE_TO_GET_ISSUER_CERT', /^the certificate of nas comes from an issuer that is not trusted here/],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    /^the certificate of nas comes from an issuer that is not trusted here/,
  ],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not trusted here.*Or its server leaves out a certificate between$/],
  ['CERT_REVOKED', /^the certificate of nas is revoked/],
  ['HOSTNAME_MISMATCH', /^the certificate of nas is for another name$/],
  ['CA_MD_TOO_WEAK', /^nas encrypts or signs too weakly/],
  ['CA_KEY_TOO_SMALL', /^nas encrypts or signs too weakly/],
  ['EE_KEY_TOO_SMALL', /^nas encrypts or signs too weakly/],
  ['ERR_SSL_EE_KEY_TOO_SMALL', /^nas encrypts or signs too weakly/],
  ['ERR_SSL_DH_KEY_TOO_SMALL', /^nas encrypts or signs too weakly/],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', /^nas and this machine have no kind of encryption in common/],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', /^nas speaks only an outdated version of TLS/],
  ['ERR_SSL_VERSION_TOO_LOW', /^nas speaks only an outdated version of TLS/],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /^nas speaks only an outdated version of TLS/],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', /^nas speaks HTTP\/2 only/],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /^nas wants a certificate of its clients/],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', /^nas does not know that name/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /^nas does not speak TLS/],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', /^nas does not speak TLS/],
])('%s has a remedy', (code, words) => {
  expect(fault({ code })).toMatch(words)
  expect(fault({ code: 'ESOCKET', originalCode: code })).toMatch(words)
})

test('an issuer is named in the cafile where that alone counts', () => {
  expect(fault({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, true)).toBe(
    'the certificate of nas is self-signed: name it in the cafile that is given for it, which alone counts',
  )
})

test.each([
  ['DNS:a.org, DNS:*.a.org', ' (a.org, *.a.org)'],
  ['DNS:a, IP Address:192.0.2.1, DNS:c, DNS:d', ' (a, 192.0.2.1, c, ...)'],
  ['DNS:a, DNS:b, DNS:c', ' (a, b, c)'],
  ['DNS:<b>, URI:x y', ''],
  [`DNS:${'x'.repeat(81)}`, ''],
  [undefined, ''],
  ['DNS:a,  DNS:b', ' (a, b)'],
  ['xDNS:a', ' (xDNS:a)'],
])('a certificate for %j shows%s', (subjectaltname, names) => {
  const error = { code: 'ERR_TLS_CERT_ALTNAME_INVALID', cert: { subjectaltname } }
  expect(fault(error)).toBe(
    `the certificate of nas is for another name${names}: use that name in the URL, or let its owner renew it`,
  )
})

test('a certificate that was not shown has no names', () => {
  expect(fault({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })).toBe(
    'the certificate of nas is for another name: use that name in the URL, or let its owner renew it',
  )
})

test('another error is none of TLS', () => {
  for (const error of [{ code: 'ECONNRESET' }, {}, { code: 'constructor' }, { code: 'toString' }])
    expect([isUntrusted(error), fault(error)]).toEqual([false, undefined])
  expect(isUntrusted({ code: 'SELF_SIGNED_CERT_IN_CHAIN' })).toBe(true)
  expect(isUntrusted({ code: 'CERT_REVOKED' })).toBe(false)
})
