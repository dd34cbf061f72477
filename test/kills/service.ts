/** The receivers of the alerts: a webhook and a paging service, which note everything that they took. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Host } from './fleet'

export type Channel = 'hook' | 'duty'
export const CHANNELS: readonly Channel[] = ['hook', 'duty']

/** A message that was taken: answered 2xx, whether or not the answer arrived. */
export interface Message {
  readonly channel: Channel
  /** The host whose worker sent it. */
  readonly host: Host
  /** trigger, resolve, digest, ... */
  readonly kind: string
  /** Shared by trigger and resolve. */
  readonly key: string
  readonly text: string
  readonly at: number
}

export interface Service {
  readonly url: string
  readonly messages: readonly Message[]
  /** Requests that were answered 500. */
  readonly refused: () => number
  close(): void
}

const REFUSED = 0.002
/** Milliseconds that an answer takes: mostly few, sometimes long enough to be killed in. */
const delayOf = (random: () => number) => {
  const kind = random()
  return kind < 0.7 ? random() * 20 : kind < 0.96 ? random() * 400 : random() * 3_000
}

export async function startService(random: () => number, host = '127.0.0.1'): Promise<Service> {
  const messages: Message[] = []
  let refused = 0
  const server = createServer(async (request, response) => {
    request.on('error', () => {})
    response.on('error', () => {})
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return // Its sender died in the middle of it.
    if (random() < REFUSED) {
      refused++
      response.writeHead(500).end()
      return
    }
    const [, host, door] = (request.url ?? '').split('/') as [string, Host, string]
    const alert = JSON.parse(body)
    const at = Date.now()
    if (door === 'hook')
      messages.push({
        channel: 'hook',
        host,
        kind: alert.kind,
        key: alert.key,
        text: `${alert.subject}\n${alert.text}`,
        at,
      })
    else
      messages.push({ channel: 'duty', host, kind: alert.event_action, key: alert.dedup_key, text: '', at })
    await pause(delayOf(random))
    response.writeHead(202).end()
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    messages,
    refused: () => refused,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
