import { connect } from 'node:net'
import type { Occasion } from '../../domain/heartbeat/heartbeat'
import { TICK_PATIENCE_MS } from '../../domain/time/limits'
import { readTickSecret } from './tick-secret'

const MOST_CHARACTERS = 10_000
const unreachable = (why: string) => `cannot be reached: ${why}`

export type HeartbeatAnswer =
  | { readonly taken: true; readonly job: string }
  /** `organ`: the one at which it stopped. `isCut`: the connection was closed without an answer. */
  | {
      readonly taken: false
      readonly organ: 'ini' | 'disk' | 'web' | 'redis'
      readonly reason: string
      readonly isCut?: boolean
    }

export type HealthAnswer =
  | { readonly up: true; readonly closed?: string }
  | { readonly up: false; readonly reason: string }

/**
 * Requests the heartbeat of the present slot, or of a boot with that id, from the local web app, with the secret in the
 * runtime folder. A failure is a value; nothing is thrown.
 */
export async function requestHeartbeat(
  port: number,
  occasion: Occasion,
  slot: number,
  runtime: string,
  boot = '',
): Promise<HeartbeatAnswer> {
  const ofBoot = boot === '' ? '' : `&boot=${encodeURIComponent(boot)}`
  const { proof, missing } = proofIn(runtime)
  const answer = await request(port, `/heartbeat?for=${occasion}&slot=${slot}${ofBoot}`, proof)
  if ('reason' in answer) return { taken: false, organ: 'web', ...answer }
  const { job, error, organ } = parse(answer.text)
  if (answer.status === 202 && typeof job === 'string') return { taken: true, job }
  if (answer.status === 403 && missing !== undefined)
    return {
      taken: false,
      organ: 'web',
      reason: `the web app answered 403, since the tick cannot prove that it is one: ${missing}`,
    }
  // The log of a tick has one line, even when another program answers on that port.
  const reason =
    typeof error === 'string' ? error.replace(/[\p{Cc}\s]+/gu, ' ') : 'is another program on its port?'
  return {
    taken: false,
    organ: organ === 'ini' || organ === 'redis' || organ === 'disk' ? organ : 'web',
    reason: `the web app answered ${answer.status}: ${reason}`,
  }
}

/** The header that proves the tick, or why there is none: the web app makes the secret when it starts. */
function proofIn(runtime: string): { readonly proof: string; readonly missing?: string } {
  try {
    return { proof: `X-Intvlm8r-Tick: ${readTickSecret(runtime)}\r\n` }
  } catch (error) {
    return { proof: '', missing: (error as Error).message }
  }
}

/** Requests the local web app's health: whether it answers at all, and why a port of the INI could not be opened. */
export async function requestHealth(port: number): Promise<HealthAnswer> {
  const answer = await request(port, '/healthz')
  if ('reason' in answer) return { up: false, reason: answer.reason }
  const { status, closed } = parse(answer.text)
  if (answer.status === 200 && status === 'ok')
    return { up: true, ...(typeof closed === 'string' && { closed }) }
  return { up: false, reason: `what answers on port ${port} is another program` }
}

interface Answer {
  readonly status: number
  readonly text: string
}

interface Failure {
  readonly reason: string
  readonly isCut: boolean
}

/** The errors of a connection that the other side closed. */
const CUT = ['ECONNRESET', 'EPIPE']

/**
 * Sends a GET in HTTP/1.0 by itself: node:http takes longer to load than the rest of the tick to run. The answer is in
 * one piece and ends with the connection (RFC 1945).
 */
function request(port: number, path: string, proof = ''): Promise<Answer | Failure> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(port, '127.0.0.1')
    const end = (result: Answer | Failure) => {
      clearTimeout(patience)
      socket.destroy()
      resolve(result)
    }
    const fail = (why: string, isCut = false) => end({ reason: `the web app on port ${port} ${why}`, isCut })
    const patience = setTimeout(
      () => fail(`did not answer within ${TICK_PATIENCE_MS / 1000} s`),
      TICK_PATIENCE_MS,
    )
    socket.setEncoding('utf8')
    socket.on('error', (error: NodeJS.ErrnoException) =>
      fail(reasonOf(error), CUT.includes(error.code ?? '')),
    )
    socket.on('data', chunk => {
      answer += chunk
      if (answer.length > MOST_CHARACTERS) fail(unreachable('its answer is too long'))
    })
    socket.on('end', () => {
      const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(answer) ?? []
      const body = answer.indexOf('\r\n\r\n')
      if (status === undefined || body === -1) fail(unreachable('it hung up'), answer === '')
      else end({ status: Number(status), text: answer.slice(body) })
    })
    socket.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n${proof}\r\n`)
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ECONNREFUSED' ? 'does not run (connection refused)' : unreachable(message)
}
