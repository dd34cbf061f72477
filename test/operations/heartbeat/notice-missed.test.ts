import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { heartbeatOfGate } from '../../../src/domain/heartbeat/heartbeat'
import type { LastTick } from '../../../src/domain/heartbeat/tick'
import { SLOT_MS, slotOf } from '../../../src/domain/time/slot'
import { type Chain, openChain } from '../../support/chain'
import { answer, type Receiver, startReceiver } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'
import { inZone } from '../../support/zone'

const redis = await shareRedis()
const { admin } = redis
let receiver: Receiver
let chain: Chain

/** Later than the clock of this machine, by which the queue notes the ends of its jobs. */
const at = (clock: string) => Date.parse(`2041-11-20T${clock}Z`)
const NO_TICK = 'no tick ran: was the power off, or the timer stopped?'

beforeEach(async () => {
  receiver = await startReceiver()
  receiver.answerWith(answer(200, '{"ok":true}'))
  chain = openChain(redis)
  chain.now = at('09:58:00')
  await configure(10, '08:00:00')
  chain.startWorker()
  await notice()
})
afterEach(async () => {
  await chain.close()
  await receiver.close()
})

const configure = (frequency: number | 'Off', changed: string) =>
  chain.configure(String(frequency), `${receiver.url}/api/push/token`, at(changed))

/** Notices as the worker does, which has to reach Redis. */
const notice = () => expect.poll(() => chain.notice().then(() => 'done', String)).toBe('done')

/** Another start of the worker. */
async function restart(): Promise<void> {
  chain.startWorker()
  await notice()
}

/** The missed slots and their reasons, oldest first. */
async function missed(): Promise<string[]> {
  await chain.queue.connected()
  const records = (await chain.queue.history(300)).filter(({ outcome }) => outcome === 'missed')
  return records.sort((a, b) => a.slot - b.slot).map(({ slot, reason }) => `${clock(slot)} ${reason}`)
}

const clock = (slot: number) => new Date(slot * SLOT_MS).toISOString().slice(11, 16)

function stopped(from: string, to: string, reason: string): LastTick {
  const stop = { from: slotOf(at(from)), to: slotOf(at(to)), reason }
  return { at: at(to), end: 'web', line: `no heartbeat: ${reason}`, stops: [stop] }
}

describe('a missed slot', () => {
  it('is recorded when it is over, once, with the reason of its tick', async () => {
    chain.tick = stopped('10:10:02', '10:10:02', 'the web app does not run')
    chain.now = at('10:14:59')
    await notice()
    expect(await missed()).toEqual([`10:00 ${NO_TICK}`])
    chain.now = at('10:15:10')
    await notice()
    await notice()
    chain.tick = undefined
    await restart()
    expect(await missed()).toEqual([`10:00 ${NO_TICK}`, '10:10 the web app does not run'])
  })

  it('is none where a heartbeat was queued, whatever became of it', async () => {
    chain.now = at('10:00:02')
    await chain.beat()
    await chain.nextEnd()
    chain.now = at('10:10:02')
    receiver.answerWith(answer(500))
    await chain.beat()
    await chain.nextEnd()
    chain.now = at('10:20:10')
    await notice()
    expect(await missed()).toEqual([])
  })

  it('is recorded although a gate was reported in it, which is no heartbeat', async () => {
    chain.now = at('10:01:00')
    await chain.queue.connected()
    const { job } = await chain.queue.addNow(heartbeatOfGate(chain.now))
    await expect.poll(async () => (await chain.queue.find(job))?.state).toBe('withheld')
    await expect.poll(() => chain.queue.history(1)).toMatchObject([{ job }])
    chain.now = at('10:05:12')
    await notice()
    expect(await missed()).toEqual([`10:00 ${NO_TICK}`])
  })

  it('is none while its heartbeat waits for a worker, which records its end', async () => {
    await chain.close()
    chain = openChain(redis)
    chain.now = at('10:10:02')
    await configure(10, '08:00:00')
    await chain.beat()
    chain.now = at('10:20:10')
    chain.startWorker()
    await chain.nextEnd()
    await notice()
    expect(await missed()).toEqual([`10:00 ${NO_TICK}`, expect.stringMatching(/^10:10 taken 310 s after/)])
  })

  it('stays when the INI is edited, and what was due is judged by the settings of then', async () => {
    chain.now = at('10:32:00')
    await notice()
    await configure(60, '10:32:30')
    chain.now = at('11:20:00')
    await notice()
    await configure('Off', '11:21:00')
    chain.now = at('13:00:00')
    await notice()
    expect((await missed()).map(each => each.slice(0, 5))).toEqual([
      '10:00',
      '10:10',
      '10:20',
      '10:30',
      '11:00',
    ])
  })

  it('is noticed at the next start, by the settings from before, also when the INI was edited meanwhile', async () => {
    await configure(60, '10:25:00')
    chain.now = at('12:07:00')
    await restart()
    expect(await missed()).toEqual(
      ['10:00', '10:10', '10:20', '11:00', '12:00'].map(each => `${each} ${NO_TICK}`),
    )
  })

  it('is not claimed by an INI whose time of change is older than what is known', async () => {
    await configure(5, '07:00:00')
    chain.now = at('10:22:00')
    await restart()
    expect((await missed()).map(each => each.slice(0, 5))).toEqual(['10:00', '10:10'])
  })

  it('is due by the settings of now, though their file has a time of change that lies ahead', async () => {
    await configure(5, '11:00:00')
    await notice()
    chain.now = at('10:16:00')
    await notice()
    await configure('Off', '12:00:00')
    await notice()
    chain.now = at('10:46:00')
    await notice()
    const slots = ['10:00', '10:05', '10:10', '10:15']
    expect(await missed()).toEqual(slots.map(each => `${each} ${NO_TICK}`))
  })

  it('is due by the last settings while the INI cannot be used', async () => {
    await writeFile(join(redis.home, 'intvlm8r.ini'), 'nonsense')
    chain.tick = stopped('10:10:02', '10:20:02', 'line 1 stands before the first [section]')
    chain.now = at('10:26:00')
    await restart()
    expect((await missed()).slice(1)).toEqual([
      '10:10 line 1 stands before the first [section]',
      '10:20 line 1 stands before the first [section]',
    ])
  })
})

