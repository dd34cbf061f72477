import { type Response, Router } from 'express'
import { LANGUAGES } from '../../domain/language/language'
import { t, tn, tStored } from '../../domain/language/text'
import { localStamp } from '../../domain/time/local-time'
import { accessOf } from '../access/access'
import { shownSessions } from '../access/sessions-page'
import { createObserver } from '../heartbeat/observe'
import { doneIn } from '../pages/done'
import { readMessages } from '../pages/notices'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { shownCertificate } from './certificate-page'
import { supportBundle } from './support-bundle'
import { healthRows, messageRows, unitRows, versionRows } from './system-view'

/** `/system`: versions, health, encryption, log-ins, support bundle. */
export function systemDoor(ports: AppPorts): Router {
  const { system, version } = ports
  const door = Router()
  const observe = createObserver(ports)

  door.get('/system', async (request, response) => {
    const [seen, facts, messages] = await Promise.all([
      observe(),
      system.facts(),
      readMessages(ports).catch(() => undefined),
    ])
    const groups = {
      Health: healthRows(facts),
      ...(messages && { '0MQ': messageRows(messages) }),
      Versions: versionRows(version, seen, facts),
      Units: unitRows(facts),
    }
    await renderPage(response, 'appliance/system', seen.now, {
      groups,
      hostName: facts.hostName,
      certificate: await shownCertificate(ports, request),
      sessions: shownSessions(ports.sessions, request),
      factor: secondFactorOf(response),
      languages: Object.entries(LANGUAGES),
      done: tStored(doneIn(request, NOTICES)),
    })
  })

  door.get('/system/support', async (_request, response) => {
    const [seen, facts, ticks, redacted] = await Promise.all([
      observe(),
      system.facts(),
      system.tickLog(),
      system.redactedIni(),
    ])
    const { hostName } = facts
    const rows = [...versionRows(version, seen, facts), ...healthRows(facts), ...unitRows(facts)]
    const day = localStamp(seen.now).slice(0, 10).replaceAll('/', '-')
    response
      .set('Cache-Control', 'no-store')
      .attachment(`intvlm8r-support-${hostName}-${day}.txt`)
      .type('text/plain; charset=utf-8')
      .send(supportBundle({ hostName, seen, rows, ticks, ...redacted }))
  })
  return door
}

/** By the query that the page is opened with after a change. */
const NOTICES: Readonly<Record<string, string>> = {
  password: 'The password is changed, and every other device is logged out.',
  'second-factor-off': 'The second factor is off, and every other device is logged out.',
}

/** Words for the state of the second factor. */
function secondFactorOf(response: Response): string {
  const access = accessOf(response)
  const factor = access.kind === 'login' ? access.login.secondFactor : undefined
  if (factor === undefined) return t('off')
  return tn(factor.recoveryHashes.length, 'on, {n} recovery codes left', 'on, {n} recovery codes left')
}
