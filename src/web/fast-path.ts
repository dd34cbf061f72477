import type { IncomingMessage, ServerResponse } from 'node:http'
import { usable } from '../domain/settings/reading'
import { accessBy } from './access/access'
import type { Recognised } from './access/recognised'
import { objectionTo, securityHeaders } from './net/hardening'
import { type SharedPage, sendCompressed } from './pages/compressed'
import type { AppPorts } from './ports'

/** Answers the request, or leaves it untouched and calls `otherwise`. */
export type FastPath = (request: IncomingMessage, response: ServerResponse, otherwise: () => void) => void

/**
 * Answers repeated requests for a shared page ahead of Express, whose middleware costs more than the page (an open page
 * reloads every half a minute). The same functions check hardening and the log-in, and Express gives every answer but the
 * page itself.
 *
 * @param pages the shared pages by their paths
 */
export function createFastPath(
  { tls }: Pick<AppPorts, 'tls'>,
  recognised: Recognised,
  pages: Readonly<Record<string, SharedPage>>,
): FastPath {
  const ownHeaders = [...securityHeaders(), ['Cache-Control', 'no-store'] as const]

  return (request, response, otherwise) => {
    const { method, url = '', headers } = request
    const shared = method === 'GET' && Object.hasOwn(pages, url) ? pages[url] : undefined
    // A request without a known cookie costs no file access here.
    if (shared === undefined || !recognised.has(headers.cookie)) return otherwise()
    answer(shared, request, response).then(
      answered => answered || otherwise(),
      // Express meets the same failure and reports it.
      () => response.headersSent || otherwise(),
    )
  }

  async function answer(
    shared: SharedPage,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const { reading, page } = await shared()
    const access = accessBy(reading)
    if (access.kind !== 'login' || !recognised.isLoggedIn(request.headers.cookie, access.login)) return false
    if ((await objectionTo(request, usable(reading, 'web'), tls)) !== undefined) return false
    for (const [name, value] of ownHeaders) response.setHeader(name, value)
    await sendCompressed(request, response, page)
    return true
  }
}
