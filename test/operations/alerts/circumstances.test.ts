import { describe, expect, it } from 'vitest'
import type { DeliveryRecord } from '../../../src/domain/alerts/alert'
import type { Alerting } from '../../../src/domain/alerts/alerting'
import type { MaintenanceWindow } from '../../../src/domain/alerts/maintenance'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import { readCircumstances } from '../../../src/operations/alerts/circumstances'
import { alertingOf, alertMemory, CHECK, channelOf, planned, recordOf } from '../../support/alert-memory'

const CHANNELS = [channelOf('hook'), channelOf('pager', 'pagerduty'), channelOf('phone', 'ntfy')]
const USUAL = { channels: ['phone'], after: 60_000 }
/** The first message was decided at 6 s, so that it escalates then. */
const STEP = 66_000

interface Given {
  readonly at?: number
  readonly check?: Partial<Check>
  readonly alerting?: Alerting | undefined
  readonly acknowledged?: boolean
  readonly records?: readonly DeliveryRecord[]
  readonly windows?: readonly MaintenanceWindow[]
}

async function around(given: Given = {}) {
  const { at = STEP, acknowledged = false, records = [], windows = [] } = given
  const check = { ...CHECK, ...given.check }
  const memory = alertMemory()
  memory.records.set('c', [...records])
  const state = { ...newState(0, check), ...(acknowledged && { acknowledged: { by: 'Anna', at: 0 } }) }
  const alerting = 'alerting' in given ? given.alerting : told
  return await readCircumstances(
    { store: memory.store, windows: async () => windows, escalation: async () => USUAL },
    [{ watched: { check, state, version: '1' }, alerting }],
    CHANNELS,
    at,
  )
}

const told = alertingOf('c', 'k', ['hook'], {
  last: { hook: ['first', 'reminder'], gone: ['gone'], none: [] },
})
const first = (more: Partial<DeliveryRecord> = {}) => recordOf(planned({}, { id: 'first' }), more)

describe('the channels around a decision', () => {
  it('are known by name, and one that is unknown here may keep incidents open', async () => {
    const { isKnown, opensIncidents, escalation } = await around()
    expect(['hook', 'pager', 'nowhere'].map(isKnown)).toEqual([true, true, false])
    expect(['hook', 'pager', 'nowhere'].map(opensIncidents)).toEqual([false, true, true])
    expect(escalation).toBe(USUAL)
  })
})

describe('the first message about trouble', () => {
  it.each<[boolean, string, Given]>([
    [false, 'is still queued', { records: [first()] }],
    [true, 'was tried', { records: [first({ attempts: 1, state: 'retrying' })] }],
    [true, 'has come to its end untried', { records: [first({ state: 'dropped' })] }],
    [true, 'has no record any more', {}],
    [true, 'is of an older incident', { records: [first({ plannedAt: 5_999 })] }],
    [false, 'was planned as the incident was', { records: [first({ plannedAt: 6_000 })] }],
    [true, 'is not late yet', { records: [first()], at: STEP - 1 }],
    [true, 'is acknowledged', { records: [first()], acknowledged: true }],
    [true, 'is over', { records: [first()], alerting: { ...told, incident: undefined } as never }],
    [true, 'never was', { records: [first()], alerting: undefined }],
    [true, 'has nobody behind it', { records: [first()], check: { escalateTo: ['none'] } }],
    [true, 'has an unknown one behind it', { records: [first()], check: { escalateTo: ['nowhere'] } }],
  ])('counts as tried: %s, where it %s', async (isTried, _what, given) => {
    const { wasTried } = await around(given)
    expect([wasTried?.('c'), wasTried?.('other')]).toEqual([isTried, true])
  })

  it('counts as tried once that of any channel was', async () => {
    const alerting = { ...told, last: { hook: ['first'], phone: ['second'] } }
    const second = recordOf(planned({}, { id: 'second' }), { attempts: 1 })
    expect((await around({ alerting, records: [first(), second] })).wasTried?.('c')).toBe(true)
    expect((await around({ alerting, records: [first(), { ...second, attempts: 0 }] })).wasTried?.('c')).toBe(
      false,
    )
  })

  it('is that since the incident was told of first, however often since', async () => {
    const { incident, ...rest } = told
    const alerting = {
      ...rest,
      incident: { ...incident, notifiedAt: 30_000, firstNotifiedAt: 6_000 },
    } as Alerting
    expect((await around({ alerting, records: [first()] })).wasTried?.('c')).toBe(false)
    const never = { ...rest, incident: { ...incident, notifiedAt: undefined, escalatedAt: 6_000 } } as never
    expect((await around({ alerting: never, records: [first({ plannedAt: 0 })] })).wasTried?.('c')).toBe(
      false,
    )
  })
})

describe('the maintenance around a decision', () => {
  it('ends with the window that holds the check the longest', async () => {
    const from = Date.parse('2026-12-24T22:00:00Z')
    const window = (name: string, duration: string, more: object): MaintenanceWindow => ({
      ...{ name, origin: 'ini' },
      settings: { start: '2026-12-24 22:00', timezone: 'UTC', duration, ...more },
    })
    const windows = [window('one', '1h', { all: 'on' }), window('two', '2h', { checks: 'other' })]
    const { maintenanceUntil } = await around({ at: from, windows, alerting: undefined })
    expect(maintenanceUntil?.(CHECK)).toBe(from + 3_600_000)
    expect(maintenanceUntil?.({ ...CHECK, name: 'other' })).toBe(from + 7_200_000)
    expect((await around({ windows })).maintenanceUntil!(CHECK)).toBeUndefined()
  })
})
