/** The second opinion: before a failure over the network takes a check down, peers are asked to look once, too. Pure. */

import { namesFile } from '../field'
import { visibleText } from '../visible-text'
import { hostAndPortOf } from './host-and-port'
import type { KindOfProbe } from './kind-of-probe'
import type { Answer, Look } from './look'
import { hostOf, leavesMachine, type Probe, timeoutOf } from './probe'
import { PROBE_KINDS } from './probe-kinds'

/** The kinds that a peer can look at without anything of this machine's. */
export const OPINION_KINDS = ['http', 'tcp', 'tls', 'dns', 'ping'] as const
export type OpinionKind = (typeof OPINION_KINDS)[number]

/** Milliseconds that a peer has for its look and its answer; then it has no opinion. */
export const OPINION_MS = 4_000

/** Further settings that no peer gets: a line to send would make it a sender for others. */
const KEPT_BACK = ['send', 'username']

/** A look that a peer is to make. */
export interface OpinionQuestion {
  readonly kind: OpinionKind
  readonly target: string
  /** Without secrets and files. */
  readonly settings: Readonly<Record<string, string>>
}

/** The opinion of one peer: it sees a success or a failure; any other answer counts as none. */
export interface Opinion {
  readonly peer: string
  readonly answer: Answer
  readonly detail: string
}

/** The choice of the owner; empty: by the target's address. */
export function opinionChoice({ settings }: Pick<Probe, 'settings'>): 'on' | 'off' | '' {
  const { secondopinion } = settings
  return secondopinion === 'on' || secondopinion === 'off' ? secondopinion : ''
}

/** The question for peers; undefined where a peer's look would be another one, for want of a secret or a file. */
export function opinionQuestion(probe: Probe): OpinionQuestion | undefined {
  const { kind, target, settings } = probe
  if (!isOpinionKind(kind) || !leavesMachine(probe) || opinionChoice(probe) === 'off') return undefined
  // A peer that has less time than the target may take would judge it too early.
  if (timeoutOf(probe) > 3 * OPINION_MS) return undefined
  const { fields }: KindOfProbe = PROBE_KINDS[kind]
  const given = fields.filter(({ key }) => settings[key])
  const isKept = given.some(
    field =>
      field.secret === true ||
      field.type === 'file' ||
      KEPT_BACK.includes(field.key) ||
      namesFile(field, settings[field.key] ?? ''),
  )
  if (isKept || !['', 'GET', 'HEAD'].includes(settings.method ?? '')) return undefined
  // A query may hold a secret.
  if (kind === 'http' && target.includes('?') && opinionChoice(probe) !== 'on') return undefined
  return { kind, target, settings: Object.fromEntries(given.map(({ key }) => [key, settings[key] ?? ''])) }
}

/** The hosts that such a look connects to; of a DNS record the name itself stands for them, and its name server. */
export function hostsOf({ kind, target, settings }: OpinionQuestion): readonly string[] {
  const resolver =
    kind === 'dns' && settings.resolver ? [hostAndPortOf(settings.resolver, 53)?.host ?? ''] : []
  return [hostOf({ kind, target }), ...resolver]
}

/** Reads a question that a peer sent; undefined for one of another form. */
export function readOpinionQuestion(value: unknown): OpinionQuestion | undefined {
  const { kind, target, settings } = Object(value) as Record<string, unknown>
  if (typeof kind !== 'string' || !isOpinionKind(kind) || typeof target !== 'string') return undefined
  const entries = Object.entries(Object(settings) as Record<string, unknown>)
  if (!entries.every(([, text]) => typeof text === 'string')) return undefined
  const question = { kind, target, settings: Object.fromEntries(entries) as Record<string, string> }
  // A question that a peer of ours would not send is none.
  const asked = opinionQuestion({ ...question, every: 60_000 })
  return asked
}

export function readOpinion(peer: string, value: unknown): Opinion | undefined {
  const { answer, detail } = Object(value) as Record<string, unknown>
  if ((answer !== 'success' && answer !== 'failure') || typeof detail !== 'string') return undefined
  return { peer, answer, detail: visibleText(detail.slice(0, 200)).replace(/\s+/g, ' ') }
}

/** The failure with the opinions of the peers that have one. It stays a failure. */
export function withOpinions(look: Look, opinions: readonly Opinion[]): Look {
  const others = opinions.filter(({ answer }) => answer === 'failure')
  const contrary = opinions.filter(({ answer }) => answer === 'success')
  if (contrary.length > 0) {
    const names = contrary.map(({ peer }) => peer).join(' and ')
    return {
      ...look,
      detail: `${look.detail}; down from here only: ${names} ${contrary.length === 1 ? 'reaches' : 'reach'} it`,
    }
  }
  const [first] = others
  if (first === undefined) return look
  const names = others.map(({ peer }) => peer).join(' and ')
  return {
    ...look,
    detail: `${look.detail}; down from both: ${names} ${others.length === 1 ? 'sees' : 'see'} it fail, too (${first.detail})`,
  }
}

/** Whether a peer may have a look made: of these kinds, at hosts with these names, or at public ones. */
export function mayLook(
  question: OpinionQuestion,
  { kinds, hosts }: { readonly kinds: readonly string[]; readonly hosts: readonly string[] },
  isPublic: (host: string) => boolean,
): boolean {
  return (
    kinds.includes(question.kind) && hostsOf(question).every(host => isNamed(host, hosts) || isPublic(host))
  )
}

/** `nas.local`, `192.168.1.20` or `*.example.org`. */
export function isNamed(host: string, patterns: readonly string[]): boolean {
  const plain = host.toLowerCase().replace(/\.$/, '')
  return patterns.some(pattern =>
    pattern.startsWith('*.')
      ? plain.endsWith(pattern.slice(1).toLowerCase())
      : plain === pattern.toLowerCase(),
  )
}

function isOpinionKind(kind: string): kind is OpinionKind {
  return OPINION_KINDS.some(one => one === kind)
}
