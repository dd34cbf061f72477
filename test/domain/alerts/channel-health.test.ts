import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../src/domain/alerts/alert'
import { type ChannelHealth, noteDelivery } from '../../../src/domain/alerts/channel-health'

const FAILED: Delivery = { ok: false, permanent: false, detail: 'answered 503' }
const REFUSED: Delivery = { ok: false, permanent: true, untaken: true, detail: 'answered 400' }
const DELIVERED: Delivery = { ok: true, detail: 'answered 200' }
const AT = 1_000_000

/** What the other channels report of each of some deliveries, each so many milliseconds after the first. */
function reports(...deliveries: (readonly [number, Delivery, ('alert' | 'resolve' | 'test')?])[]) {
  let health: ChannelHealth | undefined
  return deliveries.map(([after, delivery, kind = 'alert']) => {
    const { health: next, report = 'nothing' } = noteDelivery(health, delivery, kind, AT + after)
    health = next
    return report
  })
}

describe('a channel that fails for a time', () => {
  it('is reported with its third failure, once that has lasted for five minutes', () => {
    expect(reports([0, FAILED], [299_999, FAILED], [300_000, FAILED], [400_000, FAILED])).toEqual([
      'nothing',
      'nothing',
      'failing',
      'nothing',
    ])
    expect(reports([0, FAILED], [1, FAILED], [299_999, FAILED], [300_000, FAILED])).toEqual([
      'nothing',
      'nothing',
      'nothing',
      'failing',
    ])
    expect(reports([0, FAILED], [600_000, FAILED])).toEqual(['nothing', 'nothing'])
  })

  it('is reported also where the clock was set back after its first failure', () => {
    const found = reports(
      [9_000_000, FAILED],
      [0, FAILED],
      [299_999, FAILED],
      [300_000, FAILED],
      [300_001, DELIVERED],
    )
    expect(found).toEqual(['nothing', 'nothing', 'nothing', 'failing', 'working'])
  })

  it('keeps the beginning that was reported, by which the report is ended', () => {
    const reported = { since: AT + 9_000, failures: 5, detail: 'answered 503', reported: true }
    expect(noteDelivery(reported, FAILED, 'alert', AT).health).toMatchObject({ since: AT + 9_000 })
  })

  it('is reported to deliver again only where its failure was reported, and counts anew from then on', () => {
    expect(reports([0, FAILED], [1, DELIVERED])).toEqual(['nothing', 'nothing'])
    expect(
      reports([0, FAILED], [1, FAILED], [300_000, FAILED], [300_001, DELIVERED], [600_000, FAILED]),
    ).toEqual(['nothing', 'nothing', 'failing', 'working', 'nothing'])
  })

  it('has its health since the first failure, with the last reason', () => {
    const { health } = noteDelivery(undefined, FAILED, 'alert', AT)
    expect(health).toEqual({ since: AT, failures: 1, detail: 'answered 503', reported: false })
    const later = noteDelivery(health, { ...FAILED, detail: 'no answer' }, 'alert', AT + 1_000)
    expect(later).toEqual({ health: { since: AT, failures: 2, detail: 'no answer', reported: false } })
  })
})

describe('a channel that refuses an alert for good', () => {
  it('is reported at once, and once', () => {
    expect(reports([0, REFUSED], [1, REFUSED], [2, DELIVERED], [3, REFUSED])).toEqual([
      'failing',
      'nothing',
      'working',
      'failing',
    ])
  })

  it('does not deliver again by a resolve, which shows nothing of alerts, but by an alert or a test', () => {
    expect(reports([0, REFUSED], [1, FAILED], [2, DELIVERED, 'resolve'], [3, DELIVERED])).toEqual([
      'failing',
      'nothing',
      'nothing',
      'working',
    ])
    expect(reports([0, REFUSED], [1, DELIVERED, 'test'])).toEqual(['failing', 'working'])
    expect(noteDelivery(undefined, DELIVERED, 'resolve', AT)).toEqual({ health: undefined })
  })

  it('delivers again by a resolve where the service took the alert and failed with it', () => {
    const taken: Delivery = { ok: false, permanent: true, detail: 'answered 500' }
    expect(reports([0, taken], [1, DELIVERED, 'resolve'])).toEqual(['failing', 'working'])
  })
})

it('the failure of a test is not reported, nor how it ends, but keeps the time since when nothing got through', () => {
  expect(reports([0, REFUSED, 'test'], [1, DELIVERED, 'test'])).toEqual(['nothing', 'nothing'])
  expect(reports([0, FAILED, 'test'], [1, FAILED], [300_000, FAILED])).toEqual([
    'nothing',
    'nothing',
    'failing',
  ])
})
