import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Reading, usable } from '../domain/settings/reading'
import { accessBy } from './access/access'
import type { Recognised } from './access/sessions'
import { objectionTo, securityHeaders } from './net/hardening'
import { type Packed, sendPacked } from './pages/compressed'
import type { AppPorts } from './ports'

/** A page that is the same for all who look at it now, and the INI by which it was made. */
export type Glance = () => Promise<{ readonly reading: Reading; readonly page: Packed }>

/** Answers, or leaves the request as it was and calls `otherwise`. */
export type GlanceDoor = (request: IncomingMessage, response: ServerResponse, otherwise: () => void) => void

/**
 * A page at which somebody who is logged in looks again and again (an open page asks every half a minute): answered
 * before Express sees it, since the way through its middleware costs more than the page. By the same rules: it asks
 * what hardening and the log-in ask, and wherever the answer would not be the page, or is not known, it is for Express
 * to give.
 *
 * @param glances by their paths
 */
export function glanceDoor(
  { tls }: Pick<AppPorts, 'tls'>,
  recognised: Recognised,
  glances: Readonly<Record<string, Glance>>,
): GlanceDoor {
  const ownHeaders = [...securityHeaders(), ['Cache-Control', 'no-store'] as const]

  return (request, response, otherwise) => {
    const { method, url = '', headers } = request
    const glance = method === 'GET' && Object.hasOwn(glances, url) ? glances[url] : undefined
    // A stranger has nothing looked up.
    if (glance === undefined || !recognised.has(headers.cookie)) return otherwise()
    answer(glance, request, response).then(
      answered => answered || otherwise(),
      // Express meets with the same trouble, and says so.
      () => response.headersSent || otherwise(),
    )
  }

  async function answer(
    glance: Glance,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const { reading, page } = await glance()
    const access = accessBy(reading)
    if (access.kind !== 'login' || !recognised.isLoggedIn(request.headers.cookie, access.login)) return false
    if ((await objectionTo(request, usable(reading, 'web'), tls)) !== undefined) return false
    for (const [name, value] of ownHeaders) response.setHeader(name, value)
    await sendPacked(request, response, page)
    return true
  }
}
