import { expect, it } from 'vitest'
import { frequencyProblem, interlock, urlProblem } from '../../../src/domain/heartbeat/interlock'

const URL = 'https://example.org/alive'
const CHOOSE = 'Choose how often a heartbeat goes out.'
const ENTER = 'Enter a URL, such as https://example.org/ping.'

it.each([
  ['Off', undefined],
  ['5', undefined],
  ['10', undefined],
  ['15', undefined],
  ['20', undefined],
  ['30', undefined],
  ['60', undefined],
  ['', CHOOSE],
  ['7', CHOOSE],
  ['off', CHOOSE],
])('the frequency %j has the fault %s', (frequency, fault) => {
  expect(frequencyProblem({ frequency, url: URL })).toBe(fault)
})

it.each([
  ['Off', '', undefined],
  ['', '', undefined],
  ['5', '', ENTER],
  ['Off', ' ', ENTER],
  ['', 'example.org', 'Add https:// (or http://) in front.'],
  ['5', URL, undefined],
])('with the frequency %j the URL %j has the fault %s', (frequency, url, fault) => {
  expect(urlProblem({ frequency, url })).toBe(fault)
})

it.each([
  ['5', URL, '5', URL, 'now'],
  ['10', URL, '5', URL, 'apply'],
  ['5', `${URL}2`, '5', URL, 'apply'],
  ['Off', URL, 'Off', URL, 'none'],
  ['Off', '', '5', URL, 'apply'],
  ['Off', '', 'Off', '', 'none'],
  ['5', '', '5', '', 'none'],
  ['5', '', '5', URL, 'none'],
  ['', URL, '', URL, 'none'],
  ['', URL, '5', URL, 'none'],
])('%j %j typed over %j %j enables %s', (frequency, url, savedFrequency, savedUrl, button) => {
  expect(interlock({ frequency, url }, { frequency: savedFrequency, url: savedUrl })).toStrictEqual({
    apply: button === 'apply',
    now: button === 'now',
  })
})

it('anything valid can be applied over settings that cannot be read', () => {
  expect(interlock({ frequency: '5', url: URL }, undefined)).toStrictEqual({ apply: true, now: false })
  expect(interlock({ frequency: '5', url: '' }, undefined)).toStrictEqual({ apply: false, now: false })
})
