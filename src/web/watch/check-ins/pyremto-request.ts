import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { LONGEST_SPAN } from '../../../domain/watch/field-types'
import { Refusal } from '../../pages/errors'

const MINUTE = 60_000
const AGENT_LIMIT = 200

/** A request of pyremto's convention, version 2: everything stands in headers. */
export interface PyremtoRequest {
  /** Whether the client wants this action. */
  wants(action: string): boolean
  readonly at: number
  readonly address: string
  readonly agent: string | undefined
  readonly tag: string
  readonly name: string | undefined
  readonly password: string | undefined
  /** Milliseconds within which a tag has to ping; undefined where it is not a whole number of minutes. */
  readonly interval: number | 'none' | undefined
}

/** @throws Refusal for another method or version */
export function pyremtoRequest(
  { headers, method }: IncomingMessage,
  address: string,
  at: number,
): PyremtoRequest {
  if (method !== 'POST') throw new Refusal(405, 'everything is POSTed')
  if (headers.backendversion !== '2') throw new Refusal(400, 'backendversion has to be 2')
  return {
    wants: action => headers[action] === 'true',
    at,
    address,
    agent: textOf(headers, 'user-agent')?.slice(0, AGENT_LIMIT),
    tag: textOf(headers, 'tag') ?? '',
    name: textOf(headers, 'name'),
    password: textOf(headers, 'password'),
    interval: intervalOf(textOf(headers, 'alive-interval-minutes') ?? '-1'),
  }
}

/** Undefined for a header that is missing or empty. */
function textOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? decoded(value) : undefined
}

/** Node reads headers as Latin-1, as Python's clients send them; other clients send UTF-8, as a page sends its form. */
function decoded(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** -1 is none; everything else below 1 is 1. */
function intervalOf(minutes: string): number | 'none' | undefined {
  if (!/^-?\d{1,9}$/.test(minutes)) return undefined
  const count = Number(minutes)
  return count === -1 ? 'none' : Math.min(Math.max(count, 1) * MINUTE, LONGEST_SPAN)
}
