/** Sends a test of a channel at once, past the queue. A test that gets through ends the channel's trouble, one that fails begins it. */
import type { AlertStore, Channels, TestChannel } from '../../domain/alerts/ports'
import { testText } from '../../domain/alerts/text'
import type { Log } from '../../domain/log'
import { createNoteHealth } from './note-health'
import { DEADLINE_MS, type SendPorts, sendAlert } from './send-alert'

export interface TestPorts extends SendPorts {
  readonly store: Pick<AlertStore, 'health' | 'commit'>
  readonly channels: Channels
  readonly log: Log
}

export function createTestChannel(ports: TestPorts): TestChannel {
  const noteHealth = createNoteHealth(ports)
  return async channel => {
    const at = ports.now()
    const { name } = channel
    const alert = { ...testText(name), key: `intvlm8r-test-${name}-${at}`, name, tags: [], at }
    const delivery = await sendAlert(ports, alert, channel, at + DEADLINE_MS)
    try {
      await noteHealth(name, alert.kind, delivery, await ports.channels.list())
    } catch (error) {
      ports.log.error(error, 'the outcome of a test could not be kept')
    }
    return delivery
  }
}
