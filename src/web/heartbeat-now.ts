import { Router } from 'express'
import type { AppPorts } from './ports'

/** `/heartbeat-now`: the button. */
export function heartbeatNowDoor(_ports: AppPorts): Router {
  return Router()
}
