import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { SessionFile } from '../../domain/access/ports'
import type { Settings } from '../../domain/settings/settings'
import { isSame } from '../pages/form'
import { cookieNames } from './cookie-names'
import { logInDigest } from './sessions'

/** The longest that browsers keep a cookie. */
const DAYS_400_S = 400 * 86_400
const PATH = 'Path=/login'
const SCOPE = `${PATH}; Max-Age=${DAYS_400_S}; HttpOnly; SameSite=Strict`
const ID_BYTES = 16

/**
 * Devices that have logged in before, by a signed cookie (as OWASP's device cookies): what others guess, from whatever
 * address, costs them neither time nor a pause at the log-in. It lets nobody in, and is of no use once the password or the
 * second factor is another one: somebody who knew the password before could have as many devices as he likes.
 */
export interface KnownDevices {
  /** Returns the device's key for the throttle; undefined for one that has not logged in yet. */
  find(request: Request, login: Settings['login']): string | undefined
  /** Goes before the handler of sessions: the session's cookie stays the first of an answer, which scripts take. */
  readonly prepare: RequestHandler
  /** Call it at a log-in. */
  remember(request: Request, response: Response, login: Settings['login']): void
}

/** Signs with a key that is made from the sessions' own. */
export function createKnownDevices({ secret }: Pick<SessionFile, 'secret'>): KnownDevices {
  const { device: name, earlier } = cookieNames({ secret })
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'known devices', 32))
  const sign = (id: string, login: Settings['login']) =>
    createHmac('sha256', key)
      .update(`${id} ${logInDigest(login)}`)
      .digest('base64url')

  /** The id that a cookie of that name has. */
  function idIn({ headers: { cookie = '' } }: Request, name: string, login: Settings['login']) {
    const form = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{22})\\.([\\w-]{43})(?:;|$)`)
    const [, id = '', mark = ''] = form.exec(cookie) ?? []
    return id !== '' && isSame(mark, sign(id, login)) ? id : undefined
  }

  return {
    find: (request, login) => {
      const id = idIn(request, name, login) ?? idIn(request, earlier.device, login)
      return id === undefined ? undefined : `device ${id}`
    },
    prepare: (_request, response, next) => {
      const { writeHead } = response
      response.writeHead = (...head: unknown[]) => {
        const { deviceCookies } = response.locals
        if (deviceCookies !== undefined) response.append('Set-Cookie', deviceCookies)
        return Reflect.apply(writeHead, response, head)
      }
      next()
    },
    remember: (request, response, login) => {
      const before = idIn(request, earlier.device, login)
      const id = idIn(request, name, login) ?? before ?? randomBytes(ID_BYTES).toString('base64url')
      const secure = request.secure ? '; Secure' : ''
      response.locals.deviceCookies = [
        `${name}=${id}.${sign(id, login)}; ${SCOPE}${secure}`,
        // A mark of another appliance on this host is left to that one.
        ...(before === undefined ? [] : [`${earlier.device}=; ${PATH}; Max-Age=0${secure}`]),
      ]
    },
  }
}
