import type { Request } from 'express'
import type { ApiKey } from '../../domain/access/api-key'
import type { AppPorts } from '../ports'

/** The refusal of a key whose time is over. */
export const EXPIRED_KEY = 'this API key has expired; make a new one on the page at /keys'

/** The key that a request carries in `X-Api-Key` or as a bearer; undefined when it carries none that there is. */
export async function apiKeyOf(
  { headers }: Pick<Request, 'headers'>,
  { apiKeys, now }: Pick<AppPorts, 'apiKeys' | 'now'>,
): Promise<ApiKey | 'expired' | undefined> {
  const [, bearer] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const secret = headers['x-api-key'] || bearer
  return typeof secret === 'string' && secret.length <= 200 ? await apiKeys.find(secret, now()) : undefined
}
