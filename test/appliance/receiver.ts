import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { vi } from 'vitest'

/** A dead man's switch on all of this host's addresses: it keeps the time (epoch ms) of each heartbeat. */
export interface Receiver {
  readonly port: number
  readonly heartbeats: readonly number[]
  /** The User-Agent of each heartbeat. */
  readonly agents: readonly string[]
  /** Milliseconds before an answer. */
  delay: number
  /** Resolves when there are more than `count`; 60 seconds at most, unless `timeout` is given. */
  moreThan(count: number, timeout?: number): Promise<void>
  close(): void
}

export async function startReceiver(): Promise<Receiver> {
  const heartbeats: number[] = []
  const agents: string[] = []
  const server = createServer(async ({ headers }, response) => {
    heartbeats.push(Date.now())
    agents.push(headers['user-agent'] ?? '')
    await setTimeout(receiver.delay)
    response.end('OK')
  })
  await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
  const receiver: Receiver = {
    port: (server.address() as AddressInfo).port,
    heartbeats,
    agents,
    delay: 0,
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
  return receiver
}
