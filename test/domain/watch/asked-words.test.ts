/** Silences and acknowledgements as programs and people write them. */
import { describe, expect, test } from 'vitest'
import { acknowledgerName, askedAcknowledgement, UNNAMED } from '../../../src/domain/watch/acknowledgement'
import { askedSilence, parseSilence } from '../../../src/domain/watch/silence'

const HOUR = 3_600_000
const MOST = 400 * 24 * HOUR
const NOW = Date.UTC(2026, 10, 20, 12)

const SPAN = 'has to be seconds, or text such as "1h30m", up to 400 days'
const MOMENT = 'has to be "recovery" or a moment such as "2030-01-31T12:00:00Z"'
const NO_OBJECT = { faults: [{ key: '', reason: 'the body has to be a JSON object' }] }

describe('a silence', () => {
  test.each([
    ['recovery', { until: 'recovery' }],
    ['off', { until: undefined }],
    ['8h', { until: NOW + 8 * HOUR }],
    ['400d', { until: NOW + MOST }],
    ['400d1s', undefined],
    ['0s', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('of the word %j is %j', (text, silence) => {
    expect(parseSilence(text, NOW)).toEqual(silence)
  })

  test.each([
    [{}, { until: undefined }],
    [{ until: null }, { until: undefined }],
    [{ until: 'recovery' }, { until: 'recovery' }],
    [{ until: '2026-11-20T13:00:00Z' }, { until: NOW + HOUR }],
    [{ until: new Date(NOW + MOST).toISOString() }, { until: NOW + MOST }],
    [{ for: '2h' }, { until: NOW + 2 * HOUR }],
    [{ for: 60 }, { until: NOW + 60_000 }],
  ])('%j lasts as %j', (body, silence) => {
    expect(askedSilence(body, NOW)).toEqual(silence)
  })

  test.each([
    [{ to: '2h' }, 'to', 'is not known here; there are until and for'],
    [{ for: '2h', until: 'recovery' }, 'until', 'makes no sense beside "for"'],
    [{ for: '0s' }, 'for', SPAN],
    [{ for: '401d' }, 'for', SPAN],
    [{ for: null }, 'for', SPAN],
    [{ until: 'soon' }, 'until', MOMENT],
    [{ until: 7 }, 'until', MOMENT],
    [{ until: new Date(NOW).toISOString() }, 'until', 'has passed already'],
    [{ for: 0 }, 'for', SPAN],
    [{ for: -1 }, 'for', SPAN],
    [{ for: '400d1s' }, 'for', SPAN],
    [{ until: new Date(NOW + MOST + 1).toISOString() }, 'until', 'is more than 400 days away'],
  ])('%j is refused', (body, key, reason) => {
    expect(askedSilence(body, NOW)).toEqual({ faults: [{ key, reason }] })
  })

  test('is neither begun nor ended without a body, and an acknowledgement needs none', () => {
    const reason = 'the body is missing: send {"for": "2h"} or {"until": "recovery"}; {} ends a silence'
    expect(askedSilence(undefined, NOW)).toEqual({ faults: [{ key: '', reason }] })
    expect(askedAcknowledgement(undefined)).toEqual({})
  })

  test.each([7, null, 'text', []])('%j is no object', body => {
    expect(askedSilence(body, NOW)).toEqual(NO_OBJECT)
    expect(askedAcknowledgement(body)).toEqual(NO_OBJECT)
  })
})

describe('an acknowledgement', () => {
  const NO_NAME = { faults: [{ key: 'by', reason: 'has to be a name of at most 100 characters' }] }
  test.each([
    [{}, {}],
    [{ by: null }, { by: null }],
    [{ by: ' Anna ' }, { by: 'Anna' }],
    [{ by: 'x'.repeat(100) }, { by: 'x'.repeat(100) }],
    [{ by: 'x'.repeat(101) }, NO_NAME],
    [{ by: '' }, NO_NAME],
    [{ by: '  ' }, NO_NAME],
    [{ by: 'a\tb' }, NO_NAME],
    [{ by: 7 }, NO_NAME],
    [{ who: 'Anna' }, { faults: [{ key: 'who', reason: 'is not known here; there is by' }] }],
  ])('%j is %j', (body, asked) => {
    expect(askedAcknowledgement(body)).toEqual(asked)
  })

  test('has the name of a person as it is', () => {
    expect(UNNAMED).toEqual({ page: 'the owner', api: 'the API' })
    expect(['the owner', 'the API', 'Anna'].map(acknowledgerName)).toEqual(['the owner', 'the API', 'Anna'])
  })
})
