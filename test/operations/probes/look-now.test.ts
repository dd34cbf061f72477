import { expect, it } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { NetworkSight } from '../../../src/domain/probes/own-network'
import { createLookNow } from '../../../src/operations/probes/look-within'

const FAILED: Look = { answer: 'failure', detail: 'nas:445 did not answer in time' }
const UNSEEN: Look = { answer: 'blind', detail: 'no name server answers' }
const WELL: Look = { answer: 'success', detail: 'nas:445 accepts connections' }
const WORKS: NetworkSight = { kind: 'works' }
const CUT: NetworkSight = { kind: 'cut', why: 'no cable or WLAN is connected' }
const SILENT: NetworkSight = { kind: 'silent', why: 'the gateway 192.0.2.1 does not answer' }
const NO_CABLE: Look = {
  answer: 'blind',
  detail: 'this watch has no network: no cable or WLAN is connected',
  isCutOff: true,
}

async function lookAt(target: string, look: Look, network: NetworkSight) {
  let sights = 0
  const lookNow = createLookNow({
    look: async () => look,
    sight: async () => {
      sights++
      return network
    },
    now: () => 1_000,
    onError: error => {
      throw error
    },
  })
  const probe = { kind: 'tcp', target, every: 60_000, settings: {} } as const
  return { seen: await lookNow(probe, new AbortController().signal), sights }
}

it.each<[what: string, look: Look, network: NetworkSight, seen: Look]>([
  ["a failure is the target's while the network works", FAILED, WORKS, FAILED],
  ['a failure while no cable is in is none', FAILED, CUT, NO_CABLE],
  ['the reason for which nothing was seen is the cable', UNSEEN, CUT, NO_CABLE],
  [
    'a failure while the gateway is silent is none',
    FAILED,
    SILENT,
    { ...NO_CABLE, detail: 'this watch has no network: the gateway 192.0.2.1 does not answer' },
  ],
])('Look now: %s', async (_what, look, network, seen) => {
  expect(await lookAt('nas:445', look, network)).toEqual({ seen, sights: 1 })
})

it('Look now needs no sight of the network for a success, nor for a target on this machine', async () => {
  expect(await lookAt('nas:445', WELL, CUT)).toEqual({ seen: WELL, sights: 0 })
  expect(await lookAt('localhost:445', FAILED, CUT)).toEqual({ seen: FAILED, sights: 0 })
})
