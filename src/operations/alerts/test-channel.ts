/** Sends a test of a channel at once, past the queue. */
import type { TestChannel } from '../../domain/alerts/ports'
import { testText } from '../../domain/alerts/text'
import { DEADLINE_MS, type SendPorts, sendAlert } from './send-alert'

export function createTestChannel(ports: SendPorts): TestChannel {
  return async channel => {
    const at = ports.now()
    const { name } = channel
    const alert = { ...testText(name), key: `intvlm8r-test-${name}-${at}`, name, tags: [], at }
    return await sendAlert(ports, alert, channel, at + DEADLINE_MS)
  }
}
