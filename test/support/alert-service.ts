/** The receivers of alerts: a webhook and a paging service, which note everything that they took. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

/** A message that was taken: answered 2xx, whether or not the answer arrived. */
export interface Message {
  readonly channel: string
  /** The host whose worker sent it: the first part of the path. */
  readonly host: string
  /** trigger, resolve, digest, ... */
  readonly kind: string
  /** Shared by trigger and resolve. */
  readonly key: string
  readonly text: string
  readonly at: number
  /** The connection was there when the answer was written. */
  answered: boolean
  /** When it was written. */
  answeredAt?: number
}

/** Shares of the requests that a service treats badly. */
export interface Manners {
  readonly refused: number
  /** Taken, and then the connection is cut in place of an answer. */
  readonly cut: number
}

export interface AlertService {
  readonly url: string
  readonly messages: readonly Message[]
  /** Requests that were answered 500. */
  readonly refusals: readonly Pick<Message, 'channel' | 'host' | 'at'>[]
  close(): void
}

const POLITE: Manners = { refused: 0.002, cut: 0 }

/** Milliseconds that an answer takes: mostly few, sometimes long enough to be killed in. */
export const delayOf = (random: () => number) => {
  const kind = random()
  return kind < 0.7 ? random() * 20 : kind < 0.96 ? random() * 400 : random() * 3_000
}

export async function startAlertService(
  random: () => number,
  { host = '127.0.0.1', manners = POLITE } = {},
): Promise<AlertService> {
  const messages: Message[] = []
  const refusals: Pick<Message, 'channel' | 'host' | 'at'>[] = []
  const server = createServer(async (request, response) => {
    request.on('error', () => {})
    response.on('error', () => {})
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return // Its sender died in the middle of it.
    const [, sender = '', door] = (request.url ?? '').split('/')
    const at = Date.now()
    const channel = door === 'v2' ? 'duty' : (door ?? '')
    if (random() < manners.refused) {
      refusals.push({ channel, host: sender, at })
      response.writeHead(500).end()
      return
    }
    const alert = JSON.parse(body)
    const taken: Message = {
      channel,
      host: sender,
      kind: channel === 'duty' ? alert.event_action : alert.kind,
      key: channel === 'duty' ? alert.dedup_key : alert.key,
      text: channel === 'duty' ? (alert.payload?.summary ?? '') : `${alert.subject}\n${alert.text}`,
      at,
      answered: false,
    }
    messages.push(taken)
    await answer(taken, response, random, manners)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    messages,
    refusals,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(
  taken: Message,
  response: ServerResponse,
  random: () => number,
  { cut }: Manners,
): Promise<void> {
  const isCut = random() < cut
  await pause(delayOf(random))
  if (isCut || response.destroyed) return void response.socket?.resetAndDestroy()
  taken.answered = true
  taken.answeredAt = Date.now()
  response.writeHead(202).end()
}
