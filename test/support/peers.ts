import type { HttpClient } from '../../src/domain/net/http-client'
import { createHttpClient } from '../../src/io/net/http-client'
import { openTrust } from '../../src/io/net/trust'
import { STRAIGHT } from '../../src/io/net/way-out'
import { createAskPeer, createAskState } from '../../src/io/peers/ask-peer'

export const PEER_KEY = `${'k'.repeat(20)}${'Z_-'.repeat(7)}01`
export const ATTIC = { id: 'c0c0c0c0c0c0', boot: 'boot-attic', version: '1.2.3', name: 'attic' }

/** Its requests go over the network. */
export const http = createHttpClient({
  userAgent: 'intvlm8r/1.0 (test)',
  way: async () => STRAIGHT,
  trust: openTrust([]),
})

/** A watch that asks others, as its worker and its commands do. */
export function asker(self = ATTIC, now: () => number = Date.now, client: HttpClient = http) {
  const ask = createAskPeer({ http: client, now })
  const state = createAskState({ http: client, now, self })
  const within = () => ({ deadlineMs: 5_000, signal: AbortSignal.timeout(10_000) })
  return {
    state: (url: string, key = PEER_KEY) => state(url, key, within()),
    join: (url: string, key: string, own: string) =>
      ask({ url, key, path: '/peer/join', message: { ...self, url: own }, ...within() }),
  }
}
