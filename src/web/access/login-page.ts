import express, { type Request, type Response, Router } from 'express'
import { networkOf } from '../net/addresses'
import { isBrowsing, Refusal, wantsPage } from '../pages/errors'
import { field, isSame } from '../pages/form'
import { isPlainForm } from '../pages/render'
import type { AppPorts } from '../ports'
import { accessOf, localPath } from './access'
import { openForm, pageOf, resume, sealForm } from './interrupted-form'
import { createKnownDevices } from './known-device'
import type { Recognised } from './recognised'
import { createSealed } from './sealed'
import { beginSession, endSession, isLoggedIn, sessionHandler } from './sessions'
import { setupDoor } from './setup-page'
import { createThrottle } from './throttle'

/** `/login`, `/logout` and `/setup`. Every later route needs the log-in. */
export function loginDoor(ports: AppPorts, recognised: Pick<Recognised, 'note'>): Router {
  const { settings, passwords, log } = ports
  const throttle = createThrottle()
  const devices = createKnownDevices(ports.sessions)
  const sealed = createSealed(ports.sessions, ports.now)
  const door = Router()
  // A form may take half a minute to arrive, so access is decided by the INI of its arrival.
  door.use(express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 100 }))
  door.use(async (request, response, next) => {
    if (request.body !== undefined) response.locals.reading = await settings.read()
    next()
  })
  door.post(['/login', '/setup'], devices.prepare)
  door.use(sessionHandler(ports.sessions))
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
    const [username, password] = [field(request, 'username'), field(request, 'password')]
    const next = localPath(field(request, 'next'))
    const form = field(request, 'form')
    const address = request.ip ?? ''
    const device = devices.find(request)
    const from = device ?? networkOf(address)
    const wait = await throttle.admit(from)
    if (wait > 0) {
      response.status(429).set('Retry-After', String(wait))
      const seconds = wait === 1 ? '1 second' : `${wait} seconds`
      const message = `Too many wrong passwords came from this address. Wait ${seconds}, then try again.`
      return answer(request, response, { username, next, form, message })
    }
    const kind = device === undefined ? 'visitor' : 'device'
    const claim = { kind, from, guesses: await throttle.guesses(from) } as const
    const verdict = await passwords.verify(password, access.login.passwordHash, claim)
    if (verdict === 'busy') {
      await throttle.takeBack(from)
      response.status(503).set('Retry-After', '3')
      const message = 'Too many people are logging in at this moment. Wait a few seconds, then try again.'
      return answer(request, response, { username, next, form, message })
    }
    // A wrong name takes as long as a wrong password: the name is compared after the password.
    if (!isSame(username, access.login.username) || verdict === 'wrong') {
      log.warn(`a log-in from ${address} was refused`)
      response.status(401)
      return answer(request, response, { username, next, form, message: WRONG })
    }
    await throttle.forgive(from)
    await beginSession(request, access.login)
    devices.remember(request, response)
    const interrupted = openForm(form, sealed)
    if (interrupted === undefined) return response.redirect(303, next)
    resume(request, response, interrupted)
    leave('router')
  })

  door.post('/logout', async (request, response) => {
    await endSession(request, response)
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
      response.locals.loggedIn = true
      return next()
    }
    if (request.method === 'POST' && isPlainForm(request)) return interrupt(request, response)
    if (!isBrowsing(request)) throw new Refusal(401, 'Log in first.')
    const path = request.originalUrl === '/' ? '' : `?next=${encodeURIComponent(request.originalUrl)}`
    response.redirect(303, `/login${path}`)
  })
  /** Answers a form with the log-in page, which keeps the form's entries. */
  function interrupt(request: Request, response: Response): void {
    const form = sealForm(request, sealed)
    const message = form === '' ? LOGGED_OUT : `${LOGGED_OUT} ${COMES_BACK}`
    showLogin(response.status(401), { next: pageOf(request), form, message })
  }
  return door
}

const WRONG = 'The user name or the password is wrong.'
const LOGGED_OUT = 'You were logged out meanwhile, and nothing was saved.'
const COMES_BACK = 'After the log-in the form comes back with what you typed.'

interface LoginPage {
  readonly next: string
  /** An interrupted form, sealed. */
  readonly form?: string
  readonly username?: string
  readonly message?: string
}

function answer(request: Request, response: Response, page: LoginPage): void {
  if (wantsPage(request)) showLogin(response, page)
  else response.json({ error: page.message })
}

function showLogin(response: Response, { next, form = '', username = '', message = '' }: LoginPage): void {
  response.render('access/login', {
    title: 'Log in',
    current: '',
    loggedIn: false,
    next,
    form,
    username,
    message,
  })
}
