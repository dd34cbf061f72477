import { Router } from 'express'
import { CLAIM_MS } from '../../domain/time/limits'
import { createObserver } from '../heartbeat/observe'
import type { AppPorts } from '../ports'

/** A supervisor wants an answer at once; the worker, which is asked whether it works, has to have had its time before. */
const PATIENCE_MS = CLAIM_MS.answer + 500

/**
 * `/healthz`, for a supervisor: 200 as long as the web app itself works, since a restart of it mends nothing else. `ini` is
 * ok, faulty or unreadable; `redis` is reachable or away; `heartbeat` is as on the page, or unknown where that cannot be
 * found out soon; `closed`, where it is there, is the reason why a port of the INI could not be opened; `well` is true where
 * `intvlm8r status` exits with 0. It writes nothing but a trial of the disk while Redis is away, and does not name the
 * version, which strangers need not know.
 */
export function healthDoor(ports: AppPorts): Router {
  const { settings, queue } = ports
  const door = Router()
  const observe = createObserver(ports, async () => [])

  door.get('/healthz', async (_request, response) => {
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
      closed: ports.closedDoor?.(),
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
