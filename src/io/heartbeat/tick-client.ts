import { connect } from 'node:net'
import type { Occasion } from '../../domain/heartbeat/heartbeat'
import { TICK_PATIENCE_MS } from '../../domain/time/limits'

const MOST_CHARACTERS = 10_000

export type HeartbeatAnswer =
  | { readonly taken: true; readonly job: string }
  /** `organ`: where it stopped. */
  | { readonly taken: false; readonly organ: 'web' | 'redis'; readonly reason: string }

/** `since` (epoch milliseconds): when it was asked. */
export type HealthAnswer =
  | { readonly up: true; readonly since: number }
  | { readonly up: false; readonly reason: string }

/** Asks the local web app to queue the heartbeat of that slot, which is the present one. Bad news is a value; nothing is thrown. */
export async function askForHeartbeat(
  port: number,
  occasion: Occasion,
  slot: number,
): Promise<HeartbeatAnswer> {
  const answer = await ask(port, `/heartbeat?for=${occasion}&slot=${slot}`)
  if ('reason' in answer) return { taken: false, organ: 'web', reason: answer.reason }
  const { job, error, organ } = parse(answer.text)
  if (answer.status === 202 && typeof job === 'string') return { taken: true, job }
  // The log of a tick is one line, whoever is on that port.
  const reason =
    typeof error === 'string' ? error.replace(/[\p{Cc}\s]+/gu, ' ') : 'is another program on its port?'
  return {
    taken: false,
    organ: organ === 'redis' ? organ : 'web',
    reason: `the web app answered ${answer.status}: ${reason}`,
  }
}

/** Whether the local web app answers at all. */
export async function askForHealth(port: number): Promise<HealthAnswer> {
  const answer = await ask(port, '/healthz')
  if ('reason' in answer) return { up: false, reason: answer.reason }
  if (answer.status === 200 && parse(answer.text).status === 'ok') return { up: true, since: Date.now() }
  return { up: false, reason: `what answers on port ${port} is another program` }
}

/**
 * The tick's only request, so it speaks HTTP/1.0 itself: node:http takes longer to load than the rest of the tick to
 * run. The answer to that is in one piece and ends with the connection (RFC 1945).
 */
function ask(port: number, path: string): Promise<{ status: number; text: string } | { reason: string }> {
  return new Promise(resolve => {
    const where = `the web app on port ${port}`
    let answer = ''
    const socket = connect(port, '127.0.0.1')
    const end = (result: { status: number; text: string } | { reason: string }) => {
      clearTimeout(patience)
      socket.destroy()
      resolve(result)
    }
    const patience = setTimeout(
      () => end({ reason: `${where} did not answer within ${TICK_PATIENCE_MS / 1000} s` }),
      TICK_PATIENCE_MS,
    )
    socket.setEncoding('utf8')
    socket.on('error', error => end({ reason: reasonOf(error, where) }))
    socket.on('data', chunk => {
      answer += chunk
      if (answer.length > MOST_CHARACTERS)
        end({ reason: `${where} cannot be reached: its answer is too long` })
    })
    socket.on('end', () => {
      const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(answer) ?? []
      const body = answer.indexOf('\r\n\r\n')
      if (status === undefined || body === -1) end({ reason: `${where} cannot be reached: it hung up` })
      else end({ status: Number(status), text: answer.slice(body) })
    })
    socket.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException, where: string): string {
  if (code === 'ECONNREFUSED') return `${where} does not run (connection refused)`
  return `${where} cannot be reached: ${message}`
}
