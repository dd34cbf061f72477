import { expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Alerting } from '../../../src/domain/alerts/alerting'
import { decodeAlerting, decodePlan, encodeAlerting, encodePlan } from '../../../src/io/alerts/codec'
import { alertOf } from '../../contracts/notifier'

/** The format of version 1.0, which an appliance that is updated while something is down has to read. */
const STORED =
  '{"createdAt":1,"name":"backup","routed":3,"lastFlipAt":4,"downs":[5],"flapping":false,"count":6,"last":{"mail":["first"]},"incident":{"key":"k","since":7,"reason":"silence","told":["mail"],"toldAt":8,"toldSignalAt":9,"goesOn":true}}'

const alerting: Alerting = {
  createdAt: 1,
  name: 'backup',
  routed: 3,
  lastFlipAt: 4,
  downs: [5],
  flapping: false,
  count: 6,
  last: { mail: ['first'] },
  incident: {
    key: 'k',
    since: 7,
    reason: 'silence',
    notified: ['mail'],
    notifiedAt: 8,
    signalWhenNotified: 9,
    reopened: true,
  },
}

const { incident: _open, ...closed } = alerting

it('an open incident is stored in the words of version 1.0, and read from them', () => {
  expect(decodeAlerting(STORED)).toEqual(alerting)
  expect(JSON.parse(encodeAlerting(alerting))).toEqual(JSON.parse(STORED))
})

it.each<[string, Alerting]>([
  ['without an incident', closed],
  [
    'nobody was notified of',
    { ...alerting, incident: { key: 'k', since: 7, reason: 'failure', notified: [] } },
  ],
  [
    'that has ended',
    {
      ...alerting,
      incident: {
        key: 'k',
        since: 7,
        reason: 'failure',
        notified: ['mail'],
        notifiedAt: 8,
        end: { check: 'c', seq: 2, from: 'down', to: 'up', reason: 'success', at: 9, due: 9, ends: 7 },
      },
    },
  ],
])('the memory of a check %s is the same after it was stored', (_, before) => {
  expect(decodeAlerting(encodeAlerting(before))).toEqual(before)
})

it('a plan is queued in the words of version 1.0, and read from them', () => {
  const alert = alertOf('trigger')
  const plan: PlannedAlert = { id: 'i', channel: 'mail', alert, after: {}, sources: ['c'], at: 1 }
  const stored = { id: 'i', channel: 'mail', alert, after: {}, books: ['c'], at: 1 }
  expect(encodePlan(plan)).toEqual(stored)
  expect(decodePlan(stored)).toEqual(plan)
})
