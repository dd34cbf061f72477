import { describe, expect, it } from 'vitest'
import type { Alert, PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Member, MemberState } from '../../../src/domain/peers/group'
import type { Told } from '../../../src/domain/peers/told'
import { newState } from '../../../src/domain/watch/check-state'
import { createPermitAlert } from '../../../src/operations/peers/permit-alert'
import type { PermitPorts } from '../../../src/operations/peers/permit-silence'
import { alertMemory, CHECK } from '../../support/alert-memory'

const planned: PlannedAlert = {
  id: 'intvlm8r-c-1-1-mail',
  channel: 'mail',
  alert: {
    ...{ kind: 'trigger', key: 'intvlm8r-c-1', check: 'c', name: 'backup', status: 'down', tags: [] },
    ...{ subject: '[DOWN] backup', text: 'It is down.', since: 0, at: 0 },
  },
  after: {},
  sources: ['c'],
  at: 0,
}

const BARN = {
  ...({ name: 'barn', id: 'b', rank: 2, state: 'standing by', isAble: true } as const),
  ...{ silentFor: 0, answeredFor: 0, sameFor: 60_000 },
}

/** The permits of this member, on duty but where another state is given, for the alert that was planned five seconds ago. */
function permitsWith(
  barn: Member,
  sync: PermitPorts['sync'],
  { state = 'on duty' as MemberState, machine = () => performance.now() } = {},
) {
  const { permit } = createPermitAlert({
    self: 'a',
    state: async () => ({
      state,
      settings: { rank: 1, takeover: 2_000, members: [] },
      members: [barn],
      holder: state === 'on duty' ? 'a' : 'b',
      at: 0,
    }),
    sync,
    copies: {
      read: async ids => new Map(ids.map(id => [id, { told: {} }])),
      ...{ tell: async () => {}, review: async () => {} },
    },
    store: alertMemory().store,
    noteSending: async () => {},
    now: () => 5_000,
    machine,
  })
  return (channel = planned.channel, more: Partial<Alert> = {}, mayBeOpen: readonly string[] = []) =>
    permit({ ...planned, channel }, { ...planned.alert, ...more }, new Set(mayBeOpen))
}

/** What this member, on duty, may do with the alert at first. */
const permitWith = (barn: Member, sync: PermitPorts['sync']) => permitsWith(barn, sync)()

it('a member that does not answer for long keeps the time of the second question from no alert', async () => {
  const questions: number[] = []
  const sync: PermitPorts['sync'] = since => {
    questions.push(since)
    return questions.length === 1 ? new Promise(() => {}) : Promise.resolve(new Set(['barn']))
  }
  expect(await permitWith(BARN, sync)).toMatchObject({ kind: 'send' })
  // The second answer is newer than the note that this member is about to send.
  expect(questions).toHaveLength(2)
})

it('an alert waits for the news of a member that is just back, for half of the take-over', async () => {
  const { answeredFor: _none, ...asks } = BARN
  const back = { ...asks, sameFor: 999 }
  const [silence, news] = [async () => new Set<string>(), async () => new Set(['barn'])]
  expect(await permitWith(back, silence)).toMatchObject({ kind: 'wait' })
  expect(await permitWith(back, news)).toMatchObject({ kind: 'send' })
  expect(await permitWith({ ...back, lag: 900 }, silence)).toMatchObject({ kind: 'send' })
  // It may never answer, and bring its news by itself.
  expect(await permitWith({ ...back, sameFor: 1_000 }, silence)).toMatchObject({ kind: 'send' })
})

