/** The format of checks, signals and bodies in Redis: small, since a hundred signals of ten thousand checks are kept. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { firstBytes, lastBytes } from '../../domain/shorten'
import type { Check } from '../../domain/watch/check'
import type { KeptBody, Watched } from '../../domain/watch/ports'
import { BODY_LIMIT, ENDING_LIMIT, type KeptSignal, type Signal } from '../../domain/watch/signal'
import type { CheckState } from '../../domain/watch/state'

/** Formats `version|state as JSON`, whose version can be compared without reading the state. */
export function encodeState(version: string, state: CheckState): string {
  return `${version}|${JSON.stringify(state)}`
}

export function decodeWatched(plan: string, versioned: string): Watched {
  const bar = versioned.indexOf('|')
  return {
    check: JSON.parse(plan) as Check,
    state: JSON.parse(versioned.slice(bar + 1)) as CheckState,
    version: versioned.slice(0, bar),
  }
}

const KINDS = ['success', 'fail', 'start', 'log'] as const

/** Formats fields without names, with tabs between them and the moment in base 36; empty fields at the end are left out. */
export function encodeSignal(n: number, { kind, at, detail }: Signal, duration: number | undefined): string {
  const { body = '', exitCode, rid, from, agent, method, via } = detail
  const took = duration ?? detail.duration
  const size = body === '' ? undefined : Buffer.byteLength(body)
  const fields = [
    n,
    KINDS.indexOf(kind),
    at.toString(36),
    size,
    took,
    exitCode,
    withoutTabs(via),
    withoutTabs(method),
    withoutTabs(from),
    withoutTabs(agent),
    withoutTabs(rid),
  ]
  return fields.join('\t').trimEnd()
}

function withoutTabs(text: string | undefined): string | undefined {
  return text?.replaceAll('\t', ' ')
}

export function decodeSignal(line: string): KeptSignal {
  const [n, kind, at = '', size, duration, exitCode, via, method, from, agent, rid] = line.split('\t')
  const number = (text: string | undefined) => (text ? Number(text) : undefined)
  return {
    n: Number(n),
    kind: KINDS[Number(kind)] ?? 'log',
    at: Number.parseInt(at, 36),
    bodySize: number(size) ?? 0,
    ...given({ duration: number(duration) }),
    detail: given({ exitCode: number(exitCode), via, method, from, agent, rid }),
  }
}

/** Leaves out undefined and empty fields. */
function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}

/** Shorter text gets no smaller by compression. */
const COMPRESS_FROM = 300

export function encodeBody(n: number, { kind, at, detail: { ending } }: Signal, body: string): string {
  const compressed = body.length < COMPRESS_FROM ? undefined : deflateRawSync(body).toString('base64')
  return JSON.stringify([
    n,
    KINDS.indexOf(kind),
    at,
    ...(compressed === undefined ? [body] : ['', compressed]),
    ...(compressed !== undefined && ending !== undefined ? [ending] : []),
  ])
}

type StoredBody = [n: number, kind: number, at: number, plain: string, compressed?: string, ending?: string]

export function decodeBody(text: string): KeptBody {
  const [n, kind, at, plain, compressed, ending] = JSON.parse(text) as StoredBody
  const body = compressed === undefined ? plain : inflateRawSync(Buffer.from(compressed, 'base64')).toString()
  return { n, kind: KINDS[kind] ?? 'log', at, body, ...given({ ending }) }
}

/** Cuts a signal to a size that can be kept: its body to whole characters, its other texts to `LONGEST_TEXT`. */
export function bounded(signal: Signal): Signal {
  const { body = '', ending, agent = '', from = '', via = '', method = '' } = signal.detail
  const longest = Math.max(agent.length, from.length, via.length, method.length)
  if (longest <= LONGEST_TEXT && body.length * 3 <= BODY_LIMIT) return signal
  const short = (text: string) => text.slice(0, LONGEST_TEXT)
  const first = firstBytes(body, BODY_LIMIT)
  const last = ending ?? (first.length < body.length ? body : undefined)
  return {
    ...signal,
    detail: {
      ...signal.detail,
      ...given({ body: first, ending: last === undefined ? undefined : lastBytes(last, ENDING_LIMIT) }),
      ...given({ agent: short(agent), from: short(from), via: short(via), method: short(method) }),
    },
  }
}

/** The part of a signal that is kept of a check that waits to be adopted: neither words nor runs of their own. */
export function modest({
  detail: { body: _body, ending: _ending, rid: _rid, ...detail },
  ...same
}: Signal): Signal {
  return { ...same, detail: { ...detail, ...given({ agent: detail.agent?.slice(0, SHORT_AGENT) }) } }
}

const SHORT_AGENT = 60

/** The length to which Healthchecks cuts a User-Agent. */
const LONGEST_TEXT = 200
