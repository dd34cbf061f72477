/** A heartbeat that waits in the queue for the peer that has the duty. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHeartbeats } from '../../../src/io/heartbeat/queue'
import type { Duty } from '../../../src/operations/heartbeat/send-heartbeat'
import { type Chain, openChain } from '../../support/chain'
import { answer, type Receiver, startReceiver } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'

const OWN = { kind: 'own', sharing: ['office'] } as const
const UNDERWAY = { kind: 'underway', sharing: ['office'] } as const

const redis = await shareRedis()
let receiver: Receiver
let chain: Chain
/** The peer's answers, one after the other; after them the duty is its own. */
let answers: Duty[]

beforeEach(async () => {
  answers = []
  receiver = await startReceiver()
  chain = openChain(redis, { duty: async () => answers.shift() ?? OWN })
  await chain.configure('5', `${receiver.url}/token`, undefined, 'heartbeatduty = group\n')
})

afterEach(async () => {
  await chain.close()
  await receiver.close()
})

/** Lets the heartbeat wait so many times for the peer; each wait is cut short. */
async function waitFor(times: number): Promise<string> {
  answers = Array.from({ length: times }, () => UNDERWAY)
  chain.startWorker()
  const job = await chain.beat()
  const { queue } = openHeartbeats(redis.admin, () => {})
  for (let wait = 1; wait <= times; wait++) {
    await expect.poll(() => queue.getDelayedCount(), { message: `wait ${wait}` }).toBe(1)
    expect(await chain.queue.find(job)).toMatchObject({
      state: 'retrying',
      detail: 'waits for the peer that has the duty',
      attempts: [],
    })
    expect(receiver.requests).toHaveLength(0)
    await (await queue.getJob(job))?.promote()
  }
  return job
}

it('goes out after three waits, when the peer has died', async () => {
  const job = await waitFor(3)
  expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered', attempts: [{ result: '200' }] })
  expect(receiver.requests).toHaveLength(1)
  await expect.poll(() => chain.queue.history(5)).toMatchObject([{ job, outcome: 'delivered' }])
  expect(chain.errors).toEqual([])
})

it('is tried once more after a failure of its own that follows two waits', async () => {
  receiver.answerWith(answer(503), answer(200))
  await waitFor(2)
  const { outcome, attempts } = await chain.nextEnd()
  expect([outcome, attempts.map(({ result }) => result)]).toEqual(['delivered', ['HTTP error 503', '200']])
})

it('fails after two failures of its own that follow two waits, and no third request is made', async () => {
  receiver.answerWith(answer(503))
  await waitFor(2)
  expect(await chain.nextEnd()).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('503') })
  expect(receiver.requests).toHaveLength(2)
})

it('waits for the peer after a failure of its own, too, and still has its second try', async () => {
  receiver.answerWith(answer(503), answer(200))
  answers = [OWN, OWN, UNDERWAY]
  chain.startWorker()
  const job = await chain.beat()
  const { queue } = openHeartbeats(redis.admin, () => {})
  await expect
    .poll(async () => (await chain.queue.find(job))?.detail)
    .toBe('waits for the peer that has the duty')
  await expect.poll(() => queue.getDelayedCount()).toBe(1)
  await (await queue.getJob(job))?.promote()
  expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
  expect(receiver.requests).toHaveLength(2)
})
