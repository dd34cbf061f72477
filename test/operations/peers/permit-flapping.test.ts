/** Alerts about a check of the group that is well again by the time at which they are to go out. */
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { newAlerting } from '../../../src/domain/alerts/alerting'
import type { AlertDraft } from '../../../src/domain/alerts/draft'
import { planAlerts } from '../../../src/domain/alerts/plan'
import { decideAfterFlips } from '../../../src/domain/alerts/policy'
import type { Member } from '../../../src/domain/peers/group'
import { createPermitAlert } from '../../../src/operations/peers/permit-alert'
import { newGroup, openMember, type TestMember } from '../../support/group'
import { shareRedis } from '../../support/shared-redis'
import { MINUTE, plan, START, signal } from '../../support/watch'

const redis = await shareRedis()
/** A busy machine asks and sends in less. */
const TAKEOVER = 120_000
const BARN: Member = {
  ...{ name: 'barn', id: 'id-barn', rank: 2, state: 'standing by', isAble: true },
  ...{ silentFor: 0, answeredFor: 0, sameFor: 60_000 },
}
const AROUND = { isKnown: () => true, opensIncidents: () => false }

let attic: TestMember
beforeEach(async () => {
  attic = await openMember(redis, newGroup({ attic: 1, barn: 2 }, TAKEOVER), 'attic')
  onTestFinished(() => attic.close())
})

/** The last alert of trouble, of a check that went down and up so many times, and what this member, on duty, may do with it. */
async function lastTrouble(outages: number, isEndRouted: boolean) {
  const { check } = await attic.checks.create(plan('backup', { channels: ['mail'] }), 'page', START)
  for (let minute = 0; minute < 2 * outages; minute++) {
    const kind = minute % 2 === 0 ? 'fail' : 'success'
    await attic.checks.record({ id: check.id }, signal(kind, START + minute * MINUTE))
  }
  const now = START + 2 * outages * MINUTE
  const watched = await attic.checks.get(check.id)
  if (!watched) throw new Error('the check is gone')
  const flips = (await attic.checks.flips(check.id)).toReversed()
  const drafts: AlertDraft[] = []
  let alerting = newAlerting(check)
  for (const flip of isEndRouted ? flips : flips.slice(0, -1)) {
    const decision = decideAfterFlips(alerting, [{ flip }], watched, now, AROUND)
    alerting = decision.alerting
    drafts.push(...decision.drafts.filter(({ alert }) => alert.kind === 'trigger'))
  }
  const before = (await attic.store.remembered([check.id])).get(check.id) ?? { alerting: undefined, raw: '' }
  await attic.store.commit([{ source: check.id, before, after: alerting, reviewAt: undefined }], [])
  const [planned] = planAlerts(
    [{ source: check.id, alerting, drafts: drafts.slice(-1) }],
    () => false,
    now,
  ).planned
  if (planned === undefined) throw new Error('there is no alert')
  const { permit } = createPermitAlert({
    ...attic,
    state: async () => ({
      ...{ state: 'on duty', holder: attic.self, members: [BARN], at: 0 },
      settings: { rank: 1, takeover: TAKEOVER, members: [] },
    }),
    sync: async () => new Set(['barn']),
    noteSending: async () => {},
    machine: () => performance.now(),
  })
  return { status: planned.alert.status, permit: await permit(planned, planned.alert, new Set()) }
}

it('that it flaps is sent, though it is up just then: its end waits until nothing changes', async () => {
  expect(await lastTrouble(4, true)).toMatchObject({ status: 'flapping', permit: { kind: 'send' } })
})

it.each([
  ['down', 1, false],
  ['down', 1, true],
  ['flapping', 4, false],
] as const)(
  'that it is %s, after %i outages, waits for its end to be known: %s',
  async (status, outages, isRouted) => {
    expect(await lastTrouble(outages, isRouted)).toMatchObject({ status, permit: { kind: 'wait', ms: 300 } })
  },
)
