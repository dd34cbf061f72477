/** What a removed check leaves behind, and who may remove it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Watched } from '../../../src/domain/watch/ports'
import { namesOf, type Redis } from '../../../src/io/redis/client'
import { shardOf } from '../../../src/io/redis/shards'
import { openPlanSaves } from '../../../src/io/watch/divided-plans'
import { openNotes } from '../../../src/io/watch/notes'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
const { admin } = redis
let web: OpenStore

beforeEach(async () => {
  web = await openStore(redis)
})
afterEach(() => web.store.close())

it('a removed check leaves nothing behind, whatever was stored of it', async () => {
  const { check } = await web.store.create(plan('gone'), 'page', START)
  await web.store.record({ id: check.id }, signal('fail', START, { body: 'steht' }))
  // It is up, so that it has a deadline, too.
  await web.store.record({ id: check.id }, signal('success', START + MINUTE, { body: 'läuft' }))
  const { prefix, watch } = namesOf(shardOf(admin, check.id))
  await admin.set(watch.times(check.id), '00000001')
  await admin.set(watch.runTimes(check.id), '1|')
  await admin.set(watch.statusDays(check.id), '1|')
  await openNotes(web.connection).add(check.id, { due: START, at: START, text: 'the disk was full' })
  const kept = ['bodies', 'flips', 'log', 'notes', 'run-times', 'status-days', 'times']
  expect((await admin.keys(`*:watch:*:${check.id}`)).sort()).toEqual(
    kept.map(name => `${prefix}:watch:${name}:${check.id}`),
  )
  expect(await admin.zscore(watch.deadlines, check.id)).toBe(`${START + 11 * MINUTE}`)
  expect(await admin.smembers(watch.noted)).toEqual([check.id])

  expect(await web.store.remove(check.id)).toBe('removed')
  // The message to the alerts, the count of changes, and the moment of the last signal of all.
  expect((await admin.keys('*')).sort()).toEqual(
    ['backup:mark', 'watch:heard', 'watch:outbox'].map(name => `${prefix}:${name}`),
  )
})

it('a check that has changed since it was read is not removed: its slug and its lists are others now', async () => {
  const { check } = await web.store.create(plan('a', { tags: ['old'] }), 'page', START)
  const read = (await web.store.get(check.id)) as Watched
  await web.store.update(check.id, { slug: 'b', tags: ['new'] }, START)
  const saves = openPlanSaves(web.connection)
  expect(await saves.remove(read)).toBe(false)
  expect((await web.store.get(check.id))?.check).toMatchObject({ slug: 'b', tags: ['new'] })
  expect(await saves.remove((await web.store.get(check.id)) as Watched)).toBe(true)
  expect(await web.store.findBySlug('b')).toEqual([])
})

describe('the copy of the watch', () => {
  let subscriber: Redis
  let heard: string[][]

  beforeEach(async () => {
    heard = []
    subscriber = admin.duplicate()
    subscriber.on('message', (channel, text) => void heard.push([channel, text]))
    const { backupChanged, messages } = namesOf(admin)
    await subscriber.subscribe(backupChanged, messages.probes, messages.changed)
  })
  afterEach(() => subscriber.disconnect())

  /** Removes the check, and returns by how much the revision grew, and what was heard. */
  async function removal({ check }: Watched): Promise<[grown: number, heard: readonly string[][]]> {
    const { backup, messages } = namesOf(shardOf(admin, check.id))
    const revision = async () => Number(await admin.hget(backup.mark, 'revision'))
    const before = await revision()
    await admin.publish(messages.probes, 'until now')
    await expect.poll(() => heard.at(-1)).toEqual([messages.probes, 'until now'])
    heard = []
    expect(await openPlanSaves(web.connection).remove((await web.store.get(check.id)) as Watched)).toBe(true)
    const grown = (await revision()) - before
    await admin.publish(messages.probes, 'until now')
    await expect.poll(() => heard.at(-1)).toEqual([messages.probes, 'until now'])
    return [grown, heard.slice(0, -1)]
  }

  const { backupChanged, messages } = namesOf(admin)
  const PROBE = { kind: 'tcp', target: 'nas:22', every: MINUTE, settings: {} } as const

  it('follows the removal of a check that is in it', async () => {
    const made = await web.store.create(plan('a'), 'page', START)
    expect(await removal(made)).toEqual([
      1,
      [
        [messages.changed, made.check.id],
        [backupChanged, ''],
      ],
    ])
  })

  it('does not follow that of a check of the INI, which is in no copy', async () => {
    const made = await web.store.create(plan('a'), 'ini', START)
    expect(await removal(made)).toEqual([0, [[messages.changed, made.check.id]]])
  })

  it('follows that of a check with a probe, and the prober hears of it', async () => {
    const made = await web.store.create(plan('a', { probe: PROBE }), 'page', START)
    expect(await removal(made)).toEqual([
      1,
      [
        [messages.changed, made.check.id],
        [backupChanged, ''],
        [messages.probes, ''],
      ],
    ])
  })
})
