/** The checks of jobs, as the program for 0MQ remembers them. */
import { expect, it, onTestFinished, vi } from 'vitest'
import { connectWorker, namesOf } from '../../../src/io/redis/client'
import { openJobTable } from '../../../src/io/watch/job-table'
import { CHECK } from '../../support/alert-memory'
import { shareRedis } from '../../support/shared-redis'

const { admin, target } = await shareRedis()
const { watch, messages } = namesOf(admin)

/** Stores the plan of a check with that job, as every change does. */
async function change(job: string): Promise<void> {
  await admin.hset(watch.plans, 'c', JSON.stringify({ ...CHECK, id: 'c', job }))
  await admin.publish(messages.plans, 'c')
}

it('a change that comes while the one before it is being read is read, too', async () => {
  const [connection, subscriber] = [connectWorker(target), connectWorker(target)]
  onTestFinished(() => {
    connection.disconnect()
    subscriber.disconnect()
  })
  const table = openJobTable(connection, subscriber)
  await table.ready()
  const seen: string[] = []
  subscriber.on('message', (_channel, id: string) => seen.push(id))
  const read = connection.hget.bind(connection)
  vi.spyOn(connection, 'hget').mockImplementationOnce((async (key: string, field: string) => {
    const plan = await read(key, field)
    await change('pi/new')
    await vi.waitFor(() => expect(seen).toHaveLength(2), 60_000)
    return plan
  }) as never)
  await change('pi/old')
  await vi.waitFor(
    () => expect(table.checksOf('pi/old').length + table.checksOf('pi/new').length).toBe(1),
    60_000,
  )
  await table.confirm()
  expect([table.checksOf('pi/old'), table.checksOf('pi/new').map(({ id }) => id)]).toEqual([[], ['c']])
})
