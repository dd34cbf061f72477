import { type Response, Router } from 'express'
import type { Edit, Reading } from '../../domain/settings/reading'
import { SECOND_FACTOR_OFF } from '../../domain/settings/second-factor'
import { Refusal, withoutFolders } from '../pages/errors'
import { field } from '../pages/form'
import { qrCode } from '../pages/qr-code'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { loginOf } from './access'
import { logChange } from './access-log'
import { createConfirmation } from './confirmation'
import { endOtherLogIns } from './other-log-ins'
import { createSealed } from './sealed'

type SecondFactorPorts = Pick<AppPorts, 'now' | 'log' | 'settings' | 'sessions' | 'oneTimeCodes' | 'system'>

const PURPOSE = 'a new second factor'

/** `/second-factor`: one-time codes of an authenticator beside the password, and recovery codes, which are shown once. */
export function secondFactorDoor(ports: SecondFactorPorts): Router {
  const { now, settings, sessions, oneTimeCodes, system } = ports
  const { required } = createConfirmation(ports)
  const sealed = createSealed(sessions, now)
  const door = Router()

  door.get('/second-factor', required, async (_request, response) => {
    const { secondFactor } = loginOf(response)
    if (secondFactor === undefined) return await showOffer(response, await oneTimeCodes.makeSecret())
    const left = secondFactor.recoveryHashes.length
    await renderPage(response, 'access/second-factor', now(), { left })
  })

  async function showOffer(response: Response, secret: string, message = ''): Promise<void> {
    const { hostName } = await system.facts()
    const link = await oneTimeCodes.linkOf(secret, loginOf(response).username, hostName)
    const kept = sealed.seal(secret, PURPOSE)
    const spaced = secret.replace(/(.{4})(?=.)/g, '$1 ')
    await renderPage(response, 'access/second-factor-new', now(), {
      link,
      code: qrCode(link),
      kept,
      spaced,
      message,
    })
  }

  door.post('/second-factor', required, async (request, response) => {
    if (loginOf(response).secondFactor) return response.redirect(303, '/second-factor')
    const secret = sealed.open(field(request, 'secret'), PURPOSE)
    if (typeof secret !== 'string') return response.redirect(303, '/second-factor')
    const step = await oneTimeCodes.stepOf(field(request, 'code'), secret, now())
    if (step === undefined) return await showOffer(response.status(422), secret, WRONG)
    const codes = oneTimeCodes.makeRecoveryCodes()
    await edit(response, [{ section: 'Login', key: 'totpkey', value: secret }, recoveryEdit(codes)])
    sessions.noteUsedStep(step)
    logChange(ports, request, 'the second factor was turned on')
    await endOtherLogIns(request, response, ports)
    await showCodes(response.status(201), codes)
  })

  door.post('/second-factor/codes', required, async (request, response) => {
    if (!loginOf(response).secondFactor) return response.redirect(303, '/second-factor')
    const codes = oneTimeCodes.makeRecoveryCodes()
    await edit(response, [recoveryEdit(codes)])
    logChange(ports, request, 'new recovery codes were made')
    await showCodes(response.status(201), codes)
  })

  door.post('/second-factor/off', required, async (request, response) => {
    await edit(response, SECOND_FACTOR_OFF)
    logChange(ports, request, 'the second factor was turned off')
    await endOtherLogIns(request, response, ports)
    response.redirect(303, '/system?second-factor-off')
  })

  // A browser that comes back to them sends a GET.
  door.get(['/second-factor/codes', '/second-factor/off'], (_request, response) =>
    response.redirect(303, '/second-factor'),
  )

  function recoveryEdit(codes: readonly string[]): Edit {
    const value = codes.map(code => oneTimeCodes.recoveryHash(code)).join(', ')
    return { section: 'Login', key: 'recoverycodes', value }
  }

  /** @throws Refusal when the INI cannot be written, or was changed meanwhile */
  async function edit({ locals }: Response, edits: readonly Edit[]): Promise<void> {
    const { revision } = locals.reading as Extract<Reading, { revision: string }>
    const outcome = await settings.edit(edits, revision)
    if (outcome.kind === 'refused')
      throw new Refusal(503, `Nothing is changed: ${withoutFolders(outcome.reason)}`)
    if (outcome.kind === 'conflict') throw new Refusal(409, CONFLICT)
  }

  async function showCodes(response: Response, codes: readonly string[]): Promise<void> {
    await renderPage(response, 'access/recovery-codes', now(), { codes })
  }

  return door
}

const WRONG =
  'The code is wrong, so nothing is changed. Is the clock of your device, and that of the appliance, right?'
const CONFLICT = 'The INI was changed at the same moment, so nothing is changed here. Go back and try again.'
