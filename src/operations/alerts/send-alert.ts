/** A call of a channel's notifier, bounded in time. */
import type { Alert, Delivery } from '../../domain/alerts/alert'
import { attemptMs, type Channel } from '../../domain/alerts/channel'
import type { Notifier, NotifierContext } from '../../domain/alerts/ports'
import type { HttpClient } from '../../domain/net/http-client'
import type { Clock } from '../../domain/time/clock'

export interface SendPorts
  extends Pick<
    NotifierContext,
    'http' | 'otherWay' | 'smtpOf' | 'push' | 'incidents' | 'publish' | 'programs'
  > {
  readonly now: Clock
  readonly notifiers: Readonly<Record<Channel['kind'], Notifier>>
  /** The appliance's page without a slash at its end, where it is known. */
  readonly page: () => Promise<string | undefined>
  /** Milliseconds for one attempt; absent: as many as the channel needs. */
  readonly deadlineMs?: number
  /** Called with an error that a notifier threw, which none should. */
  readonly onError: (error: Error) => void
}

/** Whatever a notifier does, there is an outcome by the deadline. */
export async function sendAlert(
  {
    now,
    notifiers,
    http,
    otherWay,
    smtpOf,
    push,
    incidents,
    publish,
    programs,
    page,
    deadlineMs: given,
    onError,
  }: SendPorts,
  alert: Alert,
  channel: Channel,
  notAfter: number,
  { withhold, settled, among }: Pick<NotifierContext, 'withhold' | 'settled' | 'among'> = {},
): Promise<Delivery> {
  if (channel.problem !== undefined)
    return { ok: false, permanent: false, untaken: true, detail: channel.problem }
  const deadlineMs = given ?? attemptMs(channel)
  const seconds = deadlineMs / 1000
  const late: Delivery = { ok: false, permanent: false, detail: `no answer within ${seconds} s` }
  const deadline = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<Delivery>(resolve => {
    timer = setTimeout(() => {
      deadline.abort()
      // A notifier may know more of what it gives up now.
      setImmediate(resolve, late)
    }, deadlineMs)
  })
  try {
    const address = await page()
    const context = {
      signal: deadline.signal,
      notAfter,
      http:
        withhold === undefined
          ? http
          : ({
              send: (request, options) => http.send(request, { ...options, withhold }),
            } satisfies HttpClient),
      withhold,
      otherWay,
      smtpOf,
      push,
      incidents,
      publish,
      programs,
      settled,
      among,
      now: now(),
      ...(address !== undefined && { page: address }),
    }
    return await Promise.race([notifiers[channel.kind](alert, channel, context), ended])
  } catch (error) {
    onError(error as Error)
    return { ok: false, permanent: false, detail: 'something unexpected went wrong here; see the log' }
  } finally {
    clearTimeout(timer)
  }
}
