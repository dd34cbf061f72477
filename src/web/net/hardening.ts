import type { IncomingMessage } from 'node:http'
import { type Application, Router } from 'express'
import helmet, { type HelmetOptions } from 'helmet'
import { usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import { Refusal } from '../pages/errors'
import type { AppPorts } from '../ports'
import { isLoopback } from './addresses'
import { foreignHost } from './own-host'

/** The first handler of every request: security headers, Host allow-list, TLS where the INI wants it, CSRF defence. */
export function hardening({ settings, tls }: Pick<AppPorts, 'settings' | 'tls'>): Router {
  const router = Router()
  const headers = securityHeaders()

  router.use(async (request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    const reading = await settings.read()
    response.locals.reading = reading
    const web = usable(reading, 'web')
    trustProxy(request.app, web?.trustproxy ? isOwnProxy : false)
    const objection = await objectionTo(request, web, tls)
    if (objection?.status === 308) {
      const path = request.originalUrl.startsWith('/') ? request.originalUrl : '/'
      return response.set('Cache-Control', 'no-store').redirect(308, `https://${request.headers.host}${path}`)
    }
    if (objection !== undefined) throw new Refusal(objection.status, objection.message)
    const { origin, host = '', 'sec-fetch-site': site } = request.headers
    if (!isRead(request.method) && !isOwnForm(origin, site, `${request.protocol}://${host}`))
      throw new Refusal(403, FOREIGN_FORM)
    next()
  })
  return router
}

/** 308 redirects to https. */
interface Objection {
  readonly status: 308 | 403 | 421 | 503
  readonly message: string
}

/** Why the request may not be served, by its Host header and its connection; undefined when it may. */
export async function objectionTo(
  request: IncomingMessage,
  web: Settings['web'] | undefined,
  tls: AppPorts['tls'],
): Promise<Objection | undefined> {
  const { method, socket } = request
  const { remoteAddress = '' } = socket
  const foreign = foreignHost(request, web)
  if (foreign !== undefined) return { status: 421, message: foreign }
  if ('encrypted' in socket || isLoopback(remoteAddress)) return undefined
  // Whether pages have to be encrypted is unknown then.
  if (web === undefined) return { status: 503, message: BROKEN_WEB }
  const state = await tls()
  if (state === 'off') return undefined
  if (state === 'broken') return { status: 503, message: BROKEN_TLS }
  return isRead(method) ? { status: 308, message: '' } : { status: 403, message: PLAIN_POST }
}

/**
 * Only the proxy on this machine is believed, and of it the last address that it names: all others come from the client,
 * which may be on loopback, too.
 */
function isOwnProxy(address: string, hops: number): boolean {
  return hops === 0 && isLoopback(address)
}

/** Set only on a change, since Express compiles the setting each time. */
function trustProxy(app: Application, whom: typeof isOwnProxy | false): void {
  if (app.get('trust proxy') !== whom) app.set('trust proxy', whom)
}

/** Helmet's headers, worked out once, since they are the same for every answer. */
export function securityHeaders(): readonly (readonly [string, string])[] {
  const headers = new Map<string, string>()
  const response = {
    setHeader: (name: string, value: string) => void headers.set(name, value),
    removeHeader: () => {},
  }
  helmet(HEADERS)({} as never, response as never, error => {
    if (error !== undefined) throw error
  })
  return [...headers]
}

/**
 * The defence against cross-site request forgery, beside SameSite=Lax: a browser sends the origin of the form with
 * every POST. A request without one is not from a browser, or from an old one, which the cookie's SameSite holds back.
 */
function isOwnForm(origin: string | undefined, site: string | string[] | undefined, own: string): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return true
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).origin === new URL(own).origin
}

function isRead(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/**
 * HSTS is off, since a certificate of the LAN may be removed again. So are the headers that browsers ignore with a warning
 * on plain http. `no-referrer` would make browsers send `Origin: null` with the appliance's own forms.
 */
const HEADERS: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
}

const BROKEN_WEB =
  'The [Web] section of the INI has faults. Until they are mended, pages are shown on the appliance itself only; its log names the faults.'
const BROKEN_TLS =
  'The INI asks for https, but the certificate or key (tlscert, tlskey in [Web]) cannot be used. Nothing is shown without encryption; the log of the appliance names the cause.'
const PLAIN_POST = 'This has to be sent over https; open the page again with https:// in front.'
const FOREIGN_FORM =
  'This was sent from a page under another address. Open the page again and repeat it. Behind a reverse proxy: let the proxy pass on the Host header, and set trustproxy = on in [Web].'
