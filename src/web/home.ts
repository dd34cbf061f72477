import { Router } from 'express'
import type { AppPorts } from './ports'

/** `/`: one glance, alive or not. */
export function homeDoor(_ports: AppPorts): Router {
  return Router()
}
