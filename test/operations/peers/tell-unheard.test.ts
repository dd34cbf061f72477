import { afterEach, expect, it, onTestFinished } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import { planNotice } from '../../../src/domain/alerts/plan'
import type { Member } from '../../../src/domain/peers/group'
import { unheardText } from '../../../src/domain/peers/group-text'
import {
  GROUP_NEWS,
  silenceKey,
  silenceName,
  silenceOfKey,
  withOutcome,
} from '../../../src/domain/peers/told'
import { planOf } from '../../../src/domain/watch/check-plan'
import { connectWorker } from '../../../src/io/redis/client'
import { createDeliverAlert } from '../../../src/operations/alerts/deliver-alert'
import type { GroupState } from '../../../src/operations/peers/keep-duty'
import { createPermitAlert } from '../../../src/operations/peers/permit-alert'
import { createPermitSilence } from '../../../src/operations/peers/permit-silence'
import { createTellUnheard } from '../../../src/operations/peers/tell-unheard'
import { createUnderWay } from '../../../src/operations/peers/under-way'
import { webhookTo } from '../../support/alerts'
import { deliveryPorts } from '../../support/delivery-ports'
import { newGroup, openMember, type TestMember } from '../../support/group'
import { answer, resetBeforeHeaders, startReceiver } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const TAKEOVER = 2_000

type Ports = Parameters<typeof createPermitSilence>[0]

function permitSilence(member: TestMember, given: Pick<Ports, 'state'> & Partial<Ports>) {
  const ports = {
    ...member,
    sync: async () => new Set<string>(),
    noteSending: async () => {},
    machine: () => 0,
  }
  return createPermitSilence({ ...ports, ...given }, createUnderWay())
}

const group = newGroup({ attic: 1, barn: 2 }, TAKEOVER)
afterEach(async () => {
  for (const member of [...group.members.values()]) await member.close()
})

it('reports every silence of a member and every return, however often it goes and comes', async () => {
  const [attic, barn] = [await openMember(redis, group, 'attic'), await openMember(redis, group, 'barn')]
  const plan = planOf({
    name: 'backup',
    schedule: { kind: 'period', period: 60_000 },
    channels: ['mail', 'sms'],
  })
  const { check } = await attic.checks.create(plan, 'page', attic.now())
  await attic.checks.record({ id: check.id }, { kind: 'success', at: attic.now(), detail: {} })
  await barn.sync()
  const planned: PlannedAlert[] = []
  const tellUnheard = createTellUnheard({
    self: barn.self,
    checks: barn.checks,
    copies: barn.copies,
    store: {
      commit: async (_memories, alerts) => {
        planned.push(...alerts)
        return true
      },
    },
    channels: {
      list: async () => ['mail', 'sms'].map(name => ({ name, kind: 'webhook' }) as unknown as Channel),
    },
    now: barn.now,
  })
  const settings = { rank: 2, takeover: TAKEOVER, members: [] }
  const seen = async (silentFor: number, more: Pick<Member, 'isPresumed'> = {}) => {
    planned.length = 0
    const member = { name: 'attic', id: attic.self, isAble: true, silentFor, sameFor: silentFor, ...more }
    await tellUnheard({ state: 'on duty', settings, members: [member], at: 0 } satisfies GroupState)
    return planned.map(({ channel, alert: { kind } }) => `${kind} ${channel}`).sort()
  }

  for (let silence = 1; silence <= 20; silence++) {
    expect(await seen(TAKEOVER), `silence ${silence}`).toEqual(['trigger mail', 'trigger sms'])
    for (const { channel, alert } of planned) {
      const { id = '', round = 0 } = silenceOfKey(alert.key) ?? {}
      const { told = {} } = (await barn.copies.read([GROUP_NEWS])).get(GROUP_NEWS) ?? {}
      await barn.copies.tell(
        GROUP_NEWS,
        withOutcome(told, silenceName(id, round, channel), { by: barn.self }),
      )
    }
    // This watch stood still, and does not know whether the other one is back.
    expect(await seen(0, { isPresumed: true }), `pause in silence ${silence}`).toEqual([])
    expect(await seen(TAKEOVER, { isPresumed: true }), `end of the pause`).toEqual([])
    expect(await seen(0), `return ${silence}`).toEqual(['resolve mail', 'resolve sms'])
  }

  // It answers before its silence goes out: the report of the next one is another one.
  await seen(TAKEOVER)
  const [untold] = planned
  if (untold === undefined) throw new Error('nothing is planned')
  const { id = '', round = 0 } = silenceOfKey(untold.alert.key) ?? {}
  const member: Member = { name: 'attic', id, isAble: true, silentFor: 0, sameFor: 0 }
  const permit = permitSilence(barn, {
    state: async () => ({ state: 'on duty', settings, members: [member], at: 0 }),
  })
  expect(await permit(untold, id, round)).toEqual({ kind: 'void' })
  expect(await seen(0)).toEqual([])
  expect(await seen(TAKEOVER)).toEqual(['trigger mail', 'trigger sms'])
  expect(planned.map(({ alert }) => alert.key)).not.toContain(untold.alert.key)
})

