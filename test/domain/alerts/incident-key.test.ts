import { expect, it } from 'vitest'
import type { Alert } from '../../../src/domain/alerts/alert'
import { incidentKeyOf, readIncidentKey } from '../../../src/domain/alerts/incident-key'
import { inZone } from '../../support/zone'

const ALERT: Alert = {
  kind: 'trigger',
  key: 'own-key',
  check: 'c1',
  name: 'backup',
  status: 'down',
  tags: [],
  subject: '',
  text: '',
  since: Date.parse('2026-12-08T07:59:59Z'),
  at: Date.parse('2026-12-08T09:00:00Z'),
}
const { check: _check, ...OF_NONE } = ALERT
const { since: _since, ...WITHOUT_BEGIN } = ALERT
const long = (length: number) => 'n'.repeat(length)

it.each<[string, Alert, string]>([
  ['names the hour in which its outage began', ALERT, 'backup-20261208-07'],
  ['without a begin names its own hour', WITHOUT_BEGIN, 'backup-20261208-09'],
  ['is the same at its end', { ...ALERT, kind: 'resolve' }, 'backup-20261208-07'],
  ['is its own about no check', OF_NONE, 'own-key'],
  ['is its own for a digest', { ...ALERT, kind: 'digest' }, 'own-key'],
  ['is its own for a test', { ...ALERT, kind: 'test' }, 'own-key'],
  ['of a long name has 255 characters', { ...ALERT, name: long(300) }, `${long(243)}-20261208-07`],
  ['of its own has 255 characters at most', { ...OF_NONE, key: long(300) }, long(255)],
])('the key of an incident %s', (_what, alert, key) => {
  expect(inZone('UTC', () => incidentKeyOf(alert))).toBe(key)
})

it.each([
  ['x', 'x'],
  [long(300), long(300)],
  [long(301), undefined],
  ['', undefined],
  [7, undefined],
  [undefined, undefined],
])('a peer that sends %j', (value, key) => {
  expect(readIncidentKey(value)).toBe(key)
})
