/** The request of most services: JSON by POST. */
import type { NotifierContext } from '../domain/alerts/ports'
import type { Exchange } from '../domain/net/exchange'
import { JSON_TYPE, limits } from './judge'

/** `content`: an object, or JSON already. */
export function postJson(
  { http, notAfter }: Pick<NotifierContext, 'http' | 'notAfter'>,
  url: string,
  content: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Exchange> {
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  return http.send({ method: 'POST', url, body, headers: { ...JSON_TYPE, ...headers } }, limits({ notAfter }))
}
