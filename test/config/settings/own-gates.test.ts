import { expect, test } from 'vitest'
import { ownGateFaults } from '../../../src/config/settings/own-gates'
import { planOf } from '../../../src/domain/watch/check-plan'

const ID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'
const probe = (kind: 'heartbeat' | 'load') => ({ kind, target: '', every: 60_000, settings: {} })
const CHECKS = [
  { key: 'own', id: ID, plan: planOf({ name: 'Own', slug: 'own-slug', probe: probe('heartbeat') }) },
  { key: 'load', plan: planOf({ name: 'Load', probe: probe('load') }) },
  { key: 'plain', plan: planOf({ name: 'Plain' }) },
]

test('a gate that looks at the heartbeats themselves is a fault, by any of its names', () => {
  const fault = (name: string) => ({
    section: 'Monitoring',
    key: 'heartbeatgates',
    reason: `"${name}" looks at the heartbeats themselves, and one that is withheld would withhold all others; take it out`,
  })
  expect(ownGateFaults(['own', 'load', 'own-slug', ID, 'plain', 'other'], CHECKS)).toEqual(
    ['own', 'own-slug', ID].map(fault),
  )
  expect(ownGateFaults(['load', 'plain', ''], CHECKS)).toEqual([])
  expect(ownGateFaults(undefined, CHECKS)).toEqual([])
})