it('a member that could not send it leaves the one on duty the time of a take-over before it tries again', async () => {
  let machine = 10_000
  const barn = { ...BARN, state: 'on duty' } as const
  const permit = permitsWith(barn, async () => new Set(['barn']), {
    state: 'standing by',
    machine: () => machine,
  })
  const first = await permit()
  if (first.kind !== 'send') throw new Error(`it is to be sent, not ${first.kind}`)
  await first.done(false)
  machine += 1_999
  expect(await permit()).toMatchObject({ kind: 'wait' })
  expect(await permit('pager')).toMatchObject({ kind: 'send' })
  machine += 1
  const second = await permit()
  expect(second).toMatchObject({ kind: 'send' })
  if (second.kind === 'send') await second.done(true)
  expect(await permit()).toMatchObject({ kind: 'send' })
})

it('the end of what never was is told by a member that stands by where its service may have the beginning from it', async () => {
  const permit = permitsWith({ ...BARN, state: 'on duty' }, async () => new Set(['barn']), {
    state: 'standing by',
  })
  const end = { kind: 'resolve', status: 'up', since: 1_000, until: 900 } as const
  expect(await permit('mail', end)).toEqual({ kind: 'void' })
  expect(await permit('mail', end, ['another check'])).toEqual({ kind: 'void' })
  expect(await permit('mail', end, ['c'])).toMatchObject({ kind: 'send', isOpened: false })
})

describe('a digest of checks of the group and of own ones', () => {
  const item = (check: string) => ({ ...planned.alert, check, key: `intvlm8r-${check}-1`, name: check })
  const digest: PlannedAlert = {
    ...{ id: 'digest-1', channel: 'mail', after: {}, sources: ['c', 'own'], at: 0 },
    alert: {
      ...{ kind: 'digest', key: 'digest-1', name: '2 checks', status: 'mixed', tags: [] },
      ...{ subject: '2 checks', text: '', at: 0, items: [item('own'), item('c')] },
    },
  }
  const checkOf = (id: string, shared?: 'off') => ({
    check: { ...CHECK, id, ...(shared && { shared }) },
    state: { ...newState(0), status: 'down' as const },
    version: '1',
  })
  const telling = (state: MemberState, told: Told) => {
    const noted: [string, Told][] = []
    const { permit } = createPermitAlert({
      self: 'a',
      state: async () => ({
        state,
        settings: { rank: 1, takeover: 2_000, members: [] },
        members: [BARN],
        holder: state === 'on duty' ? 'a' : 'b',
        at: 0,
      }),
      sync: async () => new Set(['barn']),
      copies: {
        read: async ids =>
          new Map(
            ids.map(id => [
              id,
              {
                told: id === 'c' ? told : {},
                watched: checkOf(id, id === 'own' ? 'off' : undefined),
              },
            ]),
          ),
        tell: async (id, outcomes) => void noted.push([id, outcomes]),
        review: async () => {},
      },
      store: alertMemory().store,
      noteSending: async () => {},
      now: () => 1_000,
      machine: () => performance.now(),
    })
    return { permit: () => permit(digest, digest.alert, new Set()), noted }
  }

  it('is sent by the member on duty, which notes that for the checks of the group', async () => {
    const { permit, noted } = telling('on duty', {})
    const permitted = await permit()
    if (permitted.kind !== 'send') throw new Error(`it is to be sent, not ${permitted.kind}`)
    expect(permitted.left?.map(({ check }) => check)).toEqual(['own', 'c'])
    await permitted.done(true)
    expect(noted).toEqual([['c', { 'intvlm8r-c-1 trigger mail': { by: 'a', at: 1_000, n: 1 } }]])
  })

  it('waits for the member on duty elsewhere, and then has the own checks alone', async () => {
    expect(await telling('standing by', {}).permit()).toMatchObject({ kind: 'wait' })
    const told = { 'intvlm8r-c-1 trigger mail': { by: 'b', n: 1 } }
    const { permit, noted } = telling('standing by', told)
    const permitted = await permit()
    if (permitted.kind !== 'send') throw new Error(`it is to be sent, not ${permitted.kind}`)
    expect(permitted.left?.map(({ check }) => check)).toEqual(['own'])
    await permitted.done(true)
    expect(noted).toEqual([])
  })
})
