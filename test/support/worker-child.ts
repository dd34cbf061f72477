/** A worker in a process of its own: `worker-child SOCKET INI LOCK_MS CLOCK_OFFSET_MS`. */
import { once } from 'node:events'
import type { Gate } from '../../src/domain/heartbeat/gates'
import { startHeartbeatWorker } from '../../src/io/heartbeat/worker'
import { createHttpClient } from '../../src/io/net/http-client'
import { connectWorker } from '../../src/io/redis/client'
import { createSendHeartbeat } from '../../src/operations/heartbeat/send-heartbeat'
import { openSettings } from '../../src/wire/settings'

const [, , socket = '', ini = '', lockDuration, offset] = process.argv
const now = () => Date.now() + Number(offset)
const send = createSendHeartbeat({
  now,
  settings: openSettings({ home: '', ini, result: '', runtime: '' }),
  http: createHttpClient({ userAgent: 'test', now }),
  noticeMissed: async () => {},
  gates: lookAtGates,
  retryDelay: () => 1,
})
startHeartbeatWorker(connectWorker({ path: socket }), {
  send: (...step) =>
    send(...step).catch(error => {
      process.send?.(error.message)
      throw error
    }),
  onError: () => {},
  lockDuration: Number(lockDuration),
  record: async end => void process.send?.(end.outcome),
})
let looks = 0
/** All are up. Before the second answer it waits for a message. */
async function lookAtGates(names: readonly string[]): Promise<readonly Gate[]> {
  process.send?.('looks at the gates')
  if (++looks === 2) await once(process, 'message')
  return names.map(name => ({ name, status: 'up', since: 0 }))
}

// The test's process has ended, however that ended.
process.on('disconnect', () => process.exit())
process.send?.('started')
