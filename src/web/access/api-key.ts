import type { Request } from 'express'
import type { ApiKey } from '../../domain/access/api-key'
import type { AppPorts } from '../ports'

/** The key that a request carries in `X-Api-Key` or as a bearer; undefined when it carries none that is valid. */
export async function apiKeyOf(
  { headers }: Pick<Request, 'headers'>,
  { apiKeys, now }: Pick<AppPorts, 'apiKeys' | 'now'>,
): Promise<ApiKey | undefined> {
  const [, bearer] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const secret = headers['x-api-key'] || bearer
  return typeof secret === 'string' && secret.length <= 200 ? await apiKeys.find(secret, now()) : undefined
}
