import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that Linux gives to connections on their way out: one of those could be taken between this answer and
 * the start of the program that is to listen.
 */
const FIRST = 16_000
const PORTS = 16_000

const given = new Set<number>()

/** A port that nobody listens on at this moment, and that this process has not had before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * PORTS)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  server.listen(port)
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
