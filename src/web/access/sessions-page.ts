import { type Request, Router } from 'express'
import type { ListedSession, SessionFile } from '../../domain/access/ports'
import { t, tStored } from '../../domain/language/text'
import type { AppPorts } from '../ports'
import { logChange } from './access-log'

/** A log-in as the page *System* lists it. */
export interface ShownSession {
  readonly name: string
  readonly device: string
  readonly address: string | undefined
  readonly begun: number
  readonly usedAt: number
  readonly isCurrent: boolean
}

/** The log-ins that still count, that of this request first. */
export function shownSessions(
  sessions: Pick<SessionFile, 'list' | 'nameOf'>,
  { sessionID, session: { login } }: Request,
): readonly ShownSession[] {
  const current = sessions.nameOf(sessionID)
  const shown = sessions.list().flatMap(({ session, ...listed }: ListedSession) => {
    const data = JSON.parse(session)
    if (data.login !== login) return []
    const { name, begun, usedAt, address = data.address } = listed
    const { device = 'a device of an earlier version' } = data
    return [{ name, device: shownDevice(device), address, begun, usedAt, isCurrent: name === current }]
  })
  return shown.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
}

/** The words of `deviceWords`, as they are stored, in the language in use. */
function shownDevice(device: string): string {
  const [browser = '', system] = device.split(' on ')
  return system === undefined
    ? tStored(device)
    : t('{browser} on {system}', { browser, system: tStored(system) })
}

/** `POST /sessions/end`: logs out everywhere, `POST /sessions/<name>/end`: one device. The page *System* has the buttons. */
export function sessionsDoor(ports: Pick<AppPorts, 'sessions' | 'log'>): Router {
  const { sessions } = ports
  const door = Router()

  door.post('/sessions/end', async (request, response) => {
    await sessions.end()
    logChange(ports, request, 'logged out everywhere')
    response.redirect(303, '/login')
  })

  door.post('/sessions/:name/end', async (request, response) => {
    const ended = await sessions.end(request.params.name)
    if (ended > 0) logChange(ports, request, 'another device was logged out')
    response.redirect(303, '/system#log-ins')
  })

  // A browser that comes back to it sends a GET.
  door.get(['/sessions/end', '/sessions/:name/end'], (_request, response) =>
    response.redirect(303, '/system'),
  )
  return door
}