it('ends the silence of a member that is taken out of the INI, and says why', async () => {
  const barn = await openMember(redis, group, 'barn')
  // The silence of this watch itself ends by its return, which the next member tells.
  const own = withOutcome({}, silenceName(barn.self, 0, 'mail'), { by: 'attic' })
  const told = withOutcome(own, silenceName('shed', 0, 'mail'), { by: barn.self })
  await barn.copies.tell(GROUP_NEWS, withOutcome(told, silenceName('loft', 0, 'sms'), { by: barn.self }))
  const planned: PlannedAlert[] = []
  const ports: Parameters<typeof createTellUnheard>[0] = {
    ...barn,
    store: {
      commit: async (_memories, alerts) => {
        planned.push(...alerts)
        return true
      },
    },
    channels: { list: async () => [] },
  }
  const open = () => {
    const tellUnheard = createTellUnheard(ports)
    return async (members: readonly Member[], state: GroupState['state'] = 'on duty') => {
      planned.length = 0
      const settings = { rank: 2, takeover: TAKEOVER, members: [] }
      await tellUnheard({ state, settings, members, at: 0 })
      return planned.map(({ channel, alert: { kind, key, subject } }) => [kind, key, channel, subject])
    }
  }
  const seen = open()
  const silence = { isAble: true, silentFor: TAKEOVER, sameFor: TAKEOVER }
  const [shed, loft, unknown]: readonly Member[] = [
    { name: 'shed', id: 'shed', ...silence },
    { name: 'loft', id: 'loft', ...silence },
    { name: 'cellar', isAble: true, sameFor: 0 },
  ]
  if (shed === undefined || loft === undefined || unknown === undefined) throw new Error('none')
  expect(await seen([shed, loft])).toEqual([])
  // A member whose id is not known yet may be the shed under another name.
  expect(await seen([loft, unknown])).toEqual([])
  expect(await seen([loft], 'standing by')).toEqual([])
  expect(await seen([loft])).toEqual([['resolve', 'intvlm8r-silent-shed-0', 'mail', '[REMOVED] shed']])
  expect(planned[0]?.alert.text).toContain('shed was taken out of the INI')
  expect(await seen([loft])).toEqual([])
  // After a restart its name is not known any more.
  expect(await open()([])).toEqual([
    ['resolve', 'intvlm8r-silent-loft-0', 'sms', '[REMOVED] A former member of the group'],
  ])
  expect(await open()([])).toEqual([])
})

it('sends no report of a silence that another member has told by that channel', async () => {
  const barn = await openMember(redis, group, 'barn')
  const told = withOutcome({}, silenceName('gone', 0, 'mail'), { by: 'id of the attic' })
  await barn.copies.tell(GROUP_NEWS, told)
  const settings = { rank: 2, takeover: TAKEOVER, members: [] }
  const members: readonly Member[] = [
    { name: 'shed', id: 'gone', isAble: true, silentFor: TAKEOVER, sameFor: TAKEOVER },
    { name: 'attic', id: 'id of the attic', isAble: true, silentFor: 0, sameFor: TAKEOVER },
  ]
  const permit = permitSilence(barn, {
    state: async () => ({ state: 'on duty', settings, members, at: 0 }),
  })
  const permitBy = (channel: string) => permit({ channel } as PlannedAlert, 'gone', 0)
  expect(await permitBy('mail')).toEqual({ kind: 'told', by: 'attic' })
  expect(await permitBy('sms')).toMatchObject({ kind: 'send' })
})

