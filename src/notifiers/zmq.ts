/** 0MQ: publishes a message of five frames for other programs, by way of the program that has the sockets. */
import { type Alert, alertAddress } from '../domain/alerts/alert'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'

const NOBODY =
  'the program for 0MQ does not run, or has none of the addresses of [Zmq] publish in the INI; see docs/zmq.md'

/** Bytes of a text, as many as are taken of one that comes by 0MQ. */
const LIMIT = 10_000

/**
 * Type, sender, event, moment and text. A program subscribes to the types that it wants.
 *
 * @param page the address of the appliance's page, where it is known
 */
export function zmqFrames(alert: Alert, page?: string): readonly (readonly string[])[] {
  // The changes of a digest are messages of their own.
  if (alert.items !== undefined && alert.items.length > 0)
    return alert.items.flatMap(item => zmqFrames(item, page))
  const [sender = '', ...event] = (alert.job ?? alert.name).split('/')
  const due = new Date(alert.since ?? alert.at).toISOString()
  const text = reportOf(alert, {
    tags: true,
    link: alertAddress(alert, page),
    fits: text => Buffer.byteLength(text) <= LIMIT,
  })
  return [[typeOf(alert), sender, event.join('/'), due, text]]
}

function typeOf({ kind, reason, check }: Alert): string {
  if (kind === 'test') return 'TEST'
  if (kind === 'resolve') return 'RECOVERED'
  if (check === undefined) return 'NOTICE'
  return reason === 'failure' ? 'FAILED' : 'MISSED'
}

export const zmq: Notifier = async (alert, _channel, { page, publish }) => {
  for (const [before, frames] of zmqFrames(alert, page).entries())
    if (((await publish?.(frames)) ?? 0) === 0)
      return { ok: false, permanent: false, ...(before === 0 && { untaken: true }), detail: NOBODY }
  return { ok: true, detail: 'published' }
}
