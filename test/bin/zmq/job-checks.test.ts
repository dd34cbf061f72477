/** Checks for unknown senders by 0MQ, in a real Redis. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createJobChecks } from '../../../src/bin/zmq/job-checks'
import { eventMessage } from '../../../src/domain/watch/event-message'
import { createTakeMessages } from '../../../src/operations/watch/take-messages'
import { openMessages } from '../../../src/wire/watch'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openStore, plan, START } from '../../support/watch'

const HOUR = 60 * MINUTE
const CHANNEL = { name: 'pager', kind: 'ntfy', origin: 'page', settings: {} } as const
const SILENT = { info() {}, warn() {}, error() {} }

const redis = await shareRedis()
const { admin } = redis
let watch: OpenStore
let messages: ReturnType<typeof openMessages>
let now = START

beforeEach(async () => {
  now = START
  watch = await openStore(redis)
  messages = openMessages(redis.target, { id: 'one' }, SILENT, () => now)
  await messages.jobs.ready()
})

afterEach(async () => {
  await admin.config('SET', 'maxmemory', '0')
  await Promise.all([watch.store.close(), messages.close()])
})

function open(waits: boolean) {
  const dropped: string[] = []
  const take = createTakeMessages({
    now: () => now,
    jobs: messages.jobs,
    backlog: { add: (id, signal) => void recording.push(watch.store.record({ id }, signal)) },
    counts: { add: name => void dropped.push(...(name === 'taken' ? [] : [name])), noteUnknown: () => {} },
    word: '',
    create: createJobChecks({
      ...messages,
      channels: { list: async () => [CHANNEL] },
      now: () => now,
      waits,
    }),
  })
  const recording: Promise<unknown>[] = []
  const send = async (...frames: string[]) => {
    const bytes = frames.map(frame => new TextEncoder().encode(frame))
    expect(eventMessage(bytes, '')).toBeTypeOf('object')
    await take(bytes)
    await Promise.all(recording)
  }
  return { send, dropped }
}

const alerts = async () => {
  const entries = await admin.xrange('{intvlm8r}:watch:outbox', '-', '+')
  return entries.filter(([, [kind]]) => kind === 'flip').length
}

it('a check of an unknown sender waits, keeps no words and alerts nobody until it is adopted', async () => {
  const { send } = open(true)
  await send('FAILED', 'stranger', 'nightly', 'the house is on fire')
  await send('SUCCEEDED', 'stranger', 'nightly')
  await send('FAILED', 'stranger', 'nightly', 'the house is on fire')
  expect(await allChecks(watch.store)).toEqual([])
  const [waiting, ...others] = await watch.store.waiting()
  expect(others).toEqual([])
  expect(waiting).toMatchObject({
    check: {
      name: 'stranger/nightly',
      job: 'stranger/nightly',
      waits: true,
      madeFrom: '0MQ',
      channels: ['pager'],
    },
    state: { status: 'down', signals: 3 },
  })
  const id = waiting?.check.id ?? ''
  expect(await watch.store.bodies(id)).toEqual([])
  expect(await alerts()).toBe(0)
  await watch.store.adopt(id, {}, now)
  expect(await alerts()).toBe(1)
})

it('two programs make one waiting check of a job', async () => {
  const other = openMessages(redis.target, { id: 'one' }, SILENT, () => now)
  await other.jobs.ready()
  const create = ({ create }: typeof messages) =>
    createJobChecks({ ...messages, create, channels: { list: async () => [] }, now: () => now, waits: true })
  const made = await Promise.all([messages, other].map(each => create(each)('a/b', 'a')))
  await other.close()
  expect(new Set(made.map(check => typeof check === 'object' && check.id)).size).toBe(1)
  expect(await watch.store.count()).toBe(1)
})

it('all unknown senders together make a hundred waiting checks an hour', async () => {
  const { send, dropped } = open(true)
  for (let n = 0; n < 103; n++) await send('STARTED', `sender${n}`, 'nightly')
  expect(await watch.store.count()).toBe(100)
  expect(dropped).toEqual(['rate', 'rate', 'rate'])
  now += HOUR
  await send('STARTED', 'sender103', 'nightly')
  expect(await watch.store.count()).toBe(101)
})

it('where anybody may make checks, each sender makes a hundred an hour, and they are ordinary ones', async () => {
  const { send, dropped } = open(false)
  for (let n = 0; n < 102; n++) await send('STARTED', 'noisy', `event${n}`)
  await send('FAILED', 'quiet', 'nightly')
  expect(dropped).toEqual(['rate', 'rate'])
  expect(await watch.store.waiting()).toEqual([])
  expect(await allChecks(watch.store)).toHaveLength(101)
  expect(await alerts()).toBeGreaterThan(0)
})

it("no unknown sender takes the slug of another's check", async () => {
  const { check } = await watch.store.create(plan('NAS backup'), 'page', START)
  await open(true).send('FAILED', 'NAS', 'backup')
  await open(false).send('FAILED', 'nas', 'backup')
  expect(await watch.store.count()).toBe(3)
  expect((await watch.store.findBySlug('nas-backup')).map(found => found.check.id)).toEqual([check.id])
})

it('a message that finds no room for its check is dropped, and holds up no other', async () => {
  const used = Number(/^used_memory:(\d+)/m.exec(await admin.info('memory'))?.[1])
  await admin.config('SET', 'maxmemory', String(Math.ceil(used / 0.75)))
  const { send, dropped } = open(true)
  await send('FAILED', 'stranger', 'nightly')
  expect(dropped).toEqual(['full'])
})
