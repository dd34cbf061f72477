import type { IncomingMessage } from 'node:http'
import type { TickSecret } from '../../domain/heartbeat/ports'
import { isSame } from '../pages/form'

/** The header in which the tick sends its secret, as node:http names it. */
const HEADER = 'x-intvlm8r-tick'

/** Whether the request has the tick's secret. @throws Error of the system while there is none and none can be made */
export function isTick({ headers }: IncomingMessage, secret: TickSecret): boolean {
  const shown = headers[HEADER]
  return isSame(typeof shown === 'string' ? shown : '', secret.read())
}
