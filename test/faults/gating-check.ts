/** The check on which the heartbeat of a gated machine depends. */
import { once } from 'node:events'
import { vi } from 'vitest'
import { connectStore } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { readPingKey } from '../../src/io/watch/ping-key'
import type { Machine } from './machine'

/** Lines of the section [Monitoring]. */
export const GATED = ['heartbeatgates = camera']

/** Its time does not run out by itself, wherever the campaign sets the clock. */
export const GATING_CHECK = ['[check.camera]', 'period = 365d']

/** Checks in for it at the web app, as soon as the INI has provided it. */
export async function signalGatingCheck({ home, port }: Machine, kind: 'success' | 'fail'): Promise<void> {
  const connection = connectStore({ path: redisPlace(home).socket })
  connection.on('error', () => {})
  try {
    if (connection.status !== 'ready') await once(connection, 'ready')
    const url = `http://127.0.0.1:${port}/ping/${await readPingKey(connection)}/camera`
    const send = () => fetch(kind === 'fail' ? `${url}/fail` : url).then(answer => answer.status)
    await vi.waitUntil(async () => (await send().catch(() => 0)) === 200, { timeout: 20_000, interval: 100 })
  } finally {
    connection.disconnect()
  }
}
