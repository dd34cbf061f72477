import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { heartbeatNow } from '../../../src/domain/heartbeat/heartbeat'
import { targetOf } from '../../../src/domain/heartbeat/target'
import { SLOT_MS } from '../../../src/domain/time/slot'
import { type Chain, openChain } from '../../support/chain'
import {
  answer,
  type Behaviour,
  endlessBody,
  garbage,
  halfClose,
  hang,
  hundredMegabytes,
  type Receiver,
  redirectLoop,
  redirectTo,
  refusingUrl,
  resetAfterHeaders,
  resetBeforeHeaders,
  slowHeaders,
  startReceiver,
  tricklingBody,
  UNRESOLVABLE_URL,
} from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
let receiver: Receiver
let chain: Chain

beforeEach(async () => {
  receiver = await startReceiver()
  // Long enough for four redirections on a busy machine.
  chain = openChain(redis, { deadlineMs: 1_000 })
  await chain.configure('5', `${receiver.url}/token`)
})

afterEach(async () => {
  await chain.close()
  await receiver.close()
})

/** Takes a heartbeat from the queue to hbresults.txt; returns the text in brackets there. */
async function resultOf(behaviour: Behaviour): Promise<string> {
  receiver.answerWith(behaviour)
  return await resultOfNext()
}

async function resultOfNext(): Promise<string> {
  chain.startWorker()
  await chain.beat()
  await chain.nextEnd()
  return /\((.*)\)\n$/.exec(await chain.result())?.[1] ?? ''
}

describe('the line in hbresults.txt for a receiver that', () => {
  it.each<[string, Behaviour, string, number]>([
    ['answers 200', answer(200, 'OK'), '200', 1],
    ['answers 204', answer(204), '204', 1],
    ['answers 301 without saying where', answer(301), 'HTTP error 301', 2],
    ['redirects in a circle', redirectLoop(), 'Redir error', 8],
    ['redirects to something that is not http', redirectTo('ftp://127.0.0.1/'), 'Redir error', 2],
    ['answers 400', answer(400), 'HTTP error 400', 2],
    ['answers 404', answer(404), 'HTTP error 404', 2],
    ['answers 429', answer(429), 'HTTP error 429', 2],
    [
      'answers 429 and wants to be left alone for an hour',
      answer(429, '', { 'retry-after': '3600' }),
      'HTTP error 429',
      1,
    ],
    ['answers 500', answer(500), 'HTTP error 500', 2],
    ['answers 503', answer(503), 'HTTP error 503', 2],
    ['never answers', hang, 'Timeout error', 2],
    ['answers a byte at a time', slowHeaders, 'Timeout error', 2],
    ['resets the connection', resetBeforeHeaders, 'Conn. error', 2],
    ['hangs up without an answer', halfClose, 'Conn. error', 2],
    ['talks nonsense', garbage, 'Conn. error', 2],
    ['resets after its headers', resetAfterHeaders, '200', 1],
    ['answers for ever', endlessBody, '200', 1],
    ['answers for ever, slowly', tricklingBody, '200', 1],
    ['answers with 100 MB', hundredMegabytes, '200', 1],
  ])('%s', async (_name, behaviour, result, requests) => {
    expect(await resultOf(behaviour)).toBe(result)
    expect(new Set(receiver.requests.map(r => r.path)).has('/token')).toBe(true)
    expect(receiver.requests).toHaveLength(requests)
  })

  it('refuses the connection', async () => {
    await chain.configure('5', await refusingUrl())
    expect(await resultOfNext()).toBe('Conn. error')
  })

  it('has a name that nobody knows', async () => {
    await chain.configure('5', UNRESOLVABLE_URL)
    expect(await resultOfNext()).toBe('DNS error')
  })

  it('speaks no TLS although the URL says https', async () => {
    await chain.configure('5', receiver.url.replace('http:', 'https:'))
    expect(await resultOfNext()).toBe('TLS error')
  })
})

