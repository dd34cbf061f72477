import { describe, expect, it } from 'vitest'
import {
  type Alert,
  alertAddress,
  alertLinks,
  type DeliveryRecord,
  type DeliveryState,
  isFinal,
  isUntaken,
  newRecord,
} from '../../../src/domain/alerts/alert'

const RECORD: DeliveryRecord = {
  id: 'a1',
  channel: 'mail',
  kind: 'trigger',
  subject: '[DOWN] backup',
  state: 'queued',
  attempts: 0,
  detail: '',
  plannedAt: 7,
  at: 7,
}

describe('the record of a delivery', () => {
  it('is queued at first', () => {
    const alert = { kind: 'trigger', subject: '[DOWN] backup', text: 'It is down.' } as Alert
    expect(newRecord({ id: 'a1', channel: 'mail', alert, after: {}, sources: ['c1'], at: 7 })).toStrictEqual(
      RECORD,
    )
  })

  it.each<[DeliveryState, boolean]>([
    ['queued', false],
    ['retrying', false],
    ['delivered', true],
    ['failed', true],
    ['dropped', true],
  ])('that is %s is final: %s', (state, final) => {
    expect(isFinal({ ...RECORD, state })).toBe(final)
    expect(isUntaken({ ...RECORD, state })).toBe(final)
    expect(isUntaken({ ...RECORD, state, attempts: 1, untaken: true })).toBe(final)
    expect(isUntaken({ ...RECORD, state, attempts: 1 })).toBe(false)
  })
})

describe('the links of an alert', () => {
  it.each([
    [{ check: 'c1' }, 'http://pi:8080', 'http://pi:8080/checks/c1'],
    [{}, 'http://pi:8080', 'http://pi:8080'],
    [{ check: 'c1' }, undefined, undefined],
    [{}, undefined, undefined],
  ])('about %j, with the page %s, lead to %s', (alert, page, address) => {
    expect(alertAddress(alert, page)).toBe(address)
  })

  const OPEN = { label: 'Open', url: 'http://pi/checks/c1' }
  const ALL = [
    OPEN,
    { label: 'Silence 1 h', url: 'http://pi/checks/c1/silence?until=1h' },
    { label: 'Acknowledge', url: 'http://pi/checks/c1/acknowledge' },
  ]

  it.each([
    ['trigger', ALL],
    ['reminder', ALL],
    ['resolve', [OPEN]],
    ['digest', [OPEN]],
    ['test', [OPEN]],
  ] as const)('of a %s', (kind, links) => {
    expect(alertLinks({ kind, check: 'c1' }, 'http://pi')).toStrictEqual(links)
    expect(alertLinks({ kind }, 'http://pi')).toStrictEqual([{ label: 'Open', url: 'http://pi' }])
    expect(alertLinks({ kind, check: 'c1' }, undefined)).toStrictEqual([])
  })
})
