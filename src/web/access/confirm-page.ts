import { Router } from 'express'
import { field } from '../pages/form'
import type { AppPorts } from '../ports'
import { localPath, loginOf } from './access'
import { createConfirmation, showConfirm } from './confirmation'
import { type Credentials, withRefusal } from './credentials'
import { carryOut } from './interrupted-form'
import { beginSession } from './sessions'

/** `/confirm`: takes the password of somebody who is logged in, then carries out the form that waited for it. */
export function confirmDoor(ports: Pick<AppPorts, 'sessions' | 'now'>, credentials: Credentials): Router {
  const { now } = ports
  const confirmation = createConfirmation(ports)
  const door = Router()

  door.get('/confirm', (request, response) => {
    showConfirm(response, { next: localPath(request.query.next) })
  })

  door.post('/confirm', async (request, response, leave) => {
    const login = loginOf(response)
    const next = localPath(field(request, 'next'))
    const form = field(request, 'form')
    const typed = { username: login.username, password: field(request, 'password') }
    const refused = await credentials.checkPassword(request, login, typed)
    if (refused !== undefined) {
      const message = refused.status === 401 ? WRONG : refused.message
      return showConfirm(withRefusal(response, refused), { next, form, message })
    }
    const posted = confirmation.openForm(request, form)
    await beginSession(request, login, now(), request.session.begun)
    if (posted === undefined) return response.redirect(303, next)
    carryOut(request, posted)
    leave('router')
  })
  return door
}

const WRONG = 'The password is wrong.'
