/** The days for which the certificates of a server are valid yet: its own, and those of its issuers. */

import type { DetailedPeerCertificate } from 'node:tls'
import { counted } from '../domain/counted'
import type { Look, Task } from '../domain/probes/look'

const DAY = 86_400_000

export function judgeDays(
  leaf: DetailedPeerCertificate,
  { target, settings, now }: Pick<Task, 'target' | 'settings' | 'now'>,
): Look {
  const chain = chainOf(leaf)
  const early = chain.find(each => Date.parse(each.valid_from) > now)
  if (early !== undefined)
    return {
      answer: 'failure',
      detail: `${whose(early, leaf, target)} is valid only from ${early.valid_from} on`,
    }
  const first = chain.reduce((one, other) => (endOf(other) < endOf(one) ? other : one))
  const left = endOf(first) - now
  const subject = whose(first, leaf, target)
  if (left <= 0) {
    const ago = Math.floor(-left / DAY)
    const when = ago === 0 ? 'today' : `${counted(ago, 'day')} ago`
    return { answer: 'failure', detail: `${subject} has expired ${when}` }
  }
  const detail = `${subject} expires in ${counted(Math.floor(left / DAY), 'day')}`
  if (left < Number(settings.days) * DAY) return { answer: 'failure', detail }
  const isSoon = settings.warndays && left < Number(settings.warndays) * DAY
  return {
    answer: 'success',
    detail,
    ...(isSoon && { warning: `${detail}, fewer than ${settings.warndays}` }),
  }
}

const endOf = ({ valid_to }: DetailedPeerCertificate) => Date.parse(valid_to)

function whose(certificate: DetailedPeerCertificate, leaf: DetailedPeerCertificate, target: string): string {
  if (certificate === leaf) return `the certificate of ${target}`
  const { CN, O } = certificate.subject
  return `the certificate of ${target}'s issuer ${JSON.stringify(CN ?? O ?? '')}`
}

/** From the leaf upwards, without the root: its age is of no interest to anybody who trusts it. */
function chainOf(leaf: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
  const chain = [leaf]
  const seen = new Set<string>()
  for (let at = leaf.issuerCertificate; at?.fingerprint256 !== undefined; at = at.issuerCertificate) {
    if (seen.has(at.fingerprint256)) break
    seen.add(at.fingerprint256)
    // A root is its own issuer.
    if (at.issuerCertificate?.fingerprint256 === at.fingerprint256) break
    if (JSON.stringify(at.issuer) === JSON.stringify(at.subject)) break
    chain.push(at)
  }
  return chain
}