it('a report whose answer was lost has its end where the member answers before the next attempt', async () => {
  const barn = await openMember(redis, group, 'barn')
  const service = await startReceiver()
  onTestFinished(() => service.close())
  service.answerWith(resetBeforeHeaders, answer(200))
  const channel = webhookTo('hook', service.url)
  // A busy machine sends it in half of that.
  const takeover = 120_000
  const settings = { rank: 2, takeover, members: [] }
  let silentFor = takeover
  const state = async (): Promise<GroupState> => ({
    ...{ state: 'on duty', settings, at: 0 },
    members: [{ name: 'shed', id: 'id-shed', isAble: true, silentFor, sameFor: silentFor }],
  })
  const { permit } = createPermitAlert({
    ...{ ...barn, state },
    sync: async () => new Set<string>(),
    noteSending: async () => {},
    machine: () => performance.now(),
  })
  const connection = connectWorker({ ...redis.target, prefix: 'group-barn' })
  onTestFinished(() => connection.disconnect())
  let later = 0
  const around = { now: () => barn.now() + later, channels: () => [channel], note: () => {} }
  const deliver = createDeliverAlert({ ...deliveryPorts(connection, around), permit })
  const tellUnheard = createTellUnheard({ ...barn, channels: { list: async () => [channel] } })
  const report = planNotice(
    unheardText('shed', 1),
    { key: silenceKey('id-shed', 0), name: 'shed', since: barn.now() },
    'hook',
    barn.now(),
  )
  expect(await deliver(report, 60_000)).toMatchObject({ retryInMs: expect.any(Number) })
  silentFor = 0
  later = 60_000
  await tellUnheard(await state())
  expect(await deliver(report, 60_000)).toEqual({})
  await tellUnheard(await state())
  const ends = await barn.store.planned(10)
  expect(ends.map(({ alert }) => alert.subject)).toEqual(['[ANSWERS] shed'])
  for (const end of ends) expect(await deliver(end, 60_000)).toEqual({})
  expect(service.requests.map(({ body }) => JSON.parse(body).subject)).toEqual([
    '[SILENT] shed is dead or cut off: 1 check is unheard',
    '[ANSWERS] shed',
  ])
})

it('waits with the report of a silence while this watch, which stood still, cannot know whether it goes on', async () => {
  const barn = await openMember(redis, group, 'barn')
  const settings = { rank: 2, takeover: TAKEOVER, members: [] }
  const shed: Member = { name: 'shed', id: 'shed', isAble: true, silentFor: 0, sameFor: 0, isPresumed: true }
  const permit = permitSilence(barn, {
    state: async () => ({ state: 'on duty', settings, members: [shed], at: 0 }),
  })
  expect(await permit({ channel: 'mail' } as PlannedAlert, 'shed', 0)).toMatchObject({ kind: 'wait' })
  expect((await barn.copies.read([GROUP_NEWS])).get(GROUP_NEWS)?.told ?? {}).toEqual({})
})

it('is told by the next member where that on duty has not within half of the take-over, one at a time', async () => {
  const barn = await openMember(redis, group, 'barn')
  const settings = { rank: 2, takeover: TAKEOVER, members: [] }
  const shed: Member = { name: 'shed', id: 'shed', isAble: true, silentFor: 3_000, sameFor: 3_000 }
  const attic: Member = { name: 'attic', id: 'id-attic', rank: 1, isAble: true, silentFor: 0, sameFor: 9_000 }
  let state: GroupState['state'] = 'standing by'
  let sending: readonly string[] = []
  const noted: string[] = []
  const permit = permitSilence(barn, {
    state: async () => ({
      ...{ state, holder: 'id-attic', settings, at: 0 },
      members: [shed, { ...attic, state: 'on duty', sending }],
    }),
    noteSending: async () => void noted.push('noted'),
    now: () => 100_000,
  })
  const kindAfter = async (waited: number) =>
    (await permit({ channel: 'mail', at: 100_000 - waited } as PlannedAlert, 'shed', 0)).kind
  expect([await kindAfter(999), noted]).toEqual(['wait', []])
  sending = [silenceName('shed', 0, 'mail')]
  expect([await kindAfter(1_000), noted]).toEqual(['wait', []])
  sending = [silenceName('shed', 0, 'sms')]
  expect([await kindAfter(1_000), noted]).toEqual(['send', ['noted']])
  state = 'cut off'
  expect(await kindAfter(60_000)).toBe('wait')
})

