import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Look, Part } from '../../../src/domain/probes/look'
import type { Probe } from '../../../src/domain/probes/probe'
import type { LookStore } from '../../../src/domain/watch/looks'
import type { Provisioning } from '../../../src/domain/watch/ports'
import { openProvisioning, providedId } from '../../../src/io/watch/provisioning'
import { openSchedules } from '../../../src/io/watch/schedules'
import { allChecks } from '../../support/all-checks'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, type OpenStore, openLooks, openStore, plan, START } from '../../support/watch'

const HOUR = 60 * MINUTE
const PROBE: Probe = { kind: 'command', target: 'check', every: MINUTE, settings: {}, section: 'jobs' }

const redis = await shareRedis()
let web: OpenStore
let looks: LookStore
let provisioning: Provisioning

beforeEach(async () => {
  web = await openStore(redis)
  looks = openLooks(redis)
  provisioning = openProvisioning(web.connection, web.store, openSchedules(), { id: '0123456789ab' })
  await provide()
})
afterEach(async () => {
  await Promise.all([web.store.close(), looks.close()])
})

async function provide(channels: readonly string[] = ['mail'], probe: Probe = PROBE): Promise<void> {
  await provisioning.provide([{ key: 'jobs', plan: plan('Jobs', { channels, probe }) }], true, START)
}

const ok = (name: string, more: Partial<Part> = {}): Part => ({
  name,
  answer: 'success',
  detail: 'fine',
  ...more,
})
const bad = (name: string): Part => ({ name, answer: 'failure', detail: 'no answer' })

/** A run that reported these parts. */
async function reported(parts: readonly Part[], at: number, more: Partial<Look> = {}): Promise<void> {
  const [parent] = await looks.probed(START)
  await looks.record(parent?.id ?? '', { answer: 'success', detail: 'it ran', parts, ...more }, at)
}

const all = async () =>
  (await allChecks(web.store)).toSorted((a, b) => a.check.name.localeCompare(b.check.name))
const statuses = async () => (await all()).map(({ check, state }) => `${check.name} ${state.status}`)

