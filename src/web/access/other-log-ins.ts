import type { Request, Response } from 'express'
import type { AppPorts } from '../ports'
import { readAccess } from './access'
import { createKnownDevices } from './known-device'
import { beginSession } from './sessions'

/** Ends every log-in but that of this device, which goes on, and stays known, with the factors that count from now on. */
export async function endOtherLogIns(
  request: Request,
  response: Response,
  { sessions, settings, now }: Pick<AppPorts, 'sessions' | 'settings' | 'now'>,
): Promise<void> {
  await sessions.end()
  const access = await readAccess(settings)
  if (access.kind !== 'login') return
  await beginSession(request, access.login, now())
  createKnownDevices(sessions).remember(request, response, access.login)
}
