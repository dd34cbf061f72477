import { get } from 'node:http'
import type { Occasion } from '../domain/heartbeat'

/** The web app itself answers within two seconds; a machine under load gets some more. */
const PATIENCE_MS = 8_000
const MOST_CHARACTERS = 10_000

export type HeartbeatAnswer =
  | { readonly taken: true; readonly job: string }
  | { readonly taken: false; readonly reason: string }

/** Asks the local web app to queue a heartbeat. Bad news is a value; nothing is thrown. */
export function askForHeartbeat(port: number, occasion: Occasion): Promise<HeartbeatAnswer> {
  return new Promise(resolve => {
    const refused = (reason: string) => resolve({ taken: false, reason })
    const options = { host: '127.0.0.1', port, path: `/heartbeat?for=${occasion}`, agent: false }
    const request = get({ ...options, signal: AbortSignal.timeout(PATIENCE_MS) }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', chunk => {
        text += chunk
        if (text.length > MOST_CHARACTERS) response.destroy(new Error('its answer is too long'))
      })
      response.on('end', () => resolve(judge(response.statusCode ?? 0, text)))
      response.on('error', error => refused(reasonOf(error, port)))
    })
    request.on('error', error => refused(reasonOf(error, port)))
  })
}

function judge(status: number, text: string): HeartbeatAnswer {
  const answer = parse(text)
  if (status === 202 && typeof answer.job === 'string') return { taken: true, job: answer.job }
  const reason = typeof answer.error === 'string' ? answer.error : 'is another program on its port?'
  return { taken: false, reason: `the web app answered ${status}: ${reason}` }
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