describe('while Redis', () => {
  it('is away, missed slots are kept in memory, and recorded when it is back', async () => {
    redis.signal('SIGKILL')
    chain.tick = stopped('10:10:02', '10:10:02', 'the web app answered 503: Redis cannot be reached')
    chain.now = at('10:16:00')
    await expect(chain.notice()).rejects.toThrow()
    // The ticks work again, and the settings are others, before Redis is back.
    chain.tick = undefined
    await configure('Off', '10:17:00')
    chain.now = at('10:40:00')
    await expect(chain.notice()).rejects.toThrow()
    await redis.restart()
    await notice()
    expect(await missed()).toEqual([
      `10:00 ${NO_TICK}`,
      '10:10 the web app answered 503: Redis cannot be reached',
    ])
  })

  it('takes no writes, they are recorded when there is room', async () => {
    await admin.config('SET', 'maxmemory', '1')
    onTestFinished(async () => void (await admin.config('SET', 'maxmemory', '0')))
    chain.now = at('10:16:00')
    await expect(chain.notice()).rejects.toThrow('Redis is out of memory')
    await configure('Off', '10:17:00')
    chain.now = at('10:40:00')
    await expect(chain.notice()).rejects.toThrow('Redis is out of memory')
    await admin.config('SET', 'maxmemory', '0')
    await notice()
    expect((await missed()).map(each => each.slice(0, 5))).toEqual(['10:00', '10:10'])
  })
})

it('writes nothing while heartbeats go out', async () => {
  chain.now = at('10:10:02')
  await chain.beat()
  await chain.nextEnd()
  chain.now = at('10:15:10')
  await notice()
  const changes = async () => /rdb_changes_since_last_save:(\d+)/.exec(await admin.info('persistence'))?.[1]
  // A worker renews its claim every few seconds, in memory alone; Redis counts that as a change.
  await chain.stopWorkers()
  const before = await changes()
  chain.now = at('10:19:59')
  await notice()
  expect(await changes()).toBe(before)
})

it('is noticed by the settings of before after the clock was set back', async () => {
  chain.now = at('07:56:00')
  await notice()
  chain.now = at('08:16:00')
  await notice()
  expect((await missed()).map(each => each.slice(0, 5))).toEqual(['08:00', '08:10'])
  chain.now = at('06:58:00')
  await restart()
  chain.now = at('07:16:00')
  await notice()
  expect((await missed()).map(each => each.slice(0, 5))).toEqual(['07:00', '07:10'])
})

it('forgets slots that lie ahead, since the clock was set back', async () => {
  chain.now = at('14:00:10')
  await notice()
  expect(await missed()).toHaveLength(24)
  chain.now = at('10:25:00')
  await notice()
  expect((await missed()).map(each => each.slice(0, 5))).toEqual(['10:00', '10:10', '10:20'])
})

it('keeps as many as the history has, and claims nothing from before it', async () => {
  await configure(5, '10:00:30')
  chain.now = at('10:00:10') + 500 * SLOT_MS
  await notice()
  expect(await admin.hlen('{intvlm8r}:heartbeats:missed')).toBe(300)
})

it('is reported by the next heartbeat, also by the first one after boot', async () => {
  chain.now = at('10:00:02')
  await chain.beat()
  await chain.nextEnd()
  await chain.close()
  chain = openChain(redis)
  await configure(10, '08:00:00')
  chain.now = at('11:07:00')
  chain.startWorker()
  await chain.beat('boot')
  await chain.nextEnd()
  const message = inZone('UTC', () =>
    new URL(receiver.requests.at(-1)?.path ?? '', 'http://x').searchParams.get('msg'),
  )
  expect(message).toContain('6 heartbeats missed, 2041/11/20 10:10 to 11:00')
})

it('needs no INI to begin with', async () => {
  await rm(join(redis.home, 'intvlm8r.ini'))
  await admin.flushall()
  await restart()
  expect(await missed()).toEqual([])
})
