import { describe, expect, inject, test } from 'vitest'
import type { Organ } from '../../src/domain/cause-chain'
import type { Fault } from './fault'
import { ORGAN_FAULTS } from './organ-faults'
import { RECEIVER_FAULTS } from './receiver-faults'
import { addRow, addTable } from './report'
import { tryFaults } from './trial'

const NAMES: Record<Organ, string> = {
  tick: 'Timer',
  ini: 'Settings (INI)',
  web: 'Web app',
  redis: 'Redis',
  worker: 'Worker',
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
  const organs = faults.flatMap(fault => fault.organs)
  const truth = organs.length === 0 ? ['All is well'] : organs.map(organ => NAMES[organ])
  expect(truth).toContain(cause)
  if (page !== '') expect(truth).toContain(page)
}

describe('one fault', () => {
  test.concurrent.for([...ORGAN_FAULTS, ...RECEIVER_FAULTS].map(fault => [fault.name, fault] as const))(
    '%s',
    ([, fault], { skip }) => {
      if (fault.mounts && !inject('mayMount')) skip()
      return expectHonest([fault])
    },
  )
})
