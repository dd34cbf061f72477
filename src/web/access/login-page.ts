import express, { type Request, type Response, Router } from 'express'
import { isBrowsing, Refusal, wantsPage } from '../pages/errors'
import { field, isSame } from '../pages/form'
import type { AppPorts } from '../ports'
import { accessOf, localPath } from './access'
import type { Recognised } from './recognised'
import { beginSession, endSession, isLoggedIn, sessionHandler } from './sessions'
import { setupDoor } from './setup-page'
import { createThrottle } from './throttle'

/** `/login`, `/logout` and `/setup`. Every later route needs the log-in. */
export function loginDoor(ports: AppPorts, recognised: Pick<Recognised, 'note'>): Router {
  const { settings, passwords, log } = ports
  const throttle = createThrottle()
  const door = Router()
  // A form may take half a minute to arrive, so access is decided by the INI of its arrival.
  door.use(express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 100 }))
  door.use(async (request, response, next) => {
    if (request.body !== undefined) response.locals.reading = await settings.read()
    next()
  })
  door.use(sessionHandler(ports.sessions))
  door.use(setupDoor(ports))

  door.get('/login', (request, response) => {
    const access = accessOf(response)
    const next = localPath(request.query.next)
    if (access.kind === 'login' && isLoggedIn(request, access.login)) response.redirect(303, next)
    else showLogin(response, { next })
  })

  door.post('/login', async (request, response) => {
    const access = accessOf(response)
    if (access.kind !== 'login') throw new Refusal(503, 'The password was removed from the INI a moment ago.')
    const [username, password] = [field(request, 'username'), field(request, 'password')]
    const next = localPath(field(request, 'next'))
    const address = request.ip ?? ''
    const wait = await throttle.admit(address)
    if (wait > 0) {
      response.status(429).set('Retry-After', String(wait))
      const seconds = wait === 1 ? '1 second' : `${wait} seconds`
      const message = `Too many wrong passwords came from this address. Wait ${seconds}, then try again.`
      return answer(request, response, { username, next, message })
    }
    const verdict = await passwords.verify(password, access.login.passwordHash)
    if (verdict === 'busy') {
      await throttle.takeBack(address)
      response.status(503).set('Retry-After', '3')
      const message = 'Too many people are logging in at this moment. Wait a few seconds, then try again.'
      return answer(request, response, { username, next, message })
    }
    // A wrong name takes as long as a wrong password: the name is compared after the password.
    if (!isSame(username, access.login.username) || verdict === 'wrong') {
      log.warn(`a log-in from ${address} was refused`)
      response.status(401)
      return answer(request, response, { username, next, message: 'The user name or the password is wrong.' })
    }
    await throttle.forgive(address)
    await beginSession(request, access.login)
    response.redirect(303, next)
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
    if (!isBrowsing(request)) throw new Refusal(401, 'Log in first.')
    const path = request.originalUrl === '/' ? '' : `?next=${encodeURIComponent(request.originalUrl)}`
    response.redirect(303, `/login${path}`)
  })
  return door
}

interface LoginPage {
  readonly next: string
  readonly username?: string
  readonly message?: string
}

function answer(request: Request, response: Response, page: LoginPage): void {
  if (wantsPage(request)) showLogin(response, page)
  else response.json({ error: page.message })
}

function showLogin(response: Response, { next, username = '', message = '' }: LoginPage): void {
  response.render('access/login', { title: 'Log in', current: '', loggedIn: false, next, username, message })
}
