import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that the kernel hands out by itself. */
const [FIRST, PORTS] = [20_000, 12_000]

let asked = 0

/**
 * A port that stays free until it is used, and while its program is away: the kernel hands it out to no process, and the
 * campaign's other processes use others.
 */
export async function reservedPort(): Promise<number> {
  for (;;) {
    const port = FIRST + ((process.pid * 211 + asked++) % PORTS)
    const server = createServer()
    const isFree = await Promise.race([
      once(server.listen(port), 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false)
    if (!isFree) continue
    await new Promise(resolve => server.close(resolve))
    return port
  }
}
