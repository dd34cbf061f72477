import { Router } from 'express'
import type { AppPorts } from '../ports'

/** A supervisor wants an answer at once. */
const PATIENCE_MS = 500

/**
 * `/healthz`, for a supervisor: 200 as long as the web app itself works, since starting it again mends nothing else.
 * `ini` is ok, faulty or unreadable; `redis` reachable or away. Writes nothing.
 */
export function healthDoor({ settings, queue, version }: AppPorts): Router {
  const door = Router()
  door.get('/healthz', async (_request, response) => {
    const [{ kind: ini }, redis] = await Promise.all([settings.read(), redisState()])
    response.json({ status: 'ok', version, ini, redis })
  })

  function redisState(): Promise<'reachable' | 'away'> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, PATIENCE_MS, 'away')
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
