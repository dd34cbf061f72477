/** A web in a process of its own that takes check-ins as fast as it can: `check-in-child SOCKET ID`. Says how many were answered. */

import { connectStore, untilReady } from '../../src/io/redis/client'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import { SHARDS } from './divided'

const [, , socket = '', id = ''] = process.argv
const connection = connectStore({ path: socket, shards: SHARDS })
connection.on('error', () => {})
const store = openCheckStore(connection, openSchedules())
let answered = 0

async function client(): Promise<void> {
  for (;;) {
    // Each other one brings the check down, so that there are flips to be lost.
    const kind = answered % 2 === 0 ? 'fail' : 'success'
    try {
      const { kind: outcome } = await store.record({ id }, { kind, at: Date.now(), detail: {} })
      if (outcome === 'accepted') process.send?.(++answered)
    } catch {
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
}

async function clients(): Promise<void> {
  // A Redis that is killed at the start is not there in time.
  while (!(await isReady()));
  for (let i = 0; i < 8; i++) void client()
}
const isReady = () =>
  untilReady(connection).then(
    () => true,
    () => false,
  )
void clients()
// The test's process has ended, however that ended.
process.on('disconnect', () => process.exit())
