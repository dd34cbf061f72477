import { Router } from 'express'
import type { AppPorts } from '../ports'

/** How long Redis may take; a supervisor wants an answer at once. */
const REDIS_PATIENCE_MS = 500

/**
 * `/healthz`, for a supervisor: 200 as long as the web app itself works, since a restart of it mends nothing else. `ini` is
 * ok, faulty or unreadable; `redis` is reachable or away. It writes nothing.
 */
export function healthDoor({ settings, queue, version }: AppPorts): Router {
  const door = Router()
  door.get('/healthz', async (_request, response) => {
    const [{ kind: ini }, redis] = await Promise.all([settings.read(), redisState()])
    response.json({ status: 'ok', version, ini, redis })
  })

  function redisState(): Promise<'reachable' | 'away'> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, REDIS_PATIENCE_MS, 'away')
      queue
        .pulse()
        .then(
          () => resolve('reachable'),
          () => resolve('away'),
        )
        .finally(() => clearTimeout(timer))
    })
  }
  return door
}
