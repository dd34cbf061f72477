import type { Request, Response } from 'express'
import { t } from '../../domain/language/text'
import type { Settings } from '../../domain/settings/settings'
import type { Clock } from '../../domain/time/clock'
import { wantsPage } from '../pages/errors'
import { type Refused, withRefusal } from './credentials'
import type { Sealed } from './sealed'
import { logInDigest } from './sessions'

/** Proofs, kept in a hidden field, that the password was right and only the code of the second factor is missing. */
export interface Passes {
  make(login: Settings['login']): string
  /** Whether it was made for this log-in within the last minutes. */
  isGood(pass: string, login: Settings['login']): boolean
}

const PURPOSE = 'the password was right'
const LIFETIME_MS = 5 * 60_000

export function createPasses(sealed: Sealed, now: Clock): Passes {
  return {
    make: login => sealed.seal({ login: logInDigest(login), at: now() }, PURPOSE),
    isGood: (pass, login) => {
      const { login: of, at } = Object(sealed.open(pass, PURPOSE))
      return of === logInDigest(login) && Math.abs(now() - at) <= LIFETIME_MS
    },
  }
}

export const TOO_LATE: Refused = {
  status: 401,
  message: 'The code came too late after the password. Log in again.',
}
const MISSING: Refused = {
  status: 401,
  message: 'The code of the second factor is missing: send it as code.',
}

interface CodePage {
  readonly next: string
  /** An interrupted form, sealed. */
  readonly form: string
  readonly pass: string
  /** Why the last code was not taken. */
  readonly refused?: Refused | undefined
}

/** Answers a right password with the page that asks for the code; programs send both at once. */
export function askForCode(request: Request, response: Response, { refused, ...page }: CodePage): void {
  const isPage = wantsPage(request)
  const refusal = refused ?? (isPage ? undefined : MISSING)
  if (refusal !== undefined) withRefusal(response, refusal)
  const message = refusal?.message ?? ''
  if (!isPage) response.json({ error: message })
  else response.render('access/code', { title: t('Log in'), current: '', loggedIn: false, ...page, message })
}