it('that could not be sent by the member on duty is left to the next one for a moment, again and again', async () => {
  const attic = await openMember(redis, group, 'attic')
  let at = 0
  const barn: Member = { name: 'barn', id: 'id-barn', rank: 2, isAble: true, silentFor: 0, sameFor: 9_000 }
  const shed: Member = { name: 'shed', id: 'shed', isAble: true, silentFor: 3_000, sameFor: 3_000 }
  const settings = { rank: 1, takeover: TAKEOVER, members: [] }
  const permit = permitSilence(attic, {
    state: async () => ({ state: 'on duty', settings, at: 0, members: [shed, barn] }),
    now: () => at,
    machine: () => at,
  })
  const tried = async (moment: number) => {
    at = moment
    const given = await permit({ channel: 'mail', at: 0 } as PlannedAlert, 'shed', 0)
    if (given.kind === 'send') await given.done?.(false)
    return given.kind
  }
  expect([await tried(0), await tried(999)]).toEqual(['send', 'send'])
  expect([await tried(1_000), await tried(1_398), await tried(1_399)]).toEqual(['wait', 'wait', 'send'])
  expect([await tried(1_798), await tried(1_799)]).toEqual(['wait', 'send'])
})

it('gives way to the member on duty that comes to send at the same moment', async () => {
  const barn = await openMember(redis, group, 'barn')
  const settings = { rank: 2, takeover: TAKEOVER, members: [] }
  const name = silenceName('shed', 0, 'mail')
  let isNoted = false
  const state = async (): Promise<GroupState> => ({
    ...{ state: 'standing by', holder: 'id-attic', settings, at: 0 },
    members: [
      { name: 'shed', id: 'shed', isAble: true, silentFor: 3_000, sameFor: 3_000 },
      {
        ...{
          name: 'attic',
          id: 'id-attic',
          rank: 1,
          state: 'on duty',
          isAble: true,
          silentFor: 0,
          sameFor: 0,
        },
        ...(isNoted && { sending: [name] }),
      },
    ],
  })
  const noteSending = async () => {
    isNoted = true
  }
  const permit = permitSilence(barn, { state, noteSending, now: () => 100_000 })
  expect(await permit({ channel: 'mail', at: 0 } as PlannedAlert, 'shed', 0)).toMatchObject({ kind: 'wait' })
})

it('is planned by members that stand by, too, and its return by that on duty alone', async () => {
  const [attic, barn] = [await openMember(redis, group, 'attic'), await openMember(redis, group, 'barn')]
  const plan = planOf({ name: 'backup', schedule: { kind: 'period', period: 60_000 }, channels: ['mail'] })
  const { check } = await attic.checks.create(plan, 'page', attic.now())
  await attic.checks.record({ id: check.id }, { kind: 'success', at: attic.now(), detail: {} })
  await barn.sync()
  const planned: string[] = []
  const tellUnheard = createTellUnheard({
    ...barn,
    store: {
      commit: async (_memories, alerts) => {
        planned.push(...alerts.map(({ alert }) => alert.kind))
        return true
      },
    },
    channels: { list: async () => [{ name: 'mail', kind: 'webhook' } as unknown as Channel] },
  })
  const settings = { rank: 2, takeover: TAKEOVER, members: [] }
  const seen = async (state: GroupState['state'], silentFor: number) => {
    planned.length = 0
    const member = { name: 'attic', id: attic.self, isAble: true, silentFor, sameFor: silentFor }
    await tellUnheard({ state, settings, members: [member], at: 0 })
    return [...planned]
  }
  expect(await seen('standing by', TAKEOVER - 1)).toEqual([])
  expect(await seen('catching up', TAKEOVER)).toEqual([])
  expect(await seen('cut off', TAKEOVER)).toEqual([])
  expect(await seen('standing by', TAKEOVER)).toEqual(['trigger'])
  expect(await seen('standing by', TAKEOVER + 1)).toEqual([])
  await barn.copies.tell(GROUP_NEWS, withOutcome({}, silenceName(attic.self, 0, 'mail'), { by: barn.self }))
  expect(await seen('standing by', 0)).toEqual([])
  expect(await seen('on duty', 0)).toEqual(['resolve'])
})
