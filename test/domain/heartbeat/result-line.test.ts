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
    ['Peer', true],
    ['Timeout error', false],
    ['Conn. error', false],
    ['HTTP error 503', false],
    ['HTTP error 200', false],
    ['Redir error', false],
    ['DNS error', false],
    ['TLS error', false],
    ['Missed', false],
    ['2000', false],
    ['20', false],
    ['x200', false],
    ['Peers', false],
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

  it('is read in the zone that it was written in, whatever the present one is', () => {
    const at = Date.parse('2026-11-20T10:00:00Z')
    const kolkata = { ahead: 330, since: at - 3_600_000, before: 60 }
    inZone('America/New_York', () => {
      expect(parseResultLine('2026/11/20 15:30:00 (200)', 0, kolkata)?.at).toBe(at)
      expect(parseResultLine('2026/02/30 15:30:00 (200)', 0, kolkata)).toBeUndefined()
    })
  })

  it('is of the zone before where it is older than the present one', () => {
    const since = Date.parse('2026-11-20T10:00:00.700Z')
    const zone = { ahead: 330, since, before: 60 }
    expect(parseResultLine('2026/11/20 10:50:00 (200)', 0, zone)?.at).toBe(Date.parse('2026-11-20T09:50:00Z'))
    expect(parseResultLine('2026/11/20 15:30:00 (200)', 0, zone)?.at).toBe(Date.parse('2026-11-20T10:00:00Z'))
    const onTheSecond = { ...zone, since: Date.parse('2026-11-20T10:00:00Z') }
    for (const [stamp, at] of [
      ['15:29:59', '2026-11-20T14:29:59Z'],
      ['15:30:00', '2026-11-20T10:00:00Z'],
    ])
      expect(parseResultLine(`2026/11/20 ${stamp} (200)`, 0, onTheSecond)?.at).toBe(Date.parse(at ?? ''))
  })

  it('means, with its zone, the right one of the hour that comes twice', () => {
    inZone('Europe/Berlin', () => {
      for (const ahead of [120, 60]) {
        const at = Date.parse('2026-10-25T02:30:00Z') - ahead * 60_000
        expect(parseResultLine('2026/10/25 02:30:00 (200)', 0, { ahead, since: at })?.at).toBe(at)
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
