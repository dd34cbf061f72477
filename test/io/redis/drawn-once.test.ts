import { expect, it } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import { namesOf } from '../../../src/io/redis/client'
import { drawnOnce } from '../../../src/io/redis/drawn-once'
import { changeCounted, results } from '../../../src/io/redis/revision'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()
const revision = () => admin.hget(namesOf(admin).backup.mark, 'revision')

it('a value is drawn once, and is then the same for all', async () => {
  expect(await drawnOnce(admin, 'key', 'key', () => 'first')).toBe('first')
  expect(await drawnOnce(admin, 'key', 'key', () => expect.unreachable())).toBe('first')
  expect(await admin.get('key')).toBe('first')
  expect(await revision()).toBe('1')
})

it('of several that draw at the same time the first one counts', async () => {
  const slow = drawnOnce(admin, 'key', 'key', async () => {
    await admin.set('key', 'other')
    return 'own'
  })
  expect(await slow).toBe('other')
})

it('a value that is lost at once is told as what it is', async () => {
  // As of a server that was emptied right after the write.
  const get = admin.get.bind(admin)
  admin.get = (async () => null) as unknown as typeof admin.get
  try {
    await expect(drawnOnce(admin, 'key', 'ping key', () => 'own')).rejects.toThrow(
      new StoreUnavailable('Redis lost the ping key at once'),
    )
  } finally {
    admin.get = get
  }
})

it('a change counts in the same step, is told, and gives the results of its own commands first', async () => {
  const subscriber = admin.duplicate()
  const heard: string[] = []
  const { backupChanged } = namesOf(admin)
  await subscriber.subscribe(backupChanged)
  subscriber.on('message', channel => void heard.push(channel))
  expect(await changeCounted(admin, multi => multi.set('a', '1').get('a').incrby('a', 4))).toEqual([
    'OK',
    '1',
    5,
    1,
    1,
  ])
  await expect.poll(() => heard).toEqual([backupChanged])
  subscriber.disconnect()
  await admin.set('text', 'text')
  await expect(changeCounted(admin, multi => multi.incr('text'))).rejects.toThrow(
    /^ERR value is not an integer/,
  )
})

it('a transaction that was not done has no results', () => {
  expect(results(null)).toEqual([])
  expect(
    results([
      [null, 1],
      [null, 'b'],
    ]),
  ).toEqual([1, 'b'])
})