describe('a part of a look', () => {
  it('is a check of its own, which fails by itself while the whole is up', async () => {
    await reported([ok('nas'), bad('router')], START)
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/nas up', 'Jobs/router down'])
    const [whole, , router] = await all()
    expect(router?.check).toMatchObject({
      origin: 'ini',
      channels: ['mail'],
      slug: 'jobs-router',
      id: providedId({ key: 'jobs/router' }, await web.store.pingKey()),
      probe: { kind: 'command', every: MINUTE, partOf: whole?.check.id },
    })
    expect(await web.store.flips(router?.check.id ?? '')).toMatchObject([{ to: 'down', reason: 'failure' }])
    expect(await web.store.remove(router?.check.id ?? '')).toBe('read-only')
  })

  it('keeps its check, also over a restart of the worker, and is looked at with the whole only', async () => {
    await reported([ok('nas')], START)
    const before = await all()
    await looks.close()
    looks = openLooks(redis)
    expect((await looks.probed(START)).map(({ name }) => name)).toEqual(['Jobs'])
    await reported([bad('NAS')], START + MINUTE)
    const after = await all()
    expect(after.map(({ check }) => check.id)).toEqual(before.map(({ check }) => check.id))
    expect(after[1]?.state).toMatchObject({ status: 'down', signals: 2 })
  })

  it('follows the options of the whole, and has its own pace and habits where it says so', async () => {
    const own = ok('daily', {
      every: 'day',
      habits: { failuresBeforeAlert: 3, recovery: false },
      about: 'A job',
    })
    await reported([ok('nas'), own], START)
    await provide(['phone'])
    await reported([ok('nas'), own], START + MINUTE)
    const [, daily, nas] = await all()
    expect(nas?.check).toMatchObject({
      channels: ['phone'],
      failuresBeforeAlert: 1,
      recovery: true,
      grace: 2 * MINUTE,
    })
    expect(daily?.check).toMatchObject({
      channels: ['phone'],
      failuresBeforeAlert: 3,
      recovery: false,
      description: 'A job',
      probe: { every: 'day' },
      schedule: { kind: 'period', period: 24 * HOUR },
      grace: 48 * HOUR,
    })
  })

  it('that could not be looked at is no failure', async () => {
    await reported([ok('nas')], START)
    await reported([{ name: 'nas', answer: 'blind', detail: 'no cable' }], START + MINUTE)
    const [, nas] = await all()
    expect(nas?.state).toMatchObject({ status: 'up', unseen: { since: START + MINUTE, why: 'no cable' } })
  })

  it('that is quiet becomes a check once it fails, and is well again later', async () => {
    await reported([ok('Foo.py', { quiet: true })], START)
    expect(await statuses()).toEqual(['Jobs up'])
    await reported([bad('Foo.py')], START + MINUTE)
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/Foo.py down'])
    await reported([ok('Foo.py', { quiet: true })], START + 2 * MINUTE)
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/Foo.py up'])
  })

  it('that is no longer named goes after a day, not before', async () => {
    await reported([ok('nas'), bad('router')], START)
    await reported([ok('nas')], START + 24 * HOUR)
    expect(await statuses()).toContain('Jobs/router down')
    await reported([ok('nas')], START + 24 * HOUR + MINUTE)
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/nas up'])
  })

  it('stays while it is only not due, and while the run itself fails', async () => {
    await reported([ok('nas'), ok('daily'), ok('router')], START)
    await reported([ok('nas')], START + 30 * HOUR, { answer: 'failure', kept: ['daily'] })
    expect(await statuses()).toEqual(['Jobs down', 'Jobs/daily up', 'Jobs/nas up', 'Jobs/router up'])
    await reported([ok('nas')], START + 31 * HOUR, { kept: ['daily'] })
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/daily up', 'Jobs/nas up'])
  })

  it('is new as soon as the whole runs another command, and goes when that does not name it', async () => {
    await reported([ok('nas'), bad('router')], START)
    await provide(['mail'], { ...PROBE, target: 'check --all' })
    await looks.probed(START + MINUTE)
    expect(await statuses()).toEqual(['Jobs new', 'Jobs/nas new', 'Jobs/router new'])
    await looks.probed(START + MINUTE)
    await reported([ok('nas')], START + 2 * MINUTE)
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/nas up', 'Jobs/router new'])
    await reported([ok('nas')], START + 25 * HOUR)
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/nas up'])
  })

  it('goes with the whole, and where that has no parts any more', async () => {
    await reported([ok('nas')], START)
    await provide([], { kind: 'tcp', target: 'nas:22', every: MINUTE, settings: {} })
    expect((await looks.probed(START)).map(({ name }) => name)).toEqual(['Jobs'])
    expect(await statuses()).toEqual(['Jobs new'])
    await provide()
    await reported([ok('nas')], START + MINUTE)
    expect(await statuses()).toEqual(['Jobs up', 'Jobs/nas up'])
    await provisioning.provide([], true, START)
    expect(await looks.probed(START)).toEqual([])
    expect(await statuses()).toEqual([])
  })
})

it('there are a hundred parts at most, and more are told of', async () => {
  const many = (from: number) => Array.from({ length: 80 }, (_part, at) => ok(`part-${from + at}`))
  await reported(many(0), START)
  await reported([...many(60), bad('part-0')], START + MINUTE)
  const found = await all()
  expect(found).toHaveLength(101)
  expect(found.find(({ check }) => check.name === 'Jobs')?.state.warning).toBe(
    '40 of its parts are not watched: there may be 100 at most',
  )
  expect(found.find(({ check }) => check.name === 'Jobs/part-0')?.state.status).toBe('down')
})

it('parts that stay as they are are not written to the disk again', async () => {
  await reported([ok('nas'), ok('router')], START)
  const size = async () =>
    Number(/aof_current_size:(\d+)/.exec(await web.connection.info('persistence'))?.[1])
  const before = await size()
  expect(before).toBeGreaterThan(0)
  for (let minute = 1; minute <= 10; minute++)
    await reported([ok('nas'), ok('router')], START + minute * MINUTE)
  expect(await size()).toBe(before)
  expect((await all())[1]?.state.signals).toBe(11)
})
