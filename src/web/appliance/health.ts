import { Router } from 'express'
import { CLAIM_MS } from '../../domain/time/limits'
import { createObserver } from '../heartbeat/observe'
import { isOwnProgram } from '../net/addresses'
import type { AppPorts } from '../ports'

/** A supervisor wants an answer at once; the worker, which is asked whether it works, has to have had its time before. */
const PATIENCE_MS = CLAIM_MS.answer + 500

/**
 * `/healthz`, for a supervisor: 200 as long as the web app itself works, since a restart of it mends nothing else. `ini` is
 * ok, faulty or unreadable; `redis` is reachable or away; `heartbeat` is as on the page, or unknown where that cannot be
 * found out soon; `well` is true where `intvlm8r status` exits with 0. Strangers need to know neither the version nor any
 * detail, so `closed`, the reason why a port of the INI could not be opened, is for programs on this machine alone. It
 * writes nothing but a trial of the disk while Redis is away.
 */
export function healthDoor(ports: AppPorts): Router {
  const { settings, queue } = ports
  const door = Router()
  const observe = createObserver(ports, async () => [])

  door.get('/healthz', async (request, response) => {
    const [{ kind: ini }, pulse, seen] = await Promise.all([
      settings.read(),
      soon(queue.pulse()),
      soon(observe()),
    ])
    response.json({
      status: 'ok',
      ini,
      redis: pulse === undefined ? 'away' : 'reachable',
      heartbeat: seen?.liveness ?? 'unknown',
      well: seen?.verdict.isWell ?? false,
      ...(isOwnProgram(request) && { closed: ports.closedDoor?.() }),
    })
  })
  return door
}

/** Resolves with the result of the work, or with undefined when it fails or takes too long. */
function soon<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, PATIENCE_MS, undefined)
    work.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer))
  })
}
