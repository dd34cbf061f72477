import type { Request, RequestHandler, Response } from 'express'
import { isConfirmed } from '../../domain/access/session'
import { t } from '../../domain/language/text'
import { Refusal } from '../pages/errors'
import { isPlainForm } from '../pages/render'
import type { AppPorts } from '../ports'
import { type InterruptedForm, MOST_CHARACTERS, pageOf } from './interrupted-form'
import { createSealed } from './sealed'

/** Asks for the password again before something is changed that a thief of an open page must not change. */
export interface Confirmation {
  /** Goes on when the password was typed within fifteen minutes. Otherwise answers with the page that asks for it. */
  readonly required: RequestHandler
  /** The same, inside a handler: returns whether the answer was given. */
  isAsked(request: Request, response: Response): boolean
  /** Returns the form that the page kept, if it was posted under this log-in. */
  openForm(request: Request, text: string): InterruptedForm | undefined
}

const PURPOSE = 'form to be confirmed'

export function createConfirmation({ sessions, now }: Pick<AppPorts, 'sessions' | 'now'>): Confirmation {
  const sealed = createSealed(sessions, now)

  function isAsked(request: Request, response: Response): boolean {
    if (isConfirmed(request.session.typedAt, now())) return false
    const isPage = request.method === 'GET' || request.method === 'HEAD'
    if (isPage) {
      response.redirect(303, `/confirm?next=${encodeURIComponent(request.originalUrl)}`)
      return true
    }
    if (!isPlainForm(request)) throw new Refusal(403, ASKED, { json: { confirm: '/confirm' } })
    const { path } = request
    const posted = { path, body: { ...Object(request.body) }, logIn: logInOf(request) }
    const text = sealed.seal(posted, PURPOSE)
    const form = text.length <= MOST_CHARACTERS ? text : ''
    const message = form === '' ? `${ASKED} ${LOST}` : ASKED
    showConfirm(response.status(403), { next: pageOf(request), form, message })
    return true
  }

  return {
    isAsked,
    required: (request, response, next) => {
      if (!isAsked(request, response)) next()
    },
    openForm: (request, text) => {
      const opened = Object(sealed.open(text, PURPOSE))
      return opened.logIn === logInOf(request) ? opened : undefined
    },
  }
}

/** Names a log-in by the parts of its session that a password typed again leaves as they are. */
function logInOf({ session: { login, begun } }: Request): string {
  return `${login} ${begun}`
}

interface ConfirmPage {
  readonly next: string
  /** The form that is carried out afterwards, sealed. */
  readonly form?: string
  readonly message?: string
}

export function showConfirm(response: Response, { next, form = '', message = '' }: ConfirmPage): void {
  response.render('access/confirm', {
    title: t('Type your password again'),
    current: '',
    loggedIn: true,
    next,
    form,
    message,
  })
}

const ASKED = 'Nothing is changed yet: your password was last typed more than 15 minutes ago.'
const LOST = 'What you entered is too long to be kept; please enter it again afterwards.'
