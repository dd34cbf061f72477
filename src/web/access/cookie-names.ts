import { hkdfSync } from 'node:crypto'
import type { SessionFile } from '../../domain/access/ports'

/** Of earlier versions, for every appliance. */
const SESSION = 'intvlm8r'
const DEVICE = 'intvlm8r-device'
const HOST = '__Host-'

export interface CookieNames {
  /** Of the session over http. */
  readonly session: string
  /** Over https: browsers take it only from this very host, over https, and for all its pages (RFC 6265bis, 4.1.3.2). */
  readonly hostSession: string
  readonly device: string
  /** The same as earlier versions named them. */
  readonly earlier: Readonly<Record<'session' | 'hostSession' | 'device', string>>
}

/**
 * Returns the names of this appliance's cookies: a browser sends a cookie to every port of its host (RFC 6265, 8.5), so that two
 * appliances there need names of their own. They follow from the key that signs the cookies, and do not disclose it.
 */
export function cookieNames({ secret }: Pick<SessionFile, 'secret'>): CookieNames {
  const own = Buffer.from(hkdfSync('sha256', secret, '', 'names of cookies', 4)).toString('hex')
  return {
    session: `${SESSION}-${own}`,
    hostSession: `${HOST}${SESSION}-${own}`,
    device: `${DEVICE}-${own}`,
    earlier: { session: SESSION, hostSession: `${HOST}${SESSION}`, device: DEVICE },
  }
}
