/** The page that asks before a channel is deleted, in a watch of many checks. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectWorker } from '../../../src/io/redis/client'
import { openListMending } from '../../../src/io/watch/mend-lists'
import { seedChecks } from '../../bench/seed'
import { startRedis, type TestRedis } from '../../support/redis'
import { plan } from '../../support/watch'
import { openWeb, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target })
  for (const name of ['mail', 'phone', 'siren'])
    await web.ports.channelStore.save({
      name,
      kind: 'ntfy',
      origin: 'page',
      settings: { topic: 'cellar-4711' },
    })
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

async function seed(from: number, to: number): Promise<void> {
  const connection = connectWorker(redis.target)
  await seedChecks(connection, from, to, { channels: ['mail'] })
  await openListMending(connection).mend()
  connection.disconnect()
}

test('counts the uses of a channel, of more than 2,000 checks without those that escalate to it', async () => {
  const admin = await web.admin()
  const told = async (name: string) =>
    /<p>(.*)<\/p>/.exec((await admin.get(`/channels/${name}/delete`).set('Accept', 'text/html')).text)?.[1]
  const create = (name: string, channels: readonly string[], escalateTo: readonly string[]) =>
    web.ports.checks.create(plan(name, { channels, escalateTo }), 'page', Date.now())
  await create('Backup', ['phone', 'mail'], ['siren'])
  await create('Boiler', [], ['mail', 'siren'])
  await seed(0, 1_998)
  expect(await told('siren')).toBe('2 checks use it, and will no longer alert by it.')
  expect(await told('phone')).toBe('One check uses it, and will no longer alert by it.')
  expect(await told('mail')).toBe('2000 checks use it, and will no longer alert by it.')

  await seed(1_998, 1_999)
  const ends = 'A check that escalates to it will not do so any more.'
  expect(await told('siren')).toBe(`No check alerts by it. ${ends}`)
  expect(await told('phone')).toBe(`One check alerts by it, and will no longer. ${ends}`)
  expect(await told('mail')).toBe(`2000 checks alert by it, and will no longer. ${ends}`)
})
