/** The certificate of the page: its facts, and when a self-signed one is renewed. Pure. */

import { localStamp } from '../time/local-time'

/** The file in the state folder with the certificate that the appliance made, and its key, as [Web] tlscert names it. */
export const SELF_SIGNED = 'self-signed.pem'
/** The file in the state folder with the appliance's own authority and its key. */
export const AUTHORITY = 'authority.pem'
/** Each new one has to be installed on every device. */
export const AUTHORITY_DAYS = 7300

/** As long as Apple's devices accept at most: each renewal costs every browser a comparison. */
export const SELF_SIGNED_DAYS = 825

const DAY = 86_400_000
/** So long before the end of one the next is made, and its fingerprint shown in advance. */
const PREPARED = 30 * DAY
/** So long before its end it is replaced. */
const REPLACED = 7 * DAY
/** So long after it was made, a renewal is still shown: until two weeks after the end of the one before. */
const SHOWN = PREPARED + 14 * DAY

export interface CertificateFacts {
  /** SHA-256, as browsers show it: `79:4A:…`. */
  readonly fingerprint: string
  /** Host names and addresses. */
  readonly names: readonly string[]
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
}

/** The self-signed certificates that there are. */
export interface SelfSignedState {
  readonly current?: CertificateFacts
  /** Replaces the current one before its end. */
  readonly next?: CertificateFacts
  readonly before?: CertificateFacts
}

/** The step that a renewal takes now, if any. */
export function renewalStep(
  { current, next }: SelfSignedState,
  now: number,
): 'prepare' | 'replace' | undefined {
  if (current === undefined) return undefined
  if (now >= current.until - REPLACED) return 'replace'
  return next === undefined && now >= current.until - PREPARED ? 'prepare' : undefined
}

/** Sentences for the owner about a renewal that is near, or was done lately. */
export function renewalSentences({ current, next, before }: SelfSignedState, now: number): readonly string[] {
  if (current !== undefined && next !== undefined) {
    const day = localStamp(current.until - REPLACED).slice(0, 10)
    return [
      `It is renewed on ${day}, and browsers warn then. Its new fingerprint (SHA-256) will be ${next.fingerprint}`,
    ]
  }
  return current !== undefined && before !== undefined && now < current.from + SHOWN
    ? [`It was renewed. Its new fingerprint (SHA-256) is ${current.fingerprint}`]
    : []
}

/** So long before its end somebody should have renewed the owner's own, if a sixth of its life is not shorter. */
const DUE = 14 * DAY

/** The troubles with the page's certificate, in sentences; `facts`: undefined where it cannot be read. */
export function certificateTroubles(
  kind: PageCertificate['kind'],
  facts: CertificateFacts | undefined,
  isUsable: boolean,
  now: number,
): readonly string[] {
  if (kind === 'none') return []
  if (facts === undefined || !isUsable)
    return ['It cannot be used, as [Web] tlscert and tlskey name it. Type: intvlm8r logs']
  const { from, until } = facts
  const end = localStamp(until).slice(0, 16)
  if (until <= now) return [`It ended on ${end}: browsers refuse the page or warn of it. Renew it.`]
  const due = kind === 'self-signed' ? REPLACED - DAY : Math.min(DUE, (until - from) / 6)
  if (until - now > due) return []
  return [
    `It ends on ${end}${kind === 'self-signed' ? ', and could not be renewed by itself' : ''}: renew it.`,
  ]
}

/** The authority that signs the certificates of the page: what a device has to trust. */
export interface AuthorityFacts {
  /** Its certificate, without the key. */
  readonly pem: string
  readonly facts: CertificateFacts
}

/** Makes the self-signed certificate and keeps it; its calls fail with the remedy in the message. */
export interface SelfSigned {
  state(): Promise<SelfSignedState>
  /** Makes the current one; `names` beside those that this machine knows of itself. */
  make(names: readonly string[]): Promise<CertificateFacts>
  /** The same where its file is missing; undefined where there is one, of whomever. */
  makeMissing(names: readonly string[]): Promise<CertificateFacts | undefined>
  /**
   * Makes the next one, with the names of the current one; `widen`: with an authority made anew where the present one does not
   * vouch for a new name of this machine.
   */
  prepare(options?: { readonly widen?: boolean }): Promise<CertificateFacts>
  /** Undefined while none is made. */
  authority(): Promise<AuthorityFacts | undefined>
  /** Puts the next one in the place of the current one. */
  replace(): Promise<CertificateFacts>
}

export type SwitchOn =
  | { readonly kind: 'on'; readonly facts: CertificateFacts; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly reason: string }

/** Makes a self-signed certificate, unless there is one, and names it in the INI; never in the place of the owner's own. */
export type SwitchTlsOn = (names: readonly string[]) => Promise<SwitchOn>

/** The certificate of the page, as the page itself shows it. */
export interface PageCertificate {
  /** `own`: the INI names one of the owner's. */
  readonly kind: 'none' | 'own' | 'self-signed'
  /** Undefined without one, and while it cannot be read. */
  facts(): Promise<CertificateFacts | undefined>
  /** The self-signed ones, as they were at the last look, at most a day ago. */
  selfSigned(): SelfSignedState
  /** Undefined while none is made. */
  authority(): Promise<AuthorityFacts | undefined>
  /** Makes the self-signed one anew, signed by the authority. */
  renew(): Promise<CertificateFacts>
  readonly switchOn: SwitchTlsOn
}

export function kindOfCertificate(tlscert: string): PageCertificate['kind'] {
  return tlscert === '' ? 'none' : tlscert === SELF_SIGNED ? 'self-signed' : 'own'
}
