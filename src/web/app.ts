import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import compression from 'compression'
import ejs from 'ejs'
import express from 'express'
import { keysDoor } from './access/keys-page'
import { loginDoor } from './access/login-page'
import { passwordDoor } from './access/password-page'
import { createRecognised } from './access/recognised'
import { secondFactorDoor } from './access/second-factor-page'
import { sessionsDoor } from './access/sessions-page'
import { badgesDoor } from './alerts/badges-page'
import { channelsDoor } from './alerts/channels-page'
import { statusPageDoor } from './alerts/status-page/door'
import { statusPagesDoor } from './alerts/status-pages-page'
import { windowsDoor } from './alerts/windows-page'
import { authorityDoor } from './appliance/authority-page'
import { certificateDoor } from './appliance/certificate-page'
import { healthDoor } from './appliance/health'
import { helpDoor } from './appliance/help-page'
import { homeDoor } from './appliance/home-page'
import { languageDoor } from './appliance/language-page'
import { lossesDoor } from './appliance/losses'
import { metricsDoor } from './appliance/metrics'
import { systemDoor } from './appliance/system-page'
import { createFastPath } from './fast-path'
import { heartbeatNowDoor } from './heartbeat/heartbeat-now'
import { monitoringDoor } from './heartbeat/monitoring-page'
import { roundTripsDoor } from './heartbeat/round-trips-page'
import { heartbeatDoor } from './heartbeat/tick-route'
import { accountsDoor } from './mail/accounts-page'
import { bodyRoom } from './net/body-room'
import { hardening } from './net/hardening'
import { errorHandler, Refusal } from './pages/errors'
import { renderer } from './pages/render'
import { giveTexts } from './pages/texts'
import { peerDoor } from './peers/peer-door'
import { peersPage } from './peers/peers-page'
import type { AppPorts } from './ports'
import { checksApiDoor } from './watch/api/door'
import { badgeDoor } from './watch/badges'
import { bulkDoor } from './watch/bulk-page'
import { checkInDoor } from './watch/check-ins/door'
import { checkDoor } from './watch/check-page'
import { checksDoor } from './watch/checks-page'
import { checkLiveDoor } from './watch/live-updates'
import { createLooker } from './watch/look-now'
import { managementDoor } from './watch/management/door'
import { tagBadgeDoor } from './watch/management/tag-badges'
import { newCheckDoor } from './watch/new-check-page'
import { pastDoor } from './watch/past-page'
import { schedulePreviewDoor } from './watch/schedule-preview'
import { tickedFormDoor } from './watch/ticked'
import { waitingDoor } from './watch/waiting-page'

/** The whole web app as a request listener, for a server or for supertest. */
export function createApp(ports: AppPorts): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  app.engine('ejs', ejs.renderFile as never)
  app.set('view engine', 'ejs')
  app.set('views', join(ports.assets, 'views'))
  app.enable('view cache')
  // Read for each page: it may change while the app runs.
  Object.defineProperty(app.locals, 'zone', { get: () => ports.system.zone(), enumerable: true })
  giveTexts(app)
  app.disable('etag') // Browsers do not store pages; static files have their own etags.

  app.use(hardening(ports))
  const [compressed, compressedLightly] = [compression(), compression({ level: 1 })]
  app.use((request, response, next) =>
    (request.path === '/metrics' ? compressedLightly : compressed)(request, response, next),
  )
  // Page addresses have no dot, so a page costs no access to the disk here.
  app.get(/\.\w+$/, express.static(join(ports.assets, 'public'), { acceptRanges: false }))
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  app.use(healthDoor(ports))
  app.use(heartbeatDoor(ports))
  const room = bodyRoom()
  app.use(managementDoor(ports, room))
  app.use(checksApiDoor(ports, room))
  app.use(badgeDoor(ports))
  app.use(tagBadgeDoor(ports))
  app.use(statusPageDoor(ports, renderer(app)))
  app.use(metricsDoor(ports))
  const recognised = createRecognised(ports.sessions, ports.now)
  app.use(tickedFormDoor(room))
  app.use(loginDoor(ports, recognised, room))
  // Everything below needs the log-in.
  app.use(homeDoor(ports))
  app.use(lossesDoor(ports))
  const monitoring = monitoringDoor(ports, renderer(app))
  app.use(monitoring.door)
  app.use(roundTripsDoor(ports))
  app.use(heartbeatNowDoor(ports, monitoring.showProblem))
  app.use(checkLiveDoor(ports))
  const look = createLooker(ports)
  app.use(checksDoor(ports))
  app.use(newCheckDoor(ports, look))
  app.use(schedulePreviewDoor(ports))
  app.use(bulkDoor(ports))
  app.use(waitingDoor(ports))
  app.use(pastDoor(ports))
  app.use(checkDoor(ports, look))
  app.use(channelsDoor(ports))
  app.use(windowsDoor(ports))
  app.use(statusPagesDoor(ports))
  app.use(badgesDoor(ports))
  app.use(accountsDoor(ports))
  app.use(peersPage(ports))
  app.use(keysDoor(ports))
  app.use(sessionsDoor(ports))
  app.use(passwordDoor(ports))
  app.use(secondFactorDoor(ports))
  app.use(systemDoor(ports))
  app.use(languageDoor(ports))
  app.use(certificateDoor(ports))
  app.use(authorityDoor(ports))
  app.use(helpDoor(ports))

  app.use(() => {
    throw new Refusal(404, 'There is no such page; the menu has all pages.')
  })
  app.use(errorHandler(ports))

  const isCheckIn = checkInDoor(ports, room)
  const isPeer = peerDoor(ports, room)
  const fastPath = createFastPath(ports, recognised, { '/monitoring': monitoring.sharedPage })
  return (request, response) => {
    if (isCheckIn(request, response) || isPeer(request, response)) return
    fastPath(request, response, () => app(request, response))
  }
}
