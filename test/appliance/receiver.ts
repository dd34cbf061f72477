import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'

/** A dead man's switch on all of this host's addresses: it keeps the time (epoch ms) of each heartbeat. */
export interface Receiver {
  readonly port: number
  readonly heartbeats: readonly number[]
  /** Resolves when there are more than `count`; 60 seconds at most, unless said otherwise. */
  moreThan(count: number, timeout?: number): Promise<void>
  close(): void
}

export async function startReceiver(): Promise<Receiver> {
  const heartbeats: number[] = []
  const server = createServer((_request, response) => {
    heartbeats.push(Date.now())
    response.end('OK')
  })
  await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heartbeats,
    async moreThan(count, timeout = 60_000) {
      const arrived = () => {
        if (heartbeats.length <= count) throw new Error(`no heartbeat within ${timeout / 1000} s`)
      }
      await vi.waitFor(arrived, { timeout, interval: 100 })
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
