import express, { type Request, type Response, Router } from 'express'
import { t } from '../../domain/language/text'
import { plainAddress } from '../net/addresses'
import type { BodyRoom } from '../net/body-room'
import { reservedBody } from '../net/reserved-body'
import { isBrowsing, Refusal, wantsPage } from '../pages/errors'
import type { LogIn } from '../pages/event-stream'
import { field } from '../pages/form'
import { isPlainForm } from '../pages/render'
import type { AppPorts } from '../ports'
import { accessOf, localPath, readAccess } from './access'
import { logChange } from './access-log'
import { askForCode, createPasses, TOO_LATE } from './code-step'
import { confirmDoor } from './confirm-page'
import { createCredentials, type Refused, withRefusal } from './credentials'
import { openForm, pageOf, resume, sealForm } from './interrupted-form'
import { createKnownDevices } from './known-device'
import type { Recognised } from './recognised'
import { createSealed } from './sealed'
import { beginSession, endSession, isLoggedIn, isSessionOf, sessionHandler } from './sessions'
import { setupDoor } from './setup-page'

/** Bytes of a form. */
const FORM_LIMIT = 16 * 1024

/** `/login`, `/logout` and `/setup`. Every later route needs the log-in. */
export function loginDoor(ports: AppPorts, recognised: Pick<Recognised, 'note'>, room: BodyRoom): Router {
  const { settings, sessions, now } = ports
  const devices = createKnownDevices(sessions)
  const credentials = createCredentials(ports, devices)
  const sealed = createSealed(sessions, now)
  const passes = createPasses(sealed, now)
  const door = Router()
  // A form may take half a minute to arrive, so access is decided by the INI of its arrival.
  door.use(reservedBody(room))
  door.use(express.urlencoded({ extended: false, limit: FORM_LIMIT, inflate: false, parameterLimit: 100 }))
  door.use(async (request, response, next) => {
    if (request.body !== undefined) response.locals.reading = await settings.read()
    next()
  })
  door.post(['/login', '/setup', '/confirm', '/password', /^\/second-factor/], devices.prepare)
  door.use(sessionHandler(sessions, now))
  door.use(setupDoor(ports, devices))

  door.get('/login', (request, response) => {
    const access = accessOf(response)
    const next = localPath(request.query.next)
    if (access.kind === 'login' && isLoggedIn(request, access.login)) response.redirect(303, next)
    else showLogin(response, { next })
  })

  door.post('/login', async (request, response, leave) => {
    const access = accessOf(response)
    if (access.kind !== 'login') throw new Refusal(503, 'The password was removed from the INI a moment ago.')
    const { login } = access
    const page = { next: localPath(field(request, 'next')), form: field(request, 'form') }
    // Phones add a blank behind a word that they complete.
    const username = field(request, 'username').trim()
    const pass = field(request, 'pass')
    const code = field(request, 'code')
    const isPassed = passes.isGood(pass, login)
    if (pass !== '' && !isPassed) return refuse(request, response, { ...page, refused: TOO_LATE })
    if (!isPassed) {
      const typed = { username, password: field(request, 'password') }
      const refused = await credentials.checkPassword(request, login, typed)
      if (refused !== undefined) return refuse(request, response, { ...page, username, refused })
    }
    if (login.secondFactor) {
      const refused = code === '' ? undefined : await credentials.checkCode(request, login, code)
      if (code === '' || refused !== undefined)
        return askForCode(request, response, { ...page, pass: isPassed ? pass : passes.make(login), refused })
    }
    await beginSession(request, login, now())
    devices.remember(request, response, login)
    credentials.noteSuccess(request, 'logged in')
    const interrupted = openForm(page.form, sealed)
    if (interrupted === undefined) return response.redirect(303, page.next)
    resume(request, response, interrupted)
    leave('router')
  })

  door.post('/logout', async (request, response) => {
    const { login } = request.session ?? {}
    await endSession(request, response, sessions)
    if (login !== undefined) logChange(ports, request, 'logged out')
    response.redirect(303, '/login')
  })

  door.all(['/login', '/logout'], (request, response) => {
    response.set('Allow', request.path === '/login' ? 'GET, HEAD, POST' : 'POST')
    throw new Refusal(405, 'Use the buttons on the page.')
  })

  door.use((request, response, next) => {
    const access = accessOf(response)
    if (access.kind === 'login' && isLoggedIn(request, access.login)) {
      request.session.cookie.secure = request.secure
      recognised.note(request)
      noteLogIn(request, response)
      return next()
    }
    if (request.method === 'POST' && isPlainForm(request)) return interrupt(request, response)
    if (!isBrowsing(request)) throw new Refusal(401, 'Log in first.')
    const path = request.originalUrl === '/' ? '' : `?next=${encodeURIComponent(request.originalUrl)}`
    response.redirect(303, `/login${path}`)
  })
  door.use(confirmDoor(ports, credentials))

  function noteLogIn({ sessionID: id, ip = '' }: Request, { locals }: Response): void {
    sessions.noteUse(id, plainAddress(ip))
    locals.loggedIn = true
    locals.logIn = {
      onEnd: listener => sessions.onEnd(id, listener),
      holds: async () => {
        const session = sessions.find(id)
        const present = await readAccess(settings)
        return (
          session !== undefined && present.kind === 'login' && isSessionOf(JSON.parse(session), present.login)
        )
      },
    } satisfies LogIn
  }

  /** Answers a form with the log-in page, which keeps the form's entries. */
  function interrupt(request: Request, response: Response): void {
    const form = sealForm(request, sealed)
    const message = form === '' ? LOGGED_OUT : `${LOGGED_OUT} ${COMES_BACK}`
    showLogin(response.status(401), { next: pageOf(request), form, message })
  }
  return door
}

const LOGGED_OUT = 'You were logged out meanwhile, and nothing was saved.'
const COMES_BACK = 'After the log-in the form comes back with what you typed.'

interface LoginPage {
  readonly next: string
  /** An interrupted form, sealed. */
  readonly form?: string
  readonly username?: string
  readonly message?: string
}

interface RefusedPage extends LoginPage {
  readonly refused: Refused
}

function refuse(request: Request, response: Response, { refused, ...page }: RefusedPage): void {
  const { message } = refused
  withRefusal(response, refused)
  if (wantsPage(request)) showLogin(response, { ...page, message })
  else response.json({ error: message })
}

function showLogin(response: Response, { next, form = '', username = '', message = '' }: LoginPage): void {
  response.render('access/login', {
    title: t('Log in'),
    current: '',
    loggedIn: false,
    next,
    form,
    username,
    message,
  })
}
