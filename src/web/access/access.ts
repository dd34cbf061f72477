import type { Response } from 'express'
import { parsePasswordHash } from '../../domain/access/password'
import { type Reading, readingProblem, usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { memo } from '../pages/memo'

/**
 * Access by the present INI: with the password, with the setup link, or for nobody while the INI hides whether there is a
 * password.
 */
export type Access =
  | { readonly kind: 'login'; readonly login: Settings['login'] }
  | { readonly kind: 'setup'; readonly login: Settings['login']; readonly revision: string }
  | { readonly kind: 'locked'; readonly why: string }

export async function readAccess(settings: SettingsFile): Promise<Access> {
  return accessBy(await settings.read())
}

/** Access by the INI as it was when the request arrived (see hardening and login-page), so that a request reads it once. */
export function accessOf({ locals }: Response): Access {
  return accessBy(locals.reading as Reading)
}

/** The log-in of the INI, for doors that stand behind it. */
export function loginOf(response: Response): Settings['login'] {
  const access = accessOf(response)
  if (access.kind !== 'login') throw new Error('nobody is logged in here')
  return access.login
}

/** Remembered for each reading; an unchanged INI comes as the same reading. */
export const accessBy = memo((reading: Reading): Access => {
  const login = usable(reading, 'login')
  if (login === undefined || reading.kind === 'unreadable')
    return { kind: 'locked', why: readingProblem(reading) ?? '' }
  if (login.passwordHash === '') return { kind: 'setup', login, revision: reading.revision }
  if (parsePasswordHash(login.passwordHash) === undefined) return { kind: 'locked', why: ODD_HASH }
  return { kind: 'login', login }
})

const ODD_HASH =
  '[Login] passwordhash: is not a hash that this appliance made; type "sudo intvlm8r set-password" on the appliance'

/** The page that a log-in leads to: `next` if it is a page of the appliance, else Home. */
export function localPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, BASE)) return '/'
  const { origin, pathname, search } = new URL(next, BASE)
  const odd = origin !== BASE || pathname.startsWith('//') || /^\/(login|logout|setup)\b/.test(pathname)
  return odd ? '/' : pathname + search
}

const BASE = 'http://appliance.invalid'
