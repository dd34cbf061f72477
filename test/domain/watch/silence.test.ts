import { expect, it } from 'vitest'
import { askedSilence, parseSilence } from '../../../src/domain/watch/silence'

const NOW = Date.parse('2026-12-08T07:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

it.each([
  ['recovery', { until: 'recovery' }],
  ['off', { until: undefined }],
  ['8h', { until: NOW + 8 * HOUR }],
  ['400d', { until: NOW + 400 * DAY }],
  ['401d', undefined],
  ['0m', undefined],
  ['', undefined],
  ['Recovery', undefined],
  ['soon', undefined],
])('the silence %j lasts until %j', (text, silence) => {
  expect(parseSilence(text, NOW)).toStrictEqual(silence)
})

const fault = (key: string, reason: string) => ({ faults: [{ key, reason }] })
const SPAN = 'has to be seconds, or text such as "1h30m", up to 400 days'
const MOMENT = 'has to be "recovery" or a moment such as "2030-01-31T12:00:00Z"'

it.each<[unknown, ReturnType<typeof askedSilence>]>([
  [{}, { until: undefined }],
  [{ until: null }, { until: undefined }],
  [{ until: 'recovery' }, { until: 'recovery' }],
  [{ until: '2026-12-08T07:00:01Z' }, { until: NOW + 1_000 }],
  [{ until: '2026-12-08T07:00:00Z' }, fault('until', 'has passed already')],
  [{ until: new Date(NOW + 400 * DAY).toISOString() }, { until: NOW + 400 * DAY }],
  [{ until: new Date(NOW + 400 * DAY + 1).toISOString() }, fault('until', 'is more than 400 days away')],
  [{ until: 'off' }, fault('until', MOMENT)],
  [{ until: 2_000_000_000_000 }, fault('until', MOMENT)],
  [{ for: '2h' }, { until: NOW + 2 * HOUR }],
  [{ for: 90 }, { until: NOW + 90_000 }],
  [{ for: 400 * 86_400 }, { until: NOW + 400 * DAY }],
  [{ for: 400 * 86_400 + 1 }, fault('for', SPAN)],
  [{ for: 0 }, fault('for', SPAN)],
  [{ for: '120' }, fault('for', SPAN)],
  [{ for: null }, fault('for', SPAN)],
  [{ for: '2h', until: null }, fault('until', 'makes no sense beside "for"')],
  [{ till: '2h' }, fault('till', 'is not known here; there are until and for')],
  [null, fault('', 'the body has to be a JSON object')],
  [['recovery'], fault('', 'the body has to be a JSON object')],
  ['recovery', fault('', 'the body has to be a JSON object')],
])('a program that sends %j', (body, answer) => {
  expect(askedSilence(body, NOW)).toStrictEqual(answer)
})
