import { describe, expect, inject, test } from 'vitest'
import type { Organ } from '../../src/domain/heartbeat/chain-link'
import { createRandom } from '../support/random'
import type { Fault } from './fault'
import { NETWORK_FAULTS } from './network-faults'
import { ORGAN_FAULTS } from './organ-faults'
import { RECEIVER_FAULTS } from './receiver-faults'
import { addRow, addTable } from './report'
import { tryFaults } from './trial'

const NAMES: Record<Organ, string> = {
  tick: 'Timer',
  ini: 'Settings (INI)',
  disk: 'Disk',
  web: 'Web app',
  redis: 'Redis',
  worker: 'Worker',
  gates: 'Gates',
  dns: 'Name lookup (DNS)',
  tcp: 'Connection (TCP)',
  tls: 'Encryption (TLS)',
  http: 'Request (HTTP)',
  answer: "Receiver's answer",
}

const table = {
  file: '1-campaign',
  title: 'Faults of an appliance that runs',
  text: `Every slot is due. One heartbeat, then the fault and two ticks, then its end, a slot without a tick, and ticks again.`,
  columns: [
    'fault',
    'while broken',
    'missing',
    'duplicates',
    'stale',
    'recovered at tick',
    'status named',
    'the page named',
  ],
}
addTable(table)

async function expectHonest(faults: readonly Fault[]): Promise<void> {
  const verdict = await tryFaults(faults)
  const { whileBroken, missing, duplicates, stale, recovery, cause, page } = verdict
  const name = faults.map(fault => fault.name).join(' + ')
  addRow(table, [name, whileBroken, missing, duplicates, stale, recovery, cause, page || 'no page'])
  expect(verdict).toEqual({ whileBroken: 0, missing: 0, duplicates: 0, stale: 0, recovery: 1, cause, page })
  const names = faults.flatMap(({ organs, named }) => named ?? organs.map(organ => NAMES[organ]))
  const truth = names.length === 0 ? ['All is well'] : names
  expect(truth).toContain(cause)
  if (page !== '') expect(truth).toContain(page)
}

const ALL = [...ORGAN_FAULTS, ...RECEIVER_FAULTS, ...NETWORK_FAULTS]
const PAIRS = 20

/** Pairs of faults of different organs: mending one of them must not break the other. */
function randomPairs(seed: number): [string, Fault, Fault][] {
  const random = createRandom(seed)
  const pick = () => ALL[Math.floor(random() * ALL.length)] as Fault
  const pairs = new Map<string, [string, Fault, Fault]>()
  while (pairs.size < PAIRS) {
    const [one, other] = [pick(), pick()]
    const touch = one.subject === other.subject || (one.options && other.options)
    if (!touch) pairs.set(`${one.name} + ${other.name}`, [`${one.name} + ${other.name}`, one, other])
  }
  return [...pairs.values()]
}

describe('one fault', () => {
  test.concurrent.for(ALL.map(fault => [fault.name, fault] as const))('%s', ([, fault], { skip }) => {
    if (fault.mounts && !inject('mayMount')) skip()
    return expectHonest([fault])
  })
})

describe('two faults at once', () => {
  test.concurrent.for(randomPairs(inject('seed')))('%s', ([, one, other], { skip }) => {
    if ((one.mounts || other.mounts) && !inject('mayMount')) skip()
    return expectHonest([one, other])
  })
})
