import { join } from 'node:path'
import ejs from 'ejs'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { hardening } from './hardening'
import { heartbeatDoor } from './heartbeat'
import { heartbeatNowDoor } from './heartbeat-now'
import { homeDoor } from './home'
import { loginDoor } from './login'
import { monitoringDoor } from './monitoring'
import type { AppPorts } from './ports'
import { systemDoor } from './system'

/** The whole web app, ready for a server to listen with (or for supertest). */
export function createApp(ports: AppPorts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.engine('ejs', ejs.renderFile as never)
  app.set('view engine', 'ejs')
  app.set('views', join(ports.assets, 'views'))
  app.use(hardening(ports))
  app.use(express.static(join(ports.assets, 'public')))

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok', version: ports.version })
  })
  app.use(heartbeatDoor(ports))
  // Everything below needs the log-in.
  app.use(loginDoor(ports))
  app.use(homeDoor(ports))
  app.use(monitoringDoor(ports))
  app.use(heartbeatNowDoor(ports))
  app.use(systemDoor(ports))

  app.use((_request, response) => {
    response.status(404).type('text').send('There is no such page.\n')
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    ports.log.error(error, 'a request failed')
    response
      .status(statusOf(error))
      .type('text')
      .send('Something went wrong; the log of the appliance says what.\n')
  })
  return app
}

/** What the body parser and the router say of a bad request; everything else is our own failure. */
function statusOf(error: unknown): number {
  const status = Object(error).status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}
