import { expect, it } from 'vitest'
import { AT_ONCE, dropAlert, waitAfter, waitFor } from '../../../src/operations/alerts/attempt'
import { alertMemory, planned, recordOf } from '../../support/alert-memory'

it.each([
  [-5_000, 250],
  [0, 250],
  [1_000, 250],
  [1_004, 251],
  [40_000, 10_000],
  [240_000, 60_000],
  [240_004, 60_000],
])('an alert that has waited %i ms is tried again in %i ms', (waited, again) => {
  expect(waitAfter(waited)).toBe(again)
})

it.each([
  [-10, 250],
  [0, 250],
  [10_000, 10_250],
  [59_750, 60_000],
  [59_751, 60_000],
])('one behind another that is tried in %i ms is tried in %i ms', (others, again) => {
  expect(waitFor(others)).toBe(again)
})

it('an attempt that was not made is made again in a moment', () => {
  expect(AT_ONCE).toEqual({ result: { retryInMs: 250 } })
})

it('an alert that is dropped is recorded with the reason, at all of its sources, and has ended', async () => {
  const { store, written } = alertMemory()
  const of = planned({}, { sources: ['c', 'd'] })
  const record = recordOf(of, { attempts: 2 })
  expect(await dropAlert(store, { planned: of, record, notAfter: 0 }, 'it is over', 30_000)).toEqual({
    result: {},
  })
  expect(written).toEqual([[['c', 'd'], { ...record, state: 'dropped', detail: 'it is over', at: 30_000 }]])
})
