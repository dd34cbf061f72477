import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openSharedIncidents } from '../../../src/io/alerts/shared-incidents'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { redisPlace } from '../../../src/io/redis/private-server/place'
import { startRedis } from '../../support/redis'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const SOCKET = redisPlace(redis.home).socket
const NOW = new Date(2026, 10, 28, 2, 22).getTime()
const KEY = 'job1-20261128-02'
const connect = (prefix: string) => {
  const connection = connectWorker({ ...redis.target, prefix })
  connection.on('error', () => {})
  onTestFinished(() => connection.disconnect())
  return connection
}
let admin: Redis
let ours: ReturnType<typeof openSharedIncidents>
let theirs: ReturnType<typeof openSharedIncidents>
beforeEach(async () => {
  admin = connect('admin')
  await admin.flushall()
  ours = openSharedIncidents(connect('here'), async () => SOCKET)
  theirs = openSharedIncidents(connect('there'), async () => SOCKET)
})

describe('an incident that several watches share', () => {
  test('keeps the key under which it was opened until its end', async () => {
    expect(await ours.keyFor('alert', KEY)).toBe(KEY)
    expect(await ours.keyFor('alert', 'job1-20261128-03')).toBe(KEY)
    expect(await theirs.keyFor('alert', 'another')).toBe('another')
    await ours.noteEnded('alert', KEY)
    expect(await ours.keyFor('alert', 'job1-20261128-04')).toBe('job1-20261128-04')
  })

  test('is seen by the others as soon as one has opened it, and until one has ended it', async () => {
    expect(await theirs.openedBy(KEY)).toBeUndefined()
    await ours.noteOpened(KEY, '{"event_type":"trigger"}', NOW)
    expect([await ours.openedBy(KEY), await theirs.openedBy(KEY)]).toEqual(['us', 'another'])
    await theirs.noteEnded('alert', KEY)
    expect(await ours.openedBy(KEY)).toBeUndefined()
  })

  test('has the hash that Robopager looks for, which expires and holds no integration key', async () => {
    await ours.noteOpened(KEY, '{"event_type":"trigger"}', NOW)
    expect(await admin.hgetall(`rp.${KEY}`)).toEqual({
      incident_dt: '2026/11/28 02:22:00',
      by: '{here}',
      result: '{"event_type":"trigger"}',
      status_dt: '2026/11/28 02:22:00',
    })
    expect(await admin.ttl(`rp.${KEY}`)).toBeGreaterThan(86_400)
  })

  test('was opened by another where Robopager itself has written its hash', async () => {
    await admin.hset(`rp.${KEY}`, { result: '{}', status_dt: '2026-11-28 02:22' })
    expect(await ours.openedBy(KEY)).toBe('another')
  })

  test('is known to all watches on a server that they have in common, by the name that Robopager gives it', async () => {
    const [here, there] = ['here', 'there'].map(prefix =>
      openSharedIncidents(connect(prefix), undefined, true),
    )
    await here?.noteOpened(KEY, '{}', NOW)
    expect(await admin.keys('*')).toEqual([`rp.${KEY}`])
    expect([await here?.openedBy(KEY), await there?.openedBy(KEY)]).toEqual(['us', 'another'])
  })

  test('is known to its watch alone where nobody else has its server, by a key with its prefix', async () => {
    const open = (prefix: string) => openSharedIncidents(connect(prefix))
    const [here, member, there] = [open('here'), open('here'), open('there')]
    await here.noteOpened(KEY, '{"event_type":"trigger"}', NOW)
    expect(await admin.keys('*')).toEqual([`{here}:alerts:opened:${KEY}`])
    expect(await admin.ttl(`{here}:alerts:opened:${KEY}`)).toBeGreaterThan(86_400)
    expect([await here.openedBy(KEY), await member.openedBy(KEY)]).toEqual(['us', 'us'])
    expect(await there.openedBy(KEY)).toBeUndefined()
    await member.noteEnded('alert', KEY)
    expect(await admin.keys('*')).toEqual([])
  })

  test('is kept by a user who may use the keys of the watch alone, as access control is documented', async () => {
    const rights = 'resetchannels ~{here}* &{here}* +@all -@dangerous +info +client +keys +role +config|get'
    await admin.call('ACL', 'SETUSER', 'guarded', 'on', '>pw', ...rights.split(' '))
    onTestFinished(async () => void (await admin.call('ACL', 'DELUSER', 'guarded')))
    const connection = connect('here')
    await connection.call('AUTH', 'guarded', 'pw')
    const incidents = openSharedIncidents(connection, undefined, true)
    expect(await incidents.keyFor('alert', KEY)).toBe(KEY)
    await incidents.noteOpened(KEY, '{}', NOW)
    expect(await incidents.openedBy(KEY)).toBe('us')
    await incidents.noteEnded('alert', KEY)
    expect(await admin.keys('*')).toEqual([])
  })

  test('is shared by watches with a Redis each, on the one of Robopager; without it nothing is known', async () => {
    const [home, away] = await Promise.all([startRedis(), startRedis()])
    onTestFinished(async () => {
      await Promise.all([home.close(), away.close()])
    })
    const own = [home, away].map(({ target }, n) => {
      const connection = connectWorker({ ...target, prefix: `watch${n}` })
      onTestFinished(() => connection.disconnect())
      return openSharedIncidents(connection, async () => SOCKET)
    })
    await own[0]?.noteOpened(KEY, '{}', NOW)
    expect(await own[1]?.openedBy(KEY)).toBe('another')
    expect(await admin.hget(`rp.${KEY}`, 'result')).toBe('{}')
    await own[1]?.noteEnded('alert', KEY)
    expect(await own[0]!.openedBy(KEY)).toBeUndefined()
    const gone = openSharedIncidents(connect('here'), async () => 'redis://127.0.0.1:9')
    await expect(gone.openedBy(KEY)).rejects.toThrow()
  })
})
