import { Router } from 'express'
import type { AppPorts } from './ports'

/** `/login`, `/logout` and `/setup`; `requireLogin` guards what comes after it. */
export function loginDoor(_ports: AppPorts): Router {
  return Router()
}
