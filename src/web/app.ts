import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import compression from 'compression'
import ejs from 'ejs'
import express from 'express'
import { badgeDoor } from './badges'
import { channelsDoor } from './channels'
import { checkDoor } from './check'
import { checkInDoor } from './check-ins'
import { checkLiveDoor } from './check-live'
import { checksDoor } from './checks'
import { checksApiDoor } from './checks-api'
import { errorHandler, refuse } from './errors'
import { glanceDoor } from './glance'
import { hardening } from './hardening'
import { healthDoor } from './health'
import { heartbeatDoor } from './heartbeat'
import { heartbeatNowDoor } from './heartbeat-now'
import { homeDoor } from './home'
import { keysDoor } from './keys'
import { loginDoor } from './login'
import { metricsDoor } from './metrics'
import { monitoringDoor } from './monitoring'
import { renderer } from './pages'
import type { AppPorts } from './ports'
import { createRecognised } from './sessions'
import { systemDoor } from './system'

/** The whole web app, ready for a server to listen with (or for supertest). */
export function createApp(ports: AppPorts): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  app.engine('ejs', ejs.renderFile as never)
  app.set('view engine', 'ejs')
  app.set('views', join(ports.assets, 'views'))
  app.enable('view cache')
  app.locals.zone = ports.system.zone()
  app.disable('etag') // Pages are not kept; static files have their own.

  app.use(hardening(ports))
  app.use(compression())
  // Pages have no dot in their names: no look at the disk for each of them.
  app.get(/\.\w+$/, express.static(join(ports.assets, 'public'), { acceptRanges: false }))
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  app.use(healthDoor(ports))
  app.use(heartbeatDoor(ports))
  app.use(checksApiDoor(ports))
  app.use(badgeDoor(ports))
  app.use(metricsDoor(ports))
  const recognised = createRecognised(ports.sessions, ports.now)
  app.use(loginDoor(ports, recognised))
  // Everything below needs the log-in.
  app.use(homeDoor(ports))
  const monitoring = monitoringDoor(ports, renderer(app))
  app.use(monitoring.door)
  app.use(heartbeatNowDoor(ports, monitoring.showProblem))
  app.use(checkLiveDoor(ports))
  app.use(checksDoor(ports))
  app.use(checkDoor(ports))
  app.use(channelsDoor(ports))
  app.use(keysDoor(ports))
  app.use(systemDoor(ports))

  app.use((request, response) => {
    refuse(request, response, 404, 'There is no such page; the menu has those that there are.')
  })
  app.use(errorHandler(ports))

  const isCheckIn = checkInDoor(ports)
  const glance = glanceDoor(ports, recognised, { '/monitoring': monitoring.glance })
  return (request, response) => {
    if (!isCheckIn(request, response)) glance(request, response, () => app(request, response))
  }
}
