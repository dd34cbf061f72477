import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that the kernel gives to whoever asks for any. */
const [FIRST, PORTS] = [20_000, 12_000]

let asked = 0

/**
 * A port that nobody listens on, nor will before it is used and while its program is away: the kernel gives it to
 * nobody, and the campaign's other processes look elsewhere.
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
