import { type Request, type Response, Router } from 'express'
import { LONGEST, SHORTEST } from '../../domain/access/password'
import { t } from '../../domain/language/text'
import { isBrowsing, Refusal, withoutFolders } from '../pages/errors'
import { field, isSame } from '../pages/form'
import type { AppPorts } from '../ports'
import { type Access, accessOf, readAccess } from './access'
import { logChange } from './access-log'
import type { KnownDevices } from './known-device'
import { beginSession } from './sessions'

type Setup = Extract<Access, { kind: 'setup' }>

/**
 * `/setup`. Blocks every later route until a password is set, and while an unreadable INI hides whether one is.
 */
export function setupDoor(
  { settings, setupToken, passwords, setPassword, log, now: clock }: AppPorts,
  devices: Pick<KnownDevices, 'remember'>,
): Router {
  const door = Router()

  door.use(async (request, response, next) => {
    const access = accessOf(response)
    if (access.kind === 'locked')
      throw new Refusal(503, `Nobody can log in until this is mended: ${withoutFolders(access.why)}`)
    if (access.kind === 'login') {
      if (request.path === '/setup') return response.redirect(303, '/login')
      return next()
    }
    if (request.path !== '/setup') {
      if (isBrowsing(request)) return response.redirect(303, '/setup')
      throw new Refusal(403, 'No password is set yet; choose one on the page /setup.')
    }
    if (request.method === 'GET' || request.method === 'HEAD') await show(access, request, response)
    else if (request.method === 'POST') await choose(access, request, response)
    else {
      response.set('Allow', 'GET, HEAD, POST')
      throw new Refusal(405, 'Use the button on the page.')
    }
  })

  async function show(access: Setup, request: Request, response: Response): Promise<void> {
    const { token } = request.query
    if (typeof token !== 'string' || !(await isToken(token))) throw noToken()
    showForm(response, access, { token })
  }

  async function choose(access: Setup, request: Request, response: Response): Promise<void> {
    const token = field(request, 'token')
    if (!(await isToken(token))) throw noToken()
    const password = field(request, 'password')
    const message =
      (await passwords.problemOf(password)) ??
      (password === field(request, 'repeat') ? undefined : 'The two passwords are not the same.')
    if (message !== undefined) return showForm(response.status(422), access, { token, message })
    const outcome = await setPassword(password, access.revision)
    if (outcome.kind === 'refused') {
      log.error(outcome.reason, 'the password could not be saved')
      const reason = `The password could not be saved. ${withoutFolders(outcome.reason)}`
      return showForm(response.status(503), access, { token, message: reason })
    }
    if (outcome.kind === 'conflict') {
      const repeat = 'The INI was changed at the same moment. Please enter the password once more.'
      return showForm(response.status(409), access, { token, message: repeat })
    }
    logChange({ log }, request, 'a password was chosen on the setup page')
    const now = await readAccess(settings)
    if (now.kind === 'login') {
      await beginSession(request, now.login, clock())
      devices.remember(request, response, now.login)
    }
    response.redirect(303, '/')
  }

  async function isToken(token: string): Promise<boolean> {
    const right = await setupToken.read()
    return right !== undefined && isSame(token, right)
  }
  return door
}

function showForm(
  response: Response,
  { login }: Setup,
  { token, message = '' }: { token: string; message?: string },
): void {
  const rule = { shortest: SHORTEST, longest: LONGEST }
  const { username } = login
  const title = t('Choose a password')
  response.render('access/setup', { title, current: '', loggedIn: false, token, username, message, ...rule })
}

function noToken(): Refusal {
  return new Refusal(
    403,
    'No password is set yet. Open the one-time link that the appliance printed when it was started. On the appliance, "sudo intvlm8r setup-link" prints it again, and its log has it too (journalctl -u intvlm8r-web).',
  )
}
