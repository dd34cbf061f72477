import { type Request, type Response, Router } from 'express'
import { SHORTEST } from '../../domain/access/password'
import { isLanguage, LANGUAGES, type Language, spoken } from '../../domain/language/language'
import { t } from '../../domain/language/text'
import { inLanguage } from '../../domain/language/use-language'
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
  { settings, setupToken, passwords, setPassword, catalogueOf, log, now: clock }: AppPorts,
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
    await showForm(request, response, access, { token })
  }

  async function choose(access: Setup, request: Request, response: Response): Promise<void> {
    const token = field(request, 'token')
    if (!(await isToken(token))) throw noToken()
    const password = field(request, 'password')
    const message =
      (await passwords.problemOf(password, access.login.username)) ??
      (password === field(request, 'repeat') ? undefined : 'The two passwords are not the same.')
    if (message !== undefined)
      return await showForm(request, response.status(422), access, { token, message })
    const outcome = await setPassword(password, access.revision)
    if (outcome.kind === 'refused') {
      log.error(outcome.reason, 'the password could not be saved')
      const reason = `The password could not be saved. ${withoutFolders(outcome.reason)}`
      return await showForm(request, response.status(503), access, { token, message: reason })
    }
    if (outcome.kind === 'conflict') {
      const repeat = 'The INI was changed at the same moment. Please enter the password once more.'
      return await showForm(request, response.status(409), access, { token, message: repeat })
    }
    logChange({ log }, request, 'a password was chosen on the setup page')
    const language = languageOf(request)
    if (language !== spoken().language) await keepLanguage(language)
    const now = await readAccess(settings)
    if (now.kind === 'login') {
      await beginSession(request, now.login, clock())
      devices.remember(request, response, now.login)
    }
    response.redirect(303, '/')
  }

  /** In the language that was chosen on the page, else in the one that the browser prefers. */
  async function showForm(
    request: Request,
    response: Response,
    { login: { username } }: Setup,
    { token, message = '' }: { readonly token: string; readonly message?: string },
  ): Promise<void> {
    const language = languageOf(request)
    inLanguage(language, await catalogueOf(language), () =>
      response.render('access/setup', {
        title: t('Choose a password'),
        current: '',
        loggedIn: false,
        token,
        username,
        message,
        shortest: SHORTEST,
        languages: Object.entries(LANGUAGES),
      }),
    )
  }

  /** A language that cannot be saved is no reason to refuse the password; the page System has it. */
  async function keepLanguage(language: Language): Promise<void> {
    const outcome = await settings.edit([{ section: 'Web', key: 'language', value: language }])
    if (outcome.kind === 'refused') log.error(outcome.reason, 'the language could not be saved')
  }

  async function isToken(token: string): Promise<boolean> {
    const right = await setupToken.read()
    return right !== undefined && isSame(token, right)
  }
  return door
}

/** The INI's own comes first, unless it is English, which it is without a choice, too. */
function languageOf(request: Request): Language {
  const chosen = field(request, 'language') || String(request.query.language ?? '')
  if (isLanguage(chosen)) return chosen
  const { language } = spoken()
  return language === 'en' ? (request.acceptsLanguages(Object.keys(LANGUAGES)) as Language) || 'en' : language
}

function noToken(): Refusal {
  return new Refusal(
    403,
    'No password is set yet. Open the one-time link that the appliance printed when it was started. On the appliance, "sudo intvlm8r setup-link" prints it again, and its log has it too (journalctl -u intvlm8r-web).',
  )
}
