import type { IncomingMessage } from 'node:http'
import { type Application, Router } from 'express'
import helmet, { type HelmetOptions } from 'helmet'
import { usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import { Refusal } from '../pages/errors'
import type { AppPorts } from '../ports'
import { isLoopback, isOwnHost } from './addresses'

/** What every request passes first: headers, Host allow-list, TLS where the INI wants it, CSRF defence. */
export function hardening({ settings, tls }: Pick<AppPorts, 'settings' | 'tls'>): Router {
  const router = Router()
  const headers = securityHeaders()

  router.use(async (request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    const reading = await settings.read()
    response.locals.reading = reading
    const web = usable(reading, 'web')
    trustProxy(request.app, web?.trustproxy ? 'loopback' : false)
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

/** 308: it has to be asked for over https. */
interface Objection {
  readonly status: 308 | 403 | 421 | 503
  readonly message: string
}

/** Why nothing is shown to a request that came under this name and over this connection; undefined where something may be. */
export async function objectionTo(
  { headers, method, socket }: IncomingMessage,
  web: Settings['web'] | undefined,
  tls: AppPorts['tls'],
): Promise<Objection | undefined> {
  const { remoteAddress = '', localAddress = '' } = socket
  if (!isOwnHost(headers.host, localAddress, web?.hostnames ?? []))
    return { status: 421, message: UNKNOWN_HOST }
  if ('encrypted' in socket || isLoopback(remoteAddress)) return undefined
  // Nobody knows then whether the page is meant to be encrypted.
  if (web === undefined) return { status: 503, message: BROKEN_WEB }
  const state = await tls()
  if (state === 'off') return undefined
  if (state === 'broken') return { status: 503, message: BROKEN_TLS }
  return isRead(method) ? { status: 308, message: '' } : { status: 403, message: PLAIN_POST }
}

/** Express works out anew whom to trust whenever it is told. */
function trustProxy(app: Application, whom: 'loopback' | false): void {
  if (app.get('trust proxy') !== whom) app.set('trust proxy', whom)
}

/** They are the same for every answer, so helmet is asked once. */
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
 * Against cross-site request forgery, beside SameSite=Strict: a browser says on every POST where the form stood. What
 * says nothing is no browser, or an old one that the cookie's rule holds back.
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
 * HSTS is left off, since a certificate of the LAN may go again; so are the headers that browsers only complain of on
 * plain http. `no-referrer` would make browsers send `Origin: null` with our own forms.
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

const UNKNOWN_HOST =
  'The appliance does not answer to the name in this address. Open it by its own name or IP address, or add the name to hostnames in the [Web] section of its INI.'
const BROKEN_WEB =
  'The [Web] section of the INI has faults, and pages are shown on the appliance itself only until they are mended; its log says what they are.'
const BROKEN_TLS =
  'The INI asks for https, but the certificate or key (tlscert, tlskey in [Web]) cannot be used. Nothing is shown without encryption; the log of the appliance says what is wrong.'
const PLAIN_POST = 'This has to be sent over https; open the page again with https:// in front.'
const FOREIGN_FORM =
  'This was sent from a page under another address than its own. Open the page again and repeat it. Behind a reverse proxy: let it pass on the Host header, and set trustproxy = on in [Web].'
