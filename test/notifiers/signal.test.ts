import { describe, expect, it } from 'vitest'
import { notifierContract } from '../contracts/notifier'
import { ACKNOWLEDGE_PAGE, CHECK_PAGE, channelTest, SILENCE_PAGE } from '../support/channel-test'

const settings = (url: string) => ({ url, number: '+491701234567', to: '+491707654321, group.c2VjcmV0' })

notifierContract({
  kind: 'signal',
  settings,
  success: 201,
  passing: 400,
  secrets: ['+491701234567'],
  shown: body => JSON.parse(body).message,
  expectFit: body => expect(Buffer.byteLength(JSON.parse(body).message)).toBeLessThanOrEqual(2_000),
})

describe('Signal', () => {
  const test = channelTest('signal', settings)

  it('gets a message without formats for everybody', async () => {
    await test.send({}, 'trigger', { text: 'a **b** ||c||', tags: [] })
    expect(test.server.requests[0]).toMatchObject({ method: 'POST', path: '/v2/send' })
    expect(test.body()).toEqual({
      message: `🔴 [DOWN] backup\n\na **b** ||c||\n\nOpen: ${CHECK_PAGE}\nSilence 1 h: ${SILENCE_PAGE}\nAcknowledge: ${ACKNOWLEDGE_PAGE}`,
      number: '+491701234567',
      recipients: ['+491707654321', 'group.c2VjcmV0'],
      text_mode: 'normal',
    })
  })
})
