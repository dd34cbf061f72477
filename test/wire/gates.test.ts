import { expect, it } from 'vitest'
import { openGates } from '../../src/wire/watch'
import { shareRedis } from '../support/shared-redis'
import { openStore, plan, START } from '../support/watch'

const redis = await shareRedis()
/** An INI that cannot be read. */
const OFF = { read: async () => ({ kind: 'unreadable', reason: 'none' }) as const }

it('the first reading of the gates waits for its connection', async () => {
  const web = await openStore(redis)
  await web.store.create(plan('Camera'), 'page', START)
  const gates = openGates(redis.target, () => START, OFF)
  expect(await gates.gates(['camera'], [])).toEqual([{ name: 'camera', status: 'new', since: START }])
  await gates.close()
  await web.store.close()
})

it('without Redis it fails within the time of a request', async () => {
  const gates = openGates({ path: '/nowhere/redis.sock' }, () => START, OFF)
  await expect(gates.gates(['camera'], [])).rejects.toThrow(/Redis/)
  await gates.close()
})
