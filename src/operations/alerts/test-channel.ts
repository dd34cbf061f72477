/**
 * Sends a test of a channel at once, past the queue; by the worker, where only that can. A test that gets through ends the
 * channel's trouble, one that fails begins it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Alert, type Delivery, isFinal } from '../../domain/alerts/alert'
import { attemptMs, type Channel } from '../../domain/alerts/channel'
import { runsProgram } from '../../domain/alerts/channel-kinds'
import type { AlertStore, Channels, TestChannel } from '../../domain/alerts/ports'
import { isToldToSome } from '../../domain/alerts/recipients'
import { testText } from '../../domain/alerts/text'
import type { Log } from '../../domain/log'
import { createNoteHealth } from './note-health'
import { type SendPorts, sendAlert } from './send-alert'

export interface TestPorts extends SendPorts {
  readonly store: Pick<AlertStore, 'health' | 'commit' | 'record'>
  readonly channels: Channels
  readonly log: Log
  /** Wakes the worker, as an alert of this source is planned. */
  readonly wake: (source: string) => Promise<void>
  /** Milliseconds that the worker may take. */
  readonly workerMs?: number
}

/** Milliseconds that the woken worker may take besides the attempt, as it may have another turn under way. */
const BESIDE_MS = 15_000
const POLL_MS = 200
/** Milliseconds for a person who waits for the page: proxies in front of it often give up after a minute. */
const ON_PAGE_MS = 50_000

export function createTestChannel(ports: TestPorts): TestChannel {
  const { now, store, channels, log, programs, wake, workerMs } = ports
  const noteHealth = createNoteHealth(ports)

  async function sendByWorker(alert: Alert, channel: Channel): Promise<Delivery> {
    const source = `test-${channel.name}`
    const id = alert.key
    await store.commit([], [{ id, channel: channel.name, alert, after: {}, sources: [source], at: alert.at }])
    await wake(source)
    const until = alert.at + (workerMs ?? attemptMs(channel) + BESIDE_MS)
    while (now() < until) {
      const record = await store.record(source, id)
      if (record !== undefined && isFinal(record)) {
        const { state, detail } = record
        return state === 'delivered' ? { ok: true, detail } : { ok: false, permanent: true, detail }
      }
      await pause(POLL_MS)
    }
    return { ok: false, permanent: false, detail: 'the worker has not sent it yet; see whether it runs' }
  }

  return async channel => {
    const at = now()
    const { name } = channel
    const alert = { ...testText(name), key: `intvlm8r-test-${name}-${at}`, name, tags: [], at }
    // The worker notes the channel's health itself.
    if (runsProgram(channel.kind) && programs === undefined) return await sendByWorker(alert, channel)
    const deadlineMs = ports.deadlineMs ?? Math.min(attemptMs(channel), ON_PAGE_MS)
    const delivery = await sendAlert({ ...ports, deadlineMs }, alert, channel, at + deadlineMs)
    // Where some recipients have it, that shows neither that the channel delivers nor that it does not.
    if (!delivery.ok && isToldToSome(delivery))
      return { ok: false, permanent: false, detail: delivery.detail }
    try {
      await noteHealth(name, alert.kind, delivery, await channels.list())
    } catch (error) {
      log.error(error, 'the outcome of a test could not be kept')
    }
    return delivery
  }
}
