/** A check has one place in each of its lists at any moment: a list that is read may be mended, which hides another one. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { namesOf } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, openSweeps, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis
let web: OpenStore

beforeEach(async () => {
  web = await openStore(redis)
})
afterEach(() => web.store.close())

/** The entries of the lists, without the id at their end. */
async function placesOf(id: string, ...lists: readonly string[]): Promise<string[][]> {
  const { watch } = namesOf(shardOf(admin, id))
  const read = lists.map(list => admin.zrange(watch.list(list), '0', '-1'))
  return (await Promise.all(read)).map(entries => entries.map(entry => entry.replace(`\u0001${id}`, '')))
}

it('a signal, the sweep and a pause take it from its former place', async () => {
  const { check } = await web.store.create(plan('ant', { tags: ['zoo'] }), 'page', START)
  const present = () => placesOf(check.id, 'all', 'tag:zoo')
  const seen = [await present()]
  await web.store.record({ id: check.id }, signal('success', START))
  seen.push(await present())
  await web.store.record({ id: check.id }, signal('fail', START + MINUTE))
  seen.push(await present())
  await web.store.record({ id: check.id }, signal('success', START + 2 * MINUTE))
  const sweeps = openSweeps(redis, () => START + 60 * MINUTE)
  await sweeps.lapse(await sweeps.due(START + 60 * MINUTE, 9), START + 60 * MINUTE)
  await sweeps.close()
  seen.push(await present())
  await web.store.pause(check.id, START + 60 * MINUTE)
  seen.push(await present())
  // The status, and the time where the latest stands first.
  const places = ['3', '4', '08204823939999', '08204823159999', '5'].map(rank => `${rank}\u0001ant`)
  expect(seen).toEqual(places.map(place => [[place], [place]]))
})

it('another name, other tags and channels take it from its former place and lists', async () => {
  const { check } = await web.store.create(
    plan('ant', { tags: ['zoo', 'small'], channels: ['mail'] }),
    'page',
    START,
  )
  await web.store.update(check.id, { name: 'wasp', tags: ['zoo', 'flies'], channels: ['phone'] }, START)
  expect(await placesOf(check.id, 'all', 'tag:zoo', 'tag:flies', 'channels:phone', 'names')).toEqual([
    ['3\u0001wasp'],
    ['3\u0001wasp'],
    ['3\u0001wasp'],
    ['3\u0001wasp'],
    [expect.stringMatching(/^wasp/)],
  ])
  const { watch } = namesOf(shardOf(admin, check.id))
  expect(await admin.exists(watch.list('tag:small'), watch.list('channels:mail'))).toBe(0)
  expect(await admin.zrange(watch.tags, '0', '-1')).toEqual(['flies', 'zoo'])
  expect(await admin.zrange(watch.channelSets, '0', '-1')).toEqual(['phone'])
})
