/** A worker in a process of its own: `worker-child SOCKET INI LOCK_MS CLOCK_OFFSET_MS`. */
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
  gates: async () => [],
  retryDelay: () => 1,
})
startHeartbeatWorker(connectWorker({ path: socket }), {
  send,
  onError: () => {},
  lockDuration: Number(lockDuration),
  record: async end => void process.send?.(end.outcome),
})
process.send?.('started')