describe('a heartbeat in hand', () => {
  it('is not sent when its time ran out while the worker stood still', async () => {
    chain.startWorker()
    receiver.answerWith(request => {
      chain.now += SLOT_MS
      hang(request, undefined as never)
    })
    await chain.beat()
    // The first attempt times out, and by then the slot is over: the retry may not go out.
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'failed' })
    expect(receiver.requests).toHaveLength(1)
  })

  /** At the second look at the gates the connection is open, and nothing is written yet. */
  async function stoodStillBeforeSending(ms: number): Promise<void> {
    await chain.configure('5', `${receiver.url}/token`, undefined, 'heartbeatgates = nas\n')
    let looks = 0
    chain.gates.nas = () => {
      if (++looks === 2) chain.now += ms
      return { name: 'nas', status: 'up', since: chain.now }
    }
    chain.startWorker()
    await chain.beat()
  }

  it('is missed, and not sent, when its time ran out on the open connection', async () => {
    await stoodStillBeforeSending(SLOT_MS)
    expect(await chain.nextEnd()).toMatchObject({
      outcome: 'missed',
      reason: 'its time was over before it could be sent',
    })
    expect(receiver.requests).toHaveLength(0)
  })

  it('is left to another worker, without a result, when its lease ran out on the open connection', async () => {
    await rm(join(redis.home, 'hbresults.txt'), { force: true })
    // The lock is real: the next worker comes long after the looks below.
    await chain.close()
    chain = openChain(redis, { lockMs: 60_000 })
    await stoodStillBeforeSending(31_000)
    await expect
      .poll(() => chain.errors.map(({ message }) => message))
      .toEqual(['stood still while sending; another worker takes over'])
    expect(receiver.requests).toHaveLength(0)
    await expect(chain.result()).rejects.toThrow('ENOENT')
  })

  it('is missed, and says so, when heartbeating was switched off meanwhile', async () => {
    await chain.beat()
    await chain.configure('Off', '')
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({
      outcome: 'missed',
      reason: 'heartbeating was switched off',
    })
    expect(receiver.requests).toHaveLength(0)
  })

  it('of the button is not sent to a URL that was saved after the press, and says so', async () => {
    await chain.queue.connected()
    const pressedFor = targetOf({ frequency: 5, url: `${receiver.url}/token` })
    await chain.queue.addNow(heartbeatNow(chain.now, pressedFor))
    await chain.configure('5', `${receiver.url}/other`)
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({
      outcome: 'missed',
      reason: 'the URL or the frequency was changed after the press; press again for the saved ones',
    })
    expect(receiver.requests).toHaveLength(0)
  })

  it('of the button is not retried to such a URL either', async () => {
    await chain.queue.connected()
    chain.startWorker()
    receiver.answerWith(async (request, response) => {
      await chain.configure('5', `${receiver.url}/other`)
      await answer(503)(request, response)
    })
    await chain.queue.addNow(
      heartbeatNow(chain.now, targetOf({ frequency: 5, url: `${receiver.url}/token` })),
    )
    expect(await chain.nextEnd()).toMatchObject({
      outcome: 'missed',
      attempts: [{ result: 'HTTP error 503' }],
    })
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/token'])
  })

  it('of a slot follows the URL that is saved now', async () => {
    await chain.beat()
    await chain.configure('5', `${receiver.url}/other`)
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/other'])
  })

  it.each([
    ['has vanished', async (ini: string) => await rm(ini), 'does not exist'],
    [
      'has a fault',
      async (ini: string) => await writeFile(ini, '[Monitoring]\nheartbeatfrequency = 7\n'),
      'heartbeatfrequency',
    ],
  ])('is missed when the INI %s', async (_name, spoil, reason) => {
    await chain.beat()
    await spoil(join(redis.home, 'intvlm8r.ini'))
    chain.startWorker()
    const end = await chain.nextEnd()
    expect(end.outcome).toBe('missed')
    expect(end.reason).toContain(reason)
    expect(receiver.requests).toHaveLength(0)
  })

  it.each([
    [10_000, 'failed'],
    [9_999, 'retrying'],
  ])('that may be tried again after %i ms, ten seconds before its end, is %s', async (retryDelay, state) => {
    await chain.close()
    chain = openChain(redis, { retryDelay })
    receiver.answerWith(answer(503))
    const job = await chain.beat()
    chain.now += SLOT_MS - 10_000
    chain.startWorker()
    await expect.poll(async () => (await chain.queue.find(job))?.attempts).toHaveLength(1)
    expect(await chain.queue.find(job)).toMatchObject({ state })
  })

  it('after a gap of many heartbeats says how many were missed since the last delivered one', async () => {
    await chain.configure('5', `${receiver.url}/api/push/token`)
    receiver.answerWith(answer(200, '{"ok":true}'))
    chain.startWorker()
    for (let tick = 0; tick < 6; tick++) {
      if (tick === 1) receiver.answerWith(answer(500))
      if (tick === 5) receiver.answerWith(answer(200, '{"ok":true}'))
      await chain.beat()
      await chain.nextEnd()
      // Until its job is closed, it is no part of the history.
      await expect.poll(async () => (await chain.queue.history(10)).length).toBe(tick + 1)
      chain.now += SLOT_MS
    }
    const query = new URL(receiver.requests.at(-1)?.path ?? '', receiver.url).searchParams
    expect(query.get('msg')).toMatch(/^4 heartbeats missed, .*10:05 to .*10:20 .*: HTTP error 500 \(4\)$/)
  })

  it('goes to the URL that the INI names when it is sent, not when it was queued', async () => {
    await chain.beat()
    await chain.configure('5', `${receiver.url}/new`)
    chain.startWorker()
    await chain.nextEnd()
    expect(receiver.requests.map(r => r.path)).toEqual(['/new'])
  })

  it('never shows the URL in what is kept of it', async () => {
    receiver.answerWith(answer(500))
    await chain.configure('5', `${receiver.url}/secret-token?key=secret-key`)
    chain.startWorker()
    await chain.beat()
    const end = await chain.nextEnd()
    expect(JSON.stringify(end)).not.toContain('secret')
    // Until the job is closed, its lock has a key of another type beside it.
    await expect.poll(() => chain.queue.history(1)).toHaveLength(1)
    const kept = await Promise.all((await admin.keys('*:slot-*')).map(key => admin.hgetall(key)))
    expect(kept).not.toHaveLength(0)
    expect(JSON.stringify(kept)).not.toContain('secret')
  })
})
