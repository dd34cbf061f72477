import { afterEach, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Member } from '../../../src/domain/peers/group'
import { GROUP_NEWS, silenceName, silenceOfKey, withOutcome } from '../../../src/domain/peers/told'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { GroupState } from '../../../src/operations/peers/keep-duty'
import { createPermitSilence } from '../../../src/operations/peers/permit-silence'
import { createTellUnheard } from '../../../src/operations/peers/tell-unheard'
import { newGroup, openMember } from '../../support/group'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const TAKEOVER = 2_000

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
  const permit = createPermitSilence({
    ...barn,
    state: async () => ({ state: 'on duty', settings, members: [member], at: 0 }),
    sync: async () => new Set(),
    machine: () => 0,
  })
  expect(await permit(untold, id, round)).toEqual({ kind: 'void' })
  expect(await seen(0)).toEqual([])
  expect(await seen(TAKEOVER)).toEqual(['trigger mail', 'trigger sms'])
  expect(planned.map(({ alert }) => alert.key)).not.toContain(untold.alert.key)
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
  const permit = createPermitSilence({
    ...barn,
    state: async () => ({ state: 'on duty', settings, members, at: 0 }),
    sync: async () => new Set(),
    machine: () => 0,
  })
  const permitBy = (channel: string) => permit({ channel } as PlannedAlert, 'gone', 0)
  expect(await permitBy('mail')).toEqual({ kind: 'told', by: 'attic' })
  expect(await permitBy('sms')).toMatchObject({ kind: 'send' })
})

it('waits with the report of a silence while this watch, which stood still, cannot know whether it goes on', async () => {
  const barn = await openMember(redis, group, 'barn')
  const settings = { rank: 2, takeover: TAKEOVER, members: [] }
  const shed: Member = { name: 'shed', id: 'shed', isAble: true, silentFor: 0, sameFor: 0, isPresumed: true }
  const permit = createPermitSilence({
    ...barn,
    state: async () => ({ state: 'on duty', settings, members: [shed], at: 0 }),
    sync: async () => new Set(),
    machine: () => 0,
  })
  expect(await permit({ channel: 'mail' } as PlannedAlert, 'shed', 0)).toMatchObject({ kind: 'wait' })
  expect((await barn.copies.read([GROUP_NEWS])).get(GROUP_NEWS)?.told ?? {}).toEqual({})
})
