/** A worker's deliveries by e-mail to several recipients: a real SMTP server that refuses whom a test names, and a real Redis. */
import { onTestFinished } from 'vitest'
import type { AlertKind, Delivery, DeliveryRecord, PlannedAlert } from '../../src/domain/alerts/alert'
import type { Channel } from '../../src/domain/alerts/channel'
import type { AlertStore, DeliverResult, PermitAlert, PushStore } from '../../src/domain/alerts/ports'
import { connectWorker, type RedisTarget } from '../../src/io/redis/client'
import { createDeliverAlert } from '../../src/operations/alerts/deliver-alert'
import { createTestChannel } from '../../src/operations/alerts/test-channel'
import { plannedAt } from './alerts'
import { deliveryPorts } from './delivery-ports'
import { startSmtp } from './smtp'

export const HOUR = 3_600_000
export const [ANNA, BERT, CARL] = ['anna@example.org', 'bert@example.org', 'carl@example.org'] as const

export interface MailPlace {
  now: number
  /** The channel `hook`. */
  channel: Channel
  /** The next answers to a recipient, of which the last one stays; another recipient is taken. */
  codes: Record<string, number[]>
  /** The subject and the recipients of each mail. */
  readonly mails: string[]
  /** The recipients in the head of each mail. */
  readonly heads: string[]
  /** The lines of the log. */
  readonly logged: string[]
  readonly store: AlertStore
  readonly push: PushStore
  /** The same channel with these recipients. */
  mailTo(...to: string[]): Channel
  record(id: string): Promise<DeliveryRecord | undefined>
  /** An attempt of a worker that has just started. */
  attempt(of: PlannedAlert, around?: Around): Promise<DeliverResult>
  /** Attempts at the moments that they name, until the end. */
  untilEnd(of: PlannedAlert): Promise<void>
  test(): Promise<Delivery>
}

interface Around {
  readonly permit?: PermitAlert
  readonly store?: Partial<AlertStore>
}

export async function openMailPlace(target: RedisTarget): Promise<MailPlace> {
  const connection = connectWorker(target)
  onTestFinished(() => connection.disconnect())
  const { port } = await startSmtp(
    {
      onRcptTo: ({ address }, _session, done) => {
        const left = place.codes[address] ?? []
        const responseCode = (left.length > 1 ? left.shift() : left[0]) ?? 250
        done(responseCode === 250 ? null : Object.assign(new Error('no'), { responseCode }))
      },
    },
    ({ to, source }) => {
      place.mails.push(`${/^Subject: (.*)\r$/m.exec(source)?.[1]} to ${to.join(' ')}`)
      place.heads.push(/^To: (.*)\r$/m.exec(source)?.[1] ?? '')
    },
  )
  const mailTo = (...to: string[]): Channel => {
    const settings = { host: '127.0.0.1', port: String(port), security: 'none', from: 'pi@example.org' }
    return { name: 'hook', kind: 'email', origin: 'ini', settings: { ...settings, to: to.join(', ') } }
  }
  const note = (line: unknown) => void place.logged.push(String(line))
  const ports = deliveryPorts(connection, {
    now: () => place.now,
    channels: () => [place.channel, { ...place.channel, name: 'other' }],
    note,
  })
  const { store, push } = ports
  const place: MailPlace = {
    now: Date.parse('2026-11-20T12:00:00Z'),
    channel: mailTo(ANNA, BERT),
    codes: {},
    ...{ mails: [], heads: [], logged: [], store, push, mailTo },
    record: async id => await store.record('book', id),
    attempt: async (of, { permit, store: other } = {}) => {
      const deliver = createDeliverAlert({
        ...ports,
        store: { ...store, ...other },
        ...(permit && { permit }),
      })
      return await deliver(of, HOUR)
    },
    untilEnd: async of => {
      for (let ended = false; !ended; ) {
        const { retryInMs } = await place.attempt(of)
        place.now += retryInMs ?? 0
        ended = retryInMs === undefined
      }
    },
    test: async () => await createTestChannel(ports)(place.channel),
  }
  return place
}

/** An alert of one outage, about no check, so that it holds whatever is remembered. */
export function alertAfter({ now }: MailPlace, id: string, kind: AlertKind, before?: string): PlannedAlert {
  const planned = plannedAt(now, id, before)
  return { ...planned, alert: { ...planned.alert, kind, key: 'outage' } }
}
