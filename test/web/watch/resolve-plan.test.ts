import { expect, test } from 'vitest'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { resolvePlan } from '../../../src/web/watch/resolve-plan'
import { plan } from '../../support/watch'

const NOW = Date.UTC(2026, 10, 28, 12)
const CHANNELS = [
  { name: 'phone', kind: 'ntfy', origin: 'page', settings: {}, isDefault: true },
  { name: 'mail', kind: 'email', origin: 'page', settings: {} },
]

function resolver({ channels = CHANNELS, gates = [] as readonly string[] } = {}) {
  let reads = 0
  const ports = {
    channels: {
      list: async () => {
        reads++
        return channels
      },
    },
    passwords: { hashForTag: (password: string) => `hash of ${password}` },
    settings: {
      read: async () => ({ kind: 'ok', settings: { monitoring: { gates }, checks: [] } }),
    },
    now: () => NOW,
  } as never
  return {
    resolve: (
      changes: object,
      more: {
        password?: string | null
        faults?: readonly object[]
        before?: CheckPlan & { waits?: true }
      } = {},
    ) => {
      const { before, faults = [], ...rest } = more
      return resolvePlan(ports, { changes, faults, ...rest } as never, before)
    },
    reads: () => reads,
  }
}
const faultsOf = async (work: ReturnType<typeof resolvePlan>) => {
  const resolved = await work
  return 'faults' in resolved ? resolved.faults : undefined
}

test('a new check has what was asked for, the rest as usual, and the default channels', async () => {
  const resolved = await resolver().resolve({ name: 'NAS', grace: 60_000 })
  expect(resolved).toMatchObject({
    plan: { name: 'NAS', slug: 'nas', grace: 60_000, channels: ['phone'] },
    changes: { name: 'NAS', grace: 60_000 },
  })
  expect(await resolver({ channels: [] }).resolve({ name: 'NAS' })).toMatchObject({ plan: { channels: [] } })
  expect(await resolver().resolve({ name: 'NAS', channels: ['mail'] })).toMatchObject({
    plan: { channels: ['mail'] },
  })
})

test('a check that is changed keeps the rest', async () => {
  const before = plan('NAS', { tags: ['a'], channels: ['mail'] })
  expect(await resolver().resolve({ grace: 60_000 }, { before })).toEqual({
    plan: { ...before, grace: 60_000 },
    changes: { grace: 60_000 },
  })
})

test('channels that there are not are faults, but for those that the check has already', async () => {
  const { resolve, reads } = resolver()
  const there = 'there is no channel "gone"; there are: phone, mail'
  expect(await faultsOf(resolve({ name: 'NAS', channels: ['gone'] }))).toEqual([
    { key: 'channels', reason: there },
  ])
  expect(await faultsOf(resolve({ name: 'NAS', escalateTo: ['gone', 'none'] }))).toEqual([
    { key: 'escalateTo', reason: there },
  ])
  const before = plan('NAS', { channels: ['gone'], escalateTo: ['lost'] })
  const read = reads()
  expect(await resolve({ channels: ['gone'], escalateTo: ['lost'] }, { before })).toHaveProperty('plan')
  expect(await resolve({}, { before })).toHaveProperty('plan')
  expect(reads()).toBe(read)
  expect(await resolve({ channels: ['lost', 'phone'] }, { before })).toHaveProperty('plan')
  expect(await faultsOf(resolve({ channels: ['other'] }, { before }))).toHaveLength(1)
})

test('a password is hashed, dropped, or left alone', async () => {
  const { resolve } = resolver()
  const set = await resolve({ name: 'NAS' }, { password: 'a goat in the garden' })
  expect(set).toMatchObject({
    plan: { passwordHash: 'hash of a goat in the garden' },
    changes: { name: 'NAS', passwordHash: 'hash of a goat in the garden' },
  })
  const before = plan('NAS', { passwordHash: 'old' })
  const dropped = await resolve({}, { password: null, before })
  expect(dropped).toEqual({ plan: plan('NAS'), changes: { passwordHash: undefined } })
  expect(await resolve({}, { before })).toEqual({ plan: before, changes: {} })
  expect(await faultsOf(resolve({ name: 'NAS' }, { password: 'short' }))).toEqual([
    { key: 'password', reason: 'The password needs at least 8 characters; a few words are good.' },
  ])
})

test('a body that cannot be read at all has that fault alone', async () => {
  const faults = [{ key: '', reason: 'the body has to be a JSON object' }]
  expect(await faultsOf(resolver().resolve({}, { faults }))).toEqual(faults)
})

test('what could not be read hides the faults of the value that stands in its place, and no others', async () => {
  const { resolve } = resolver()
  const misread = [{ key: 'name', reason: 'has to be text' }]
  expect(await faultsOf(resolve({ grace: -1 }, { faults: misread }))).toEqual([
    ...misread,
    { key: 'grace', reason: expect.any(String) },
  ])
  const probe = { kind: 'tcp', target: '', every: 10, settings: {} }
  const every = { key: 'probe', setting: 'every', reason: 'cannot be read' }
  const ofProbe = async (misreadPart: object) =>
    (await faultsOf(resolve({ name: 'NAS', probe }, { faults: [misreadPart] })))?.filter(
      ({ key }) => key === 'probe',
    )
  expect((await ofProbe(every))?.map(({ setting }) => setting)).toEqual(['every', 'probe'])
  const whole = { key: 'probe', reason: 'cannot be read' }
  expect(await ofProbe(whole)).toEqual([whole])
})

test('a schedule whose last moment is over is a fault only where it is chosen now', async () => {
  const schedule = { kind: 'oncalendar', expression: '2001-01-01', zone: 'UTC' } as const
  const { resolve } = resolver()
  expect(await faultsOf(resolve({ name: 'NAS', schedule }))).toHaveLength(1)
  expect(await faultsOf(resolve({ schedule }, { before: plan('NAS') }))).toHaveLength(1)
  expect(await resolve({ grace: 60_000 }, { before: plan('NAS', { schedule }) })).toHaveProperty('plan')
})

test('the slug of a gate of the heartbeat stays, unless the check only waits', async () => {
  const { resolve } = resolver({ gates: ['nas'] })
  const before = plan('NAS')
  expect(await faultsOf(resolve({ slug: 'other' }, { before }))).toEqual([
    { key: 'slug', reason: expect.stringMatching(/^is that of a gate of the heartbeat: take nas out/) },
  ])
  expect(await resolve({ slug: 'nas', name: 'Other' }, { before })).toHaveProperty('plan')
  expect(await resolve({ slug: 'other' }, { before: { ...before, waits: true } })).toHaveProperty('plan')
  expect(await resolver({ gates: ['pump'] }).resolve({ slug: 'other' }, { before })).toHaveProperty('plan')
  expect(await resolve({ name: 'NAS' })).toHaveProperty('plan')
})
