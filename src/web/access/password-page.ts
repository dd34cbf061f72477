import { type Response, Router } from 'express'
import { SHORTEST } from '../../domain/access/password'
import { t } from '../../domain/language/text'
import type { Reading } from '../../domain/settings/reading'
import { Refusal, withoutFolders } from '../pages/errors'
import { field } from '../pages/form'
import type { AppPorts } from '../ports'
import { loginOf } from './access'
import { logChange } from './access-log'
import { createConfirmation } from './confirmation'
import { endOtherLogIns } from './other-log-ins'

type PasswordPorts = Pick<AppPorts, 'now' | 'log' | 'settings' | 'sessions' | 'passwords' | 'setPassword'>

/** `/password`: another password. It ends every other log-in. */
export function passwordDoor(ports: PasswordPorts): Router {
  const { passwords, setPassword } = ports
  const { required } = createConfirmation(ports)
  const door = Router()

  door.get('/password', required, (_request, response) => showForm(response))

  door.post('/password', required, async (request, response) => {
    const password = field(request, 'password')
    const problem =
      (await passwords.problemOf(password, loginOf(response).username)) ??
      (password === field(request, 'repeat') ? undefined : 'The two passwords are not the same.')
    if (problem !== undefined) return showForm(response.status(422), problem)
    const { revision } = response.locals.reading as Extract<Reading, { revision: string }>
    const outcome = await setPassword(password, revision)
    if (outcome.kind === 'refused')
      throw new Refusal(503, `The password could not be saved. ${withoutFolders(outcome.reason)}`)
    if (outcome.kind === 'conflict')
      return showForm(
        response.status(409),
        'The INI was changed at the same moment. Enter the password again.',
      )
    logChange(ports, request, 'the password was changed')
    await endOtherLogIns(request, response, ports)
    response.redirect(303, '/system?password')
  })

  function showForm(response: Response, message = ''): void {
    const { username } = loginOf(response)
    const title = t('Change the password')
    const page = { title, current: '', loggedIn: true, username, message, shortest: SHORTEST }
    response.render('access/password', page)
  }

  return door
}
