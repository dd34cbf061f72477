import { expect, it } from 'vitest'
import type { DeliveryRecord, PlannedAlert } from '../../../src/domain/alerts/alert'
import type { AlertPermit } from '../../../src/domain/alerts/ports'
import { createDeliverAlert } from '../../../src/operations/alerts/deliver-alert'
import { alertingOf, alertMemory, channelOf, planned, recordOf } from '../../support/alert-memory'

const NOW = 20_000
const LEASE = 15_000

interface Given {
  readonly record?: Partial<DeliveryRecord>
  readonly permit?: AlertPermit
  readonly of?: PlannedAlert
}

/** An attempt at an alert of a known incident, and the leases of those that were sent. */
async function deliver({ record, permit, of = planned() }: Given = {}) {
  const memory = alertMemory()
  memory.alertings.set('c', alertingOf('c', 'k', ['hook']))
  if (record) memory.records.set('c', [recordOf(of, record)])
  const sent: number[] = []
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const deliverAlert = createDeliverAlert({
    ...{ now: () => NOW, store: memory.store, chance: () => 0, page: async () => undefined, log },
    channels: { list: async () => [channelOf('hook')] },
    notifiers: {
      webhook: async (_alert: unknown, _channel: unknown, { notAfter }: { readonly notAfter: number }) => {
        sent.push(notAfter)
        return { ok: true, detail: 'answered 200' }
      },
    } as never,
    ...{ http: {} as never, push: {} as never },
    ...(permit && { permit: async () => permit }),
    onError: () => {},
  })
  const result = await deliverAlert(of, LEASE)
  return { result, sent, last: memory.written.at(-1)?.[1] }
}

it('an alert is sent within the lease of its worker, also where its record is lost', async () => {
  const found = await deliver()
  expect([found.result, found.sent]).toEqual([{}, [NOW + LEASE]])
  expect(found.last).toMatchObject({ state: 'delivered', attempts: 1, detail: 'answered 200' })
  expect((await deliver({ record: { attempts: 2 } })).last).toMatchObject({ state: 'delivered', attempts: 3 })
})

it.each(['delivered', 'failed', 'dropped'] as const)('one that was %s is not sent again', async state => {
  expect(await deliver({ record: { state } })).toEqual({ result: {}, sent: [], last: undefined })
})

it('one whose turn has not come waits, and no permit is sought for it', async () => {
  const of = planned({ key: 'another' })
  const found = await deliver({ of, permit: { kind: 'told', by: 'attic' } })
  expect([found.result, found.sent]).toEqual([{}, []])
  expect(found.last).toMatchObject({ state: 'dropped', attempts: 0 })
})

it('one that the group sends at another place waits, or has ended', async () => {
  expect(await deliver({ permit: { kind: 'wait', ms: 700 } })).toEqual({
    ...{ result: { retryInMs: 700 }, sent: [], last: undefined },
  })
  const told = await deliver({ permit: { kind: 'told', by: 'attic' } })
  expect([told.result, told.sent]).toEqual([{}, []])
  expect(told.last).toMatchObject({ state: 'delivered', detail: 'attic has told it' })
})
