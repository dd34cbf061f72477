import { describe, expect, it } from 'vitest'
import { isDelivered, parseResultLine, resultLine } from '../../../src/domain/heartbeat/result-line'
import { inZone } from '../../support/zone'

describe('the line in hbresults.txt', () => {
  it('is the local time and the result in brackets', () => {
    inZone('Europe/Berlin', () => {
      const line = resultLine({ at: Date.parse('2026-01-02T03:04:05.678Z'), result: 'Timeout error' })
      expect(line).toBe('2026/01/02 04:04:05 (Timeout error)')
    })
  })

  it.each([
    ['200', true],
    ['204', true],
    ['Timeout error', false],
    ['Conn. error', false],
    ['HTTP error 503', false],
    ['HTTP error 200', false],
    ['Redir error', false],
    ['DNS error', false],
    ['TLS error', false],
    ['Missed', false],
  ])('reads back what it wrote: (%s), delivered: %s', (result, delivered) => {
    const at = Date.parse('2026-11-20T10:00:00Z')
    const parsed = parseResultLine(`${resultLine({ at, result })}\n`, at + 3)
    expect(parsed).toEqual({ at, result })
    expect(isDelivered({ at, result })).toBe(delivered)
  })

  it('means, in the hour that comes twice, the one closer to the time at which the file was written', () => {
    inZone('Europe/Berlin', () => {
      for (const iso of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
        const at = Date.parse(iso)
        expect(parseResultLine('2026/10/25 02:30:00 (200)', at + 40)?.at).toBe(at)
      }
    })
  })

  it.each([
    '',
    'nonsense',
    '2026/13/40 99:99:99 (200)',
    '2026/11/20 10:00:00',
    '2026/11/20 10:00:00 ()',
    '\u0000',
  ])('is nothing when it is %j', text => {
    expect(parseResultLine(text, 0)).toBeUndefined()
  })
})
