/** A mail server that notes each alert that it took: its Message-ID is its key, and its sender's name shows the member. */
import type { Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Message, Refusal } from '../judge/history'
import { delayOf, type Manners } from '../support/alert-service'
import { startSmtp } from '../support/smtp'

export interface MailService {
  readonly host: string
  readonly port: number
  readonly messages: readonly Message[]
  readonly refusals: readonly Refusal[]
  close(): Promise<void>
}

/** As smtp-server has it. */
interface Connection {
  readonly session: unknown
  readonly _socket: Socket
}

export async function startMailService(
  random: () => number,
  host: string,
  manners: Manners,
): Promise<MailService> {
  const messages: Message[] = []
  const refusals: Refusal[] = []
  const { server, port, close } = await startSmtp(
    {
      onData: async (stream, session, done) => {
        const source = (await buffer(stream).catch(() => undefined))?.toString()
        if (source === undefined) return // Its sender died in the middle of it.
        const at = Date.now()
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const member = from.split('@')[0] ?? ''
        if (random() < manners.refused) {
          refusals.push({ channel: 'mail', member, at })
          done(Object.assign(new Error('not now'), { responseCode: 451 }))
          return
        }
        const taken = { channel: 'mail', member, at, ...alertOf(source), answered: false }
        messages.push(taken)
        const isCut = random() < manners.cut
        await pause(delayOf(random))
        const connection = [...(server.connections as Set<Connection>)].find(one => one.session === session)
        taken.answered = !isCut && connection !== undefined
        if (isCut) connection?._socket.resetAndDestroy()
        else done()
      },
    },
    undefined,
    host,
  )
  return { host, port, messages, refusals, close: async () => void (await close()) }
}

/** Of a resolve the mail that it answers, too: that has the incident's key. */
function alertOf(source: string): Pick<Message, 'kind' | 'key' | 'text'> {
  const header = (name: string) =>
    new RegExp(`^${name}: *(?:\r\n\\s+)?(.*)`, 'im').exec(source)?.[1]?.trim() ?? ''
  const inBrackets = (value: string) => value.replace(/^<|@.*$/g, '')
  const [subject, own, answered] = [header('subject'), header('message-id'), header('in-reply-to')]
  const kind = /^\[(DOWN|FLAPPING)\]/.test(subject) ? 'trigger' : answered !== '' ? 'resolve' : 'digest'
  return { kind, key: inBrackets(answered || own), text: source.replaceAll('=\r\n', '') }
}
