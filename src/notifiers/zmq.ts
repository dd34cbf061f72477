/** 0MQ: publishes a message of five frames for other programs, by way of the program that has the sockets. */
import type { Alert } from '../domain/alerts/alert'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'

const NOBODY =
  'the program for 0MQ does not run, or [Zmq] publish in the INI names no address; see docs/zmq.md'

/** Type, sender, event, moment and text. A program subscribes to the types that it wants. */
export function zmqFrames(alert: Alert): readonly (readonly string[])[] {
  // The changes of a digest are messages of their own.
  if (alert.items !== undefined && alert.items.length > 0) return alert.items.flatMap(zmqFrames)
  const [sender = '', ...event] = (alert.job ?? alert.name).split('/')
  const due = new Date(alert.since ?? alert.at).toISOString()
  return [[typeOf(alert), sender, event.join('/'), due, reportOf(alert)]]
}

function typeOf({ kind, reason, check }: Alert): string {
  if (kind === 'test') return 'TEST'
  if (kind === 'resolve') return 'RECOVERED'
  if (check === undefined) return 'NOTICE'
  return reason === 'failure' ? 'FAILED' : 'MISSED'
}

export const zmq: Notifier = async (alert, _channel, { publish }) => {
  for (const frames of zmqFrames(alert))
    if (((await publish?.(frames)) ?? 0) === 0)
      return { ok: false, permanent: false, untaken: true, detail: NOBODY }
  return { ok: true, detail: 'published' }
}
