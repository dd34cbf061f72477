import { Router } from 'express'
import type { AppPorts } from './ports'

/** `/monitoring`: Remote monitoring. */
export function monitoringDoor(_ports: AppPorts): Router {
  return Router()
}
