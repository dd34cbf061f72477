import { expect, it } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { NetworkSight } from '../../../src/domain/probes/own-network'
import { judgeOnce } from '../../../src/operations/probes/judge-once'

/** Judges a look at the target while the network looks like that, and counts the sights of it. */
async function judge(look: Look, target: string, network: NetworkSight) {
  let sights = 0
  const sight = async () => {
    sights++
    return network
  }
  const probe = { kind: 'tcp', target, every: 60_000, settings: {} } as const
  return { found: await judgeOnce({ sight, now: () => 1_000 }, probe, look), sights }
}

const CUT = { kind: 'cut', why: 'no cable is connected' } as const
const FAILED: Look = { answer: 'failure', detail: 'nas:445 did not answer in time' }
const WELL: Look = { answer: 'success', detail: 'nas:445 accepts connections' }

it('a failure is no fault of its target while this machine has no network', async () => {
  expect(await judge(FAILED, 'nas:445', CUT)).toEqual({
    found: { answer: 'blind', detail: 'this watch has no network: no cable is connected', isCutOff: true },
    sights: 1,
  })
  expect(await judge(FAILED, 'nas:445', { kind: 'works' })).toEqual({ found: FAILED, sights: 1 })
})

it.each([
  ['a success', WELL, 'nas:445'],
  ['a look at this machine', FAILED, 'localhost:445'],
] as const)('%s needs no sight of the network', async (_what, look, target) => {
  expect(await judge(look, target, CUT)).toEqual({ found: look, sights: 0 })
})
