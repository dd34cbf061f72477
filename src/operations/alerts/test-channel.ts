/** Sends a test of a channel at once, past the queue. A test that gets through ends the channel's trouble. */
import type { AlertStore, Channels, TestChannel } from '../../domain/alerts/ports'
import { testText } from '../../domain/alerts/text'
import { createNoteHealth } from './note-health'
import { DEADLINE_MS, type SendPorts, sendAlert } from './send-alert'

export interface TestPorts extends SendPorts {
  readonly store: Pick<AlertStore, 'health' | 'commit'>
  readonly channels: Channels
}

export function createTestChannel(ports: TestPorts): TestChannel {
  const noteHealth = createNoteHealth(ports)
  return async channel => {
    const at = ports.now()
    const { name } = channel
    const alert = { ...testText(name), key: `intvlm8r-test-${name}-${at}`, name, tags: [], at }
    const delivery = await sendAlert(ports, alert, channel, at + DEADLINE_MS)
    if (delivery.ok) await noteHealth(name, alert.kind, delivery, await ports.channels.list())
    return delivery
  }
}
