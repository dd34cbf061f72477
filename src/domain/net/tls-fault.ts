/** Faults of TLS with their remedies, for people. */
import { localStamp } from '../time/local-time'

/** How to trust a certificate: this machine's authorities count, or those of a cafile alone. */
const BY_SYSTEM = 'as cafile in [Network] of the INI, or install it in this system (update-ca-certificates)'
const BY_CAFILE = 'in the cafile that is given for it, which alone counts'

const SELF_SIGNED = (host: string, remedy: string) =>
  `the certificate of ${host} is self-signed: name it ${remedy}`
const UNKNOWN_ISSUER = (host: string, remedy: string) =>
  `the certificate of ${host} comes from an issuer that is not trusted here: name the certificate of its issuer ${remedy}`
const OLD = (host: string) =>
  `${host} speaks only an outdated version of TLS, before 1.2: its software has to be renewed`
const WEAK = (host: string) =>
  `${host} encrypts or signs too weakly: its certificate or its software has to be renewed`
const CLIENT = (host: string) =>
  `${host} wants a certificate of its clients, and the appliance has none: use an address without that`

/** The codes of a certificate whose issuer is not known. */
const UNTRUSTED: Readonly<Record<string, (host: string, remedy: string) => string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host, remedy) =>
    `${UNKNOWN_ISSUER(host, remedy)}. Or its server leaves out a certificate between`,
}

const OTHERS: Readonly<Record<string, (host: string) => string>> = {
  CERT_REVOKED: host => `the certificate of ${host} is revoked: its owner has to renew it`,
  HOSTNAME_MISMATCH: host => `the certificate of ${host} is for another name`,
  CA_MD_TOO_WEAK: WEAK,
  CA_KEY_TOO_SMALL: WEAK,
  EE_KEY_TOO_SMALL: WEAK,
  ERR_SSL_EE_KEY_TOO_SMALL: WEAK,
  ERR_SSL_DH_KEY_TOO_SMALL: WEAK,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: host =>
    `${host} and this machine have no kind of encryption in common: its software may be outdated`,
  ERR_SSL_UNSUPPORTED_PROTOCOL: OLD,
  ERR_SSL_VERSION_TOO_LOW: OLD,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OLD,
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: host => `${host} speaks HTTP/2 only, which is not spoken here`,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: host =>
    `${host} does not know that name: copy the URL again from the service`,
  ERR_SSL_WRONG_VERSION_NUMBER: host => `${host} does not speak TLS (is it http:// rather than https://?)`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: host => `${host} does not speak TLS (is it http:// rather than https://?)`,
}

const REMEDIES = { ...OTHERS, ...UNTRUSTED }

export function isUntrusted(error: unknown): boolean {
  return Object.hasOwn(UNTRUSTED, codeOf(error))
}

/**
 * The fault and its remedy; undefined for an error that is none of TLS.
 *
 * @param now epoch milliseconds: a wrong clock makes every certificate invalid
 * @param hasCafile whether the authorities of a cafile for this host alone are trusted
 */
export function tlsFault(error: unknown, host: string, now: number, hasCafile = false): string | undefined {
  const code = codeOf(error)
  const clock = `the clock here says ${localStamp(now)}`
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${host} has expired, or the clock here is wrong: ${clock}. If that is right, the certificate's owner has to renew it`
    case 'CERT_NOT_YET_VALID':
      return `the certificate of ${host} is not valid yet, or the clock here is wrong: ${clock}. If it is wrong, set it (timedatectl)`
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of ${host} is for another name${namesOf(error)}: use that name in the URL, or let its owner renew it`
    default:
      return Object.hasOwn(REMEDIES, code)
        ? REMEDIES[code]?.(host, hasCafile ? BY_CAFILE : BY_SYSTEM)
        : undefined
  }
}

function codeOf(error: unknown): string {
  const { code, originalCode } = Object(error)
  return String(originalCode ?? code ?? '')
}

/** The first names that the certificate is for, in brackets. They are the server's words, so only names are shown. */
function namesOf(error: unknown): string {
  const { cert } = Object(error)
  const names = String(cert?.subjectaltname ?? '')
    .split(/,\s*/)
    .map(name => name.replace(/^(DNS|IP Address):/, ''))
    .filter(name => /^[\w.*:-]{1,80}$/.test(name))
  if (names.length === 0) return ''
  return ` (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''})`
}
