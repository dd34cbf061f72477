import type { Request, Response } from 'express'
import { type CheckFormPage, type FormPorts, showCheckForm } from './check-form-page'
import type { createLooker } from './look-now'
import { isProbed, typedProbe } from './probe-form'

export type Looker = ReturnType<typeof createLooker>

/** The form of a check as it was typed, with what its probe sees now. Nothing is saved. */
export function createLookPage(ports: FormPorts, look: Looker) {
  return async (request: Request, response: Response, page: Omit<CheckFormPage, 'faults'>): Promise<void> => {
    const { fields, check, cloned } = page
    const typed = isProbed(fields) ? typedProbe(fields, (check ?? cloned)?.probe) : { faults: [] }
    const seen = await look(request, response, { probe: undefined, ...typed })
    if (response.destroyed) return
    if ('faults' in seen) response.status(422)
    else if ('busy' in seen) response.status(429)
    await showCheckForm(ports, response, { faults: [], ...page, ...seen, isLook: true })
  }
}
