/** Seven real minutes: the program for 0MQ stays dead, and the default channels tell it. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { answer, startReceiver as startPager } from '../support/receiver'
import { type Receiver, startReceiver } from './receiver'

let receiver: Receiver
let pager: Awaited<ReturnType<typeof startPager>>

beforeAll(async () => {
  pager = await startPager()
  pager.answerWith(answer(202, '{"status":"success"}'))
  const channel = `kind = pagerduty\nroutingkey = 0123456789abcdef0123456789abcdef\nurl = ${pager.url}`
  receiver = await startReceiver(`[channel.pager]\n${channel}\ndefault = on`)
  await receiver.startWorker()
})

afterAll(async () => {
  await receiver.close()
  await pager.close()
})

test('a program that stays dead is told once after five minutes, and its return once', async () => {
  const told = () =>
    pager.requests
      .map(({ body, at }) => ({ at, ...JSON.parse(body) }))
      .filter(({ dedup_key }) => dedup_key.startsWith('intvlm8r-messages-'))
  const killed = Date.now()
  await receiver.stop('SIGKILL')
  await vi.waitFor(() => expect(told()).toHaveLength(1), { timeout: 430_000, interval: 1_000 })
  const [trigger] = told()
  expect(trigger).toMatchObject({
    event_action: 'trigger',
    payload: { summary: '[0MQ] Messages by 0MQ are not received' },
  })
  expect(trigger.at - killed).toBeGreaterThanOrEqual(300_000)
  await receiver.start()
  await vi.waitFor(() => expect(told().length).toBeGreaterThan(1), { timeout: 80_000, interval: 1_000 })
  expect(told()[1]).toMatchObject({ event_action: 'resolve', dedup_key: trigger.dedup_key })
}, 540_000)
