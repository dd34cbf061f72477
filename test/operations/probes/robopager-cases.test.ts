import { expect, onTestFinished } from 'vitest'
import { alertingTest as it } from '../../support/alerting-test'
import { openProbedWatch } from '../../support/probed-watch'
import { answer, startReceiver } from '../../support/receiver'

const on = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)
const begun = (clock: string) =>
  answer(200, JSON.stringify({ global: { status: 'success', batch_start: `2026-11-20T${clock}.123456` } }))

it('a workflow that is overdue alerts once, from its time of day on, until it is fresh again (R10)', async ({
  place,
}) => {
  const server = await startReceiver()
  const ini = `[check.nightly]
probe = batchy ${server.url} nightly
latency = 60m
checktime = 09:00
timezone = UTC
every = 180s
channels = hook
`
  const watch = await openProbedWatch(place, ini, on('08:50:00'))
  onTestFinished(async () => {
    await watch.close()
    await server.close()
  })
  server.answerWith(begun('07:00:00'))
  await watch.pass(on('08:59:00'))
  expect(server.requests).toEqual([])
  await watch.pass(on('09:20:00'))
  expect(watch.alerts()).toEqual(['09:00 trigger'])
  server.answerWith(begun('09:19:00'))
  await watch.pass(on('09:30:00'))
  expect(watch.alerts()).toEqual(['09:00 trigger', '09:21 resolve'])
  expect(watch.errors).toEqual([])
}, 60_000)
