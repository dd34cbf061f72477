import { expect, it, onTestFinished } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { openGroupBoard } from '../../../src/io/peers/group-board'
import { openInvitations } from '../../../src/io/peers/invitations'
import { openPeerBoard } from '../../../src/io/peers/peer-board'
import { readJobAges } from '../../../src/io/peers/work-marks'
import { type Redis, untilReady } from '../../../src/io/redis/client'
import { shardOf, shardsOf } from '../../../src/io/redis/shards'
import { shareRedis } from '../../support/shared-redis'
import { openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis

it('a check-in whose answer is lost with the connection fails at once, and keeps no later one waiting', async () => {
  const { store, connection } = await openStore(redis)
  onTestFinished(() => store.close())
  const { check } = await store.create(plan('nas'), 'page', START)
  const checkIn = () => store.record({ id: check.id }, signal('success', START))
  const id = await shardOf(connection, check.id).client('ID')
  await admin.call('CLIENT', 'PAUSE', '60000', 'WRITE')
  const lost = expect(checkIn()).rejects.toThrow(new StoreUnavailable('Redis has gone'))
  await expect.poll(async () => String(await admin.client('LIST', 'ID', id))).toContain(' cmd=eval')
  await admin.client('KILL', 'ID', id)
  await admin.call('CLIENT', 'UNPAUSE')
  await lost
  await untilReady(connection)
  expect(await checkIn()).toMatchObject({ kind: 'accepted' })
})

it('a claim to take check-ins whose answer is lost with the connection is no error: it is renewed anyway', async () => {
  const { store, connection } = await openStore(redis)
  onTestFinished(() => store.close())
  const [first] = shardsOf(connection)
  const id = await first?.client('ID')
  await admin.call('CLIENT', 'PAUSE', '60000', 'WRITE')
  const listening = store.listen()
  await expect.poll(async () => String(await admin.client('LIST', 'ID', `${id}`))).toContain(' cmd=eval')
  await admin.client('KILL', 'ID', `${id}`)
  await admin.call('CLIENT', 'UNPAUSE')
  await listening
})

it.each<[string, (connection: Redis) => Promise<unknown>]>([
  ['the answers of peers', connection => openPeerBoard(connection).answers()],
  ['an invitation', connection => openInvitations(connection).find('x')],
  ['the contacts of a group', connection => openGroupBoard(connection, 'boot').contacts()],
  ['the ages of jobs', readJobAges],
])('%s cannot be read while a connection is cut, and that is no error of ours', async (_what, read) => {
  const { store, connection } = await openStore(redis)
  onTestFinished(() => store.close())
  const reading = expect(read(connection)).rejects.toThrow(new StoreUnavailable('Redis has gone'))
  connection.stream.destroy()
  await reading
})
