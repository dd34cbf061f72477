import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { gateWords, isClosed, type ReadGates } from '../../../src/domain/heartbeat/gates'
import type { Provisioning } from '../../../src/domain/watch/ports'
import type { ProvidedCheck } from '../../../src/domain/watch/provided-check'
import { createGateReader } from '../../../src/io/watch/gate-reader'
import { openProvisioning } from '../../../src/io/watch/provisioning'
import { openSchedules } from '../../../src/io/watch/schedules'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openLooks, openStore, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
let now: number
let web: OpenStore
let gates: ReadGates
let provisioning: Provisioning

beforeEach(async () => {
  now = START
  web = await openStore(redis)
  gates = createGateReader(web.store, () => now)
  provisioning = openProvisioning(web.connection, web.store, openSchedules(), { id: '0123456789ab' })
})
afterEach(() => web.store.close())

const INI: readonly ProvidedCheck[] = [
  { key: 'newest-photo', plan: plan('The newest photo') },
  { key: 'nas/a:445', plan: plan('nas/a:445') },
  { key: 'nas/b:445', plan: plan('nas/b:445') },
]

it('a check of the INI is found by its section, whatever its name, and all targets of a probe by theirs', async () => {
  await provisioning.provide(INI, true, START)
  expect(await gates(['newest-photo', 'nas'], INI)).toEqual([
    { name: 'newest-photo', status: 'new', since: START },
    { name: 'nas/a:445', status: 'new', since: START },
    { name: 'nas/b:445', status: 'new', since: START },
  ])
})

describe('parts of a check', () => {
  const JOBS = { kind: 'command', target: 'check', every: MINUTE, settings: {}, section: 'jobs' } as const
  const PROVIDED: readonly ProvidedCheck[] = [{ key: 'jobs', plan: plan('jobs', { probe: JOBS }) }]

  beforeEach(async () => {
    await provisioning.provide(PROVIDED, true, START)
    const looks = openLooks(redis)
    const [check] = await looks.probed(START)
    const parts = [
      { name: 'nas', answer: 'success', detail: 'fine' },
      { name: 'Router', answer: 'failure', detail: 'no answer' },
    ] as const
    await looks.record(check?.id ?? '', { answer: 'success', detail: 'reported on 2', parts }, START)
    await looks.close()
  })

  it('belong to its gate', async () => {
    const found = await gates(['jobs'], PROVIDED)
    expect(found.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
      'jobs up',
      'jobs/Router down',
      'jobs/nas up',
    ])
  })

  it('are gates of their own by their names, whatever the case', async () => {
    expect(await gates(['jobs/nas', 'jobs/router', 'jobs/printer'], PROVIDED)).toMatchObject([
      { name: 'jobs/nas', status: 'up' },
      { name: 'jobs/router', status: 'down' },
      { name: 'jobs/printer', status: 'missing' },
    ])
  })
})

it('a check of the page is found by its slug or its id', async () => {
  const { check } = await web.store.create(plan('Camera'), 'page', START)
  await web.store.record({ id: check.id }, signal('success', START))
  expect(await gates(['camera', check.id], [])).toMatchObject([
    { name: 'camera', status: 'up' },
    { name: check.id, status: 'up' },
  ])
})

it('a check that a stranger made opens no gate by its slug or its id, nor is it in the way of one that does', async () => {
  const stranger = await web.store.create(plan('camera'), 'checkin', START, undefined, {
    waits: true,
    from: '203.0.113.0',
  })
  expect(stranger.check).toMatchObject({ slug: 'camera', waits: expect.anything() })
  await web.store.record({ id: stranger.check.id }, signal('success', START))
  expect((await gates(['camera', stranger.check.id], [])).map(({ status }) => status)).toEqual([
    'missing',
    'missing',
  ])
  const { check } = await web.store.create(plan('Camera', { slug: 'camera' }), 'page', START)
  await web.store.record({ id: check.id }, signal('fail', START))
  expect(await gates(['camera'], [])).toMatchObject([{ name: 'camera', status: 'down' }])
})

it('a check that is blind has the reason why nothing was seen', async () => {
  const probe = { kind: 'files', target: '/home/photos', every: MINUTE, settings: {} } as const
  const { check } = await web.store.create(plan('Photos', { probe }), 'page', START)
  const looks = openLooks(redis)
  await looks.record(check.id, { answer: 'blind', detail: '/home is hidden' }, START + 1_000)
  await looks.close()
  now = START + 4 * MINUTE
  expect(await gates(['photos'], [])).toEqual([
    { name: 'photos', status: 'blind', since: START + 3 * MINUTE, why: '/home is hidden' },
  ])
})

it('a name that no check has is missing, in its place among the others', async () => {
  await web.store.create(plan('Camera'), 'page', START)
  expect((await gates(['nobody', 'camera'], [])).map(({ name, status }) => [name, status])).toEqual([
    ['nobody', 'missing'],
    ['camera', 'new'],
  ])
})

it('a check whose time ran out is down, though no sweep has run', async () => {
  const { check } = await web.store.create(plan('Camera'), 'page', START)
  await web.store.record({ id: check.id }, signal('success', START))
  now = START + 13 * MINUTE
  expect(await gates(['camera'], [])).toEqual([
    { name: 'camera', status: 'down', since: START + 12 * MINUTE },
  ])
})

describe('a window of maintenance', () => {
  const windowOf = (settings: Readonly<Record<string, string>>) => ({
    name: 'works',
    origin: 'ini' as const,
    settings: { start: '2000-01-01 00:00', period: '1d', duration: '1d', timezone: 'UTC', ...settings },
  })
  const statuses = async (settings: Readonly<Record<string, string>>) => {
    await provisioning.provide(INI, true, START)
    const found = await createGateReader(
      web.store,
      () => now,
      async () => [windowOf(settings)],
    )(['nas'], INI)
    return found.map(gate => `${gateWords(gate)}: ${isClosed(gate) ? 'closed' : 'open'}`)
  }

  it('hides no gate', async () => {
    expect(await statuses({ all: 'on' })).toEqual([
      'nas/a:445 is new: it has not been seen well yet: closed',
      'nas/b:445 is new: it has not been seen well yet: closed',
    ])
  })

  it('opens those of its checks where its owner says so', async () => {
    expect(await statuses({ checks: 'nas/a:445', opengates: 'on' })).toEqual([
      'nas/a:445 is new: it has not been seen well yet, and the maintenance works opens the gate: open',
      'nas/b:445 is new: it has not been seen well yet: closed',
    ])
  })

  it('opens none that does not exist', async () => {
    const reader = createGateReader(
      web.store,
      () => now,
      async () => [windowOf({ all: 'on', opengates: 'on' })],
    )
    expect((await reader(['gone'], [])).map(isClosed)).toEqual([true])
  })
})
