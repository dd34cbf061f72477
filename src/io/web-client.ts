import { get } from 'node:http'
import type { Occasion } from '../domain/heartbeat'

/** The web app itself answers within two seconds; a machine under load gets some more. */
const PATIENCE_MS = 8_000
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
  const reason = typeof error === 'string' ? error : 'is another program on its port?'
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

function ask(port: number, path: string): Promise<{ status: number; text: string } | { reason: string }> {
  return new Promise(resolve => {
    const fail = (error: Error) => resolve({ reason: reasonOf(error, port) })
    const options = { host: '127.0.0.1', port, path, agent: false, signal: AbortSignal.timeout(PATIENCE_MS) }
    const request = get(options, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        text += chunk
        if (text.length > MOST_CHARACTERS) response.destroy(new Error('its answer is too long'))
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', fail)
    })
    request.on('error', fail)
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

function reasonOf(error: NodeJS.ErrnoException, port: number): string {
  const where = `the web app on port ${port}`
  if (error.code === 'ECONNREFUSED') return `${where} does not run (connection refused)`
  if (error.name === 'AbortError' || error.name === 'TimeoutError' || error.code === 'ABORT_ERR') {
    return `${where} did not answer within ${PATIENCE_MS / 1000} s`
  }
  return `${where} cannot be reached: ${error.message}`
}
