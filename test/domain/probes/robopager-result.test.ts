import { expect, test } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import { robopagerResult } from '../../../src/domain/probes/robopager-result'

const findings = { a: 'ok', b: 'not received' }

test.each<['inbox' | 'batchy', Look, string]>([
  ['inbox', { answer: 'failure', detail: 'x', findings }, '[{"a":"ok"},{"b":"not received"}]'],
  ['inbox', { answer: 'success', detail: 'x' }, '[]'],
  ['inbox', { answer: 'blind', detail: 'no log-in', findings }, '[{"could not look":"no log-in"}]'],
  [
    'batchy',
    { answer: 'success', detail: 'x', findings: { a: 'ok' } },
    '{"a":"ok","alert_level":"SUCCESS","alert_message":"x"}',
  ],
  [
    'batchy',
    { answer: 'success', detail: 'x', warning: 'slow' },
    '{"alert_level":"WARNING","alert_message":"slow"}',
  ],
  ['batchy', { answer: 'failure', detail: 'x' }, '{"alert_level":"FAILURE","alert_message":"x"}'],
  ['batchy', { answer: 'blind', detail: 'x' }, '{"alert_level":"BLIND","alert_message":"x"}'],
])('the result of a look of the kind %s, %j, is %s', (kind, look, text) => {
  expect(robopagerResult(kind, look)).toBe(text)
})
