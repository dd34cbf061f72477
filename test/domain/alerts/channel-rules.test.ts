import { expect, test } from 'vitest'
import {
  appriseFaults,
  mailFaults,
  offsetProblem,
  pagerdutyFaults,
} from '../../../src/domain/alerts/channel-rules'

const keys = (faults: readonly { key: string }[]) => faults.map(({ key }) => key)

test.each([
  [{}, []],
  [{ version: '1', offset: '60s' }, []],
  [{ version: '2', offset: '60s' }, ['offset']],
  [{ offset: '60s' }, ['offset']],
  // An offset that is none is a fault of its own.
  [{ offset: 'soon' }, []],
  [{ version: '1', severity: 'error' }, ['severity']],
  [{ version: '2', severity: 'error' }, []],
])('of PagerDuty, %j has the faults %j', (settings, faults) => {
  expect(keys(pagerdutyFaults(settings))).toEqual(faults)
})

test.each([
  ['1h', true],
  ['60m1s', false],
  ['0s', true],
  ['soon', false],
])('an offset of %s is taken: %s', (text, isTaken) => {
  expect(offsetProblem(text) === undefined).toBe(isTaken)
})

test.each([
  [{}, ['host']],
  [{ host: 'smtp.example.org', port: '25' }, []],
  [{ account: 'mine' }, []],
  [{ account: 'mine', host: '', port: '' }, []],
  [
    { account: 'mine', host: 'h', port: '25', username: 'u', password: 'p' },
    ['host', 'port', 'username', 'password'],
  ],
])('of an e-mail, %j has the faults %j', (settings, faults) => {
  expect(keys(mailFaults(settings))).toEqual(faults)
})

test.each([
  [{}, ['key']],
  [{ tag: 'ops' }, ['key']],
  [{ key: 'k' }, []],
  [{ key: 'k', tag: 'ops' }, []],
  [{ addresses: 'json://a' }, []],
  [{ addresses: 'json://a', tag: 'ops' }, ['tag']],
  [{ key: 'k', addresses: 'json://a' }, ['addresses']],
])('of Apprise, %j has the faults %j', (settings, faults) => {
  expect(keys(appriseFaults(settings))).toEqual(faults)
})
