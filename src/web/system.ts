import { Router } from 'express'
import type { AppPorts } from './ports'

/** `/system`: versions, health, support bundle. */
export function systemDoor(_ports: AppPorts): Router {
  return Router()
}
