import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { SessionFile } from '../../domain/access/ports'
import type { Settings } from '../../domain/settings/settings'
import { isSame } from '../pages/form'
import { logInDigest } from './sessions'

const COOKIE = 'intvlm8r-device'
/** The longest that browsers keep a cookie. */
const DAYS_400_S = 400 * 86_400
const SCOPE = `Path=/login; Max-Age=${DAYS_400_S}; HttpOnly; SameSite=Strict`
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
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'known devices', 32))
  const sign = (id: string, login: Settings['login']) =>
    createHmac('sha256', key)
      .update(`${id} ${logInDigest(login)}`)
      .digest('base64url')

  function find({ headers: { cookie = '' } }: Request, login: Settings['login']): string | undefined {
    const [, id = '', mark = ''] =
      /(?:^|;\s*)intvlm8r-device=([\w-]{22})\.([\w-]{43})(?:;|$)/.exec(cookie) ?? []
    return id !== '' && isSame(mark, sign(id, login)) ? `device ${id}` : undefined
  }

  return {
    find,
    prepare: (_request, response, next) => {
      const { writeHead } = response
      response.writeHead = (...head: unknown[]) => {
        const { deviceCookie } = response.locals
        if (deviceCookie !== undefined) response.append('Set-Cookie', deviceCookie)
        return Reflect.apply(writeHead, response, head)
      }
      next()
    },
    remember: (request, response, login) => {
      const id = find(request, login)?.slice('device '.length) ?? randomBytes(ID_BYTES).toString('base64url')
      const secure = request.secure ? '; Secure' : ''
      response.locals.deviceCookie = `${COOKIE}=${id}.${sign(id, login)}; ${SCOPE}${secure}`
    },
  }
}
