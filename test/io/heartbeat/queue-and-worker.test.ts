import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { heartbeatNow } from '../../../src/domain/heartbeat/heartbeat'
import { targetOf } from '../../../src/domain/heartbeat/target'
import { SLOT_MS } from '../../../src/domain/time/slot'
import { startHeartbeatWorker } from '../../../src/io/heartbeat/worker'
import { connectWorker } from '../../../src/io/redis/client'
import { type Chain, openChain } from '../../support/chain'
import { TWO_SECONDS_ON_A_BUSY_MACHINE_MS } from '../../support/patience'
import { answer, hang, type Receiver, resetBeforeHeaders, startReceiver } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
let receiver: Receiver
let chain: Chain

beforeEach(async () => {
  receiver = await startReceiver()
  chain = openChain(redis)
  await chain.configure('5', `${receiver.url}/token`)
})

afterEach(async () => {
  await chain.close()
  await receiver.close()
})

describe('a heartbeat in the queue', () => {
  it('goes out once, and is written down', async () => {
    chain.startWorker()
    await chain.beat()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered', receiver: 'Web address' })
    expect(await chain.result()).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \(200\)\n$/)
    expect(receiver.requests.map(r => `${r.method} ${r.path}`)).toEqual(['GET /token'])
  })

  it('is the same for two ticks of one slot, before and after it went out', async () => {
    const first = await chain.beat()
    expect(await chain.beat()).toBe(first)
    chain.startWorker()
    await chain.nextEnd()
    expect(await chain.beat()).toBe(first)
    chain.now += SLOT_MS
    expect(await chain.beat()).not.toBe(first)
    await chain.nextEnd()
    expect(receiver.requests).toHaveLength(2)
  })

  it('is tried once more after a failure, and then delivered', async () => {
    receiver.answerWith(answer(503), answer(200))
    chain.startWorker()
    await chain.beat()
    const end = await chain.nextEnd()
    expect(end.attempts.map(a => a.result)).toEqual(['HTTP error 503', '200'])
    expect(end.outcome).toBe('delivered')
  })

  it('fails after the second attempt, and no third is made', async () => {
    receiver.answerWith(answer(503))
    chain.startWorker()
    await chain.beat()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'failed' })
    expect(await chain.result()).toContain('(HTTP error 503)')
    expect(receiver.requests).toHaveLength(2)
  })

  it('is dropped and recorded as missed when its slot is over before a worker takes it', async () => {
    await chain.beat()
    chain.now += SLOT_MS
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'missed' })
    expect(await chain.result()).toContain('(Missed)')
    expect(receiver.requests).toHaveLength(0)
  })

  it('does not follow later ones that were queued behind a worker that was away', async () => {
    for (let tick = 0; tick < 4; tick++) {
      await chain.beat()
      chain.now += SLOT_MS
    }
    chain.now -= SLOT_MS
    chain.startWorker()
    const ends = [await chain.nextEnd(), await chain.nextEnd(), await chain.nextEnd(), await chain.nextEnd()]
    expect(ends.map(end => end.outcome)).toEqual(['missed', 'missed', 'missed', 'delivered'])
    expect(receiver.requests).toHaveLength(1)
  })

  it('is followed from queued to delivered by its id', async () => {
    const job = await chain.beat()
    expect(await chain.queue.find(job)).toMatchObject({ state: 'queued', attempts: [] })
    receiver.answerWith(hang)
    chain.startWorker()
    await receiver.nextRequest()
    expect(await chain.queue.find(job)).toMatchObject({ state: 'sending' })
    receiver.answerWith(answer(200))
    await receiver.close()
    await chain.nextEnd()
    expect(await chain.queue.find('slot-0')).toBeUndefined()
  })

  it('is found by its own id only: the name of another key of the queue finds none, and clears nothing', async () => {
    chain.startWorker()
    const job = await chain.beat()
    await chain.nextEnd()
    await expect.poll(() => chain.queue.history(10)).toHaveLength(1)
    for (const name of ['completed', 'meta', 'events', `${job}:lock`])
      expect(await chain.queue.find(name)).toBeUndefined()
    expect(await chain.queue.history(10)).toHaveLength(1)
  })

  it('stands in the history with its attempts, newest first', async () => {
    chain.startWorker()
    receiver.answerWith(resetBeforeHeaders, answer(200))
    await chain.beat()
    await chain.nextEnd()
    chain.now += SLOT_MS
    await chain.beat('catch-up')
    await chain.nextEnd()
    await expect.poll(() => chain.queue.history(10)).toHaveLength(2)
    const [newest, oldest] = await chain.queue.history(10)
    expect(newest).toMatchObject({ occasion: 'catch-up', outcome: 'delivered' })
    expect(oldest?.attempts.map(a => a.result)).toEqual(['Conn. error', '200'])
  })

  // Writes 330 results to a disk that others may keep busy.
  it('is kept in a bounded history, and nothing else grows', { timeout: 120_000 }, async () => {
    // Redis need not wait for the disk, too: nothing here depends on it.
    await admin.config('SET', 'appendfsync', 'no')
    onTestFinished(async () => void (await admin.config('SET', 'appendfsync', 'always')))
    chain.startWorker()
    await chain.configure('Off', '')
    let last = ''
    for (let tick = 0; tick < 330; tick++) {
      last = await chain.beat()
      chain.now += SLOT_MS
      await chain.nextEnd()
    }
    // A heartbeat that is still being closed has keys of its own.
    await expect.poll(async () => (await chain.queue.history(1))[0]?.job).toBe(last)
    expect(await chain.queue.history(1000)).toHaveLength(300)
    // The lock of a job, and the mark of a search for dead workers, are there for a moment more.
    await expect.poll(async () => (await admin.keys('*')).length).toBeLessThan(310)
    const keys = await admin.keys('*')
    const stream = keys.find(key => key.endsWith(':events')) ?? ''
    expect(await admin.xlen(stream)).toBeLessThan(300)
  })
})

describe('the heartbeat of a boot', () => {
  it('goes out once for each boot, also in a slot that was served before', async () => {
    chain.startWorker()
    await chain.beat()
    await chain.nextEnd()
    const first = await chain.boot('a')
    await chain.nextEnd()
    expect(await chain.boot('a')).toBe(first)
    expect(await chain.boot('b')).not.toBe(first)
    await chain.nextEnd()
    chain.now += SLOT_MS
    expect(await chain.boot('b')).not.toBe(first)
    expect(receiver.requests).toHaveLength(3)
  })

  it('is that of its slot too, so that a tick right after it sends none', async () => {
    const boot = await chain.boot('a')
    expect(await chain.beat()).toBe(boot)
    chain.startWorker()
    await chain.nextEnd()
    expect(await chain.beat()).toBe(boot)
    chain.now += SLOT_MS
    expect(await chain.beat()).not.toBe(boot)
    await chain.nextEnd()
    expect(receiver.requests).toHaveLength(2)
  })
})

describe('the message of a heartbeat', () => {
  it('says after a gap how many were missed, from when to when, and why', async () => {
    await chain.configure('5', `${receiver.url}/api/push/token`)
    receiver.answerWith(answer(200, '{"ok":true}'))
    chain.startWorker()
    await chain.beat()
    await chain.nextEnd()
    receiver.answerWith(answer(500))
    for (let tick = 0; tick < 2; tick++) {
      chain.now += SLOT_MS
      await chain.beat()
      await chain.nextEnd()
    }
    receiver.answerWith(answer(200, '{"ok":true}'))
    chain.now += SLOT_MS
    await chain.beat()
    await chain.nextEnd()
    const query = new URL(receiver.requests.at(-1)?.path ?? '', receiver.url).searchParams
    expect(query.get('msg')).toMatch(/^2 heartbeats missed, .*10:05 to .*10:10 .*: HTTP error 500 \(2\)$/)
    expect(Number(query.get('ping'))).toBeGreaterThanOrEqual(0)
  })
})

describe('the button', () => {
  it('sends although the slot had its heartbeat already', async () => {
    chain.startWorker()
    await chain.beat()
    await chain.nextEnd()
    await expect.poll(() => chain.queue.history(1)).toHaveLength(1)
    await chain.queue.addNow(heartbeatNow(chain.now))
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    expect(receiver.requests).toHaveLength(2)
  })

  it('gives two people who press it at once the same heartbeat, before and shortly after it went out', async () => {
    await chain.beat()
    const first = await chain.queue.addNow(heartbeatNow(chain.now))
    const [second, third] = await Promise.all([
      chain.queue.addNow(heartbeatNow(chain.now + 1)),
      chain.queue.addNow(heartbeatNow(chain.now + 2)),
    ])
    expect([second.job, third.job]).toEqual([first.job, first.job])
  })

  it('follows no press that was made with another URL or frequency, and follows that of the same', async () => {
    await chain.queue.connected()
    const url = receiver.url
    const press = (frequency: 5 | 10, at: string) =>
      chain.queue.addNow(heartbeatNow(chain.now, targetOf({ frequency, url: `${url}${at}` })))
    const first = await press(5, '/old')
    const [second, third] = [await press(5, '/new'), await press(10, '/new')]
    expect(new Set([first.job, second.job, third.job]).size).toBe(3)
    expect((await press(10, '/new')).job).toBe(third.job)
    expect((await press(5, '/old')).job).toBe(first.job)
  })

  it('follows no earlier press that has ended for other settings', async () => {
    await chain.queue.connected()
    chain.startWorker()
    const first = await chain.queue.addNow(heartbeatNow(chain.now, 'one'))
    await chain.nextEnd()
    expect((await chain.queue.addNow(heartbeatNow(chain.now, 'one'))).job).toBe(first.job)
    expect((await chain.queue.addNow(heartbeatNow(chain.now, 'two'))).job).not.toBe(first.job)
  })

  it('follows nobody whose heartbeat was queued too long ago', async () => {
    const stale = await chain.beat()
    chain.now += SLOT_MS
    const { job } = await chain.queue.addNow(heartbeatNow(chain.now))
    expect(job).toMatch(/^now-\d+/)
    expect(job).not.toBe(stale)
  })
})

describe('a clock that is set', () => {
  it('forward drops what was queued before, and the next heartbeat goes out', async () => {
    await chain.beat()
    chain.now += 86_400_000
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'missed' })
    await chain.beat()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
  })

  it.each([
    ['an hour', 3_600_000],
    ['a year', 365 * 86_400_000],
  ])('back by %s does not silence the slots that had gone out already', async (_name, back) => {
    chain.startWorker()
    for (let tick = 0; tick < 14; tick++) {
      await chain.beat()
      await chain.nextEnd()
      chain.now += SLOT_MS
    }
    chain.now -= back
    for (let tick = 0; tick < 3; tick++) {
      await chain.beat()
      expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
      chain.now += SLOT_MS
    }
    expect(receiver.requests).toHaveLength(17)
  })

  it('back by seconds over the edge of a slot does not double a heartbeat', async () => {
    chain.startWorker()
    const first = await chain.beat()
    await chain.nextEnd()
    // Until its job is closed, no rule could remove it.
    await expect.poll(() => admin.zcard('{intvlm8r}:heartbeat:completed')).toBe(1)
    chain.now -= 2_000
    const before = await chain.beat()
    expect(before).not.toBe(first)
    await chain.nextEnd()
    await expect.poll(() => admin.zcard('{intvlm8r}:heartbeat:completed')).toBe(2)
    chain.now += 3_000
    expect(await chain.beat()).toBe(first)
    expect(await admin.zcard('{intvlm8r}:heartbeat:completed')).toBe(2)
    expect(await admin.llen('{intvlm8r}:heartbeat:wait')).toBe(0)
    expect(receiver.requests).toHaveLength(2)
  })
})

describe('a worker that is killed', () => {
  it('before the answer leaves the one retry to the next worker', async () => {
    receiver.answerWith(hang, answer(200))
    const child = await chain.forkWorker()
    await chain.beat()
    await receiver.nextRequest()
    child.kill('SIGKILL')
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    expect(receiver.requests).toHaveLength(2)
  })

  it('in both attempts has used them up: no third request goes out', async () => {
    receiver.answerWith(hang)
    for (let attempt = 0; attempt < 2; attempt++) {
      const child = await chain.forkWorker()
      if (attempt === 0) await chain.beat()
      await receiver.nextRequest()
      child.kill('SIGKILL')
    }
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({
      outcome: 'failed',
      reason: 'the worker died while sending',
    })
    expect(receiver.requests).toHaveLength(2)
  })

  it('after it had recorded the end leaves the record to the next worker, which sends nothing again', async () => {
    const job = await chain.beat()
    const end = { state: 'delivered', attempts: [], reason: 'answered 200', receiver: 'Web address' }
    // As the worker left it: taken, its end written, and not closed.
    await admin.hset(`{intvlm8r}:heartbeat:${job}`, 'progress', JSON.stringify(end), 'ats', '1')
    await admin.rpoplpush('{intvlm8r}:heartbeat:wait', '{intvlm8r}:heartbeat:active')
    await admin.del('{intvlm8r}:heartbeat:marker')
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered', reason: 'answered 200' })
    await expect.poll(() => admin.zcard('{intvlm8r}:heartbeat:completed')).toBe(1)
    expect(receiver.requests).toHaveLength(0)
  })

  it('and comes after the time is over sends nothing any more', async () => {
    receiver.answerWith(hang, answer(200))
    const child = await chain.forkWorker()
    await chain.beat()
    await receiver.nextRequest()
    child.kill('SIGKILL')
    chain.now += SLOT_MS
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'missed' })
    expect(receiver.requests).toHaveLength(1)
  })
})

it('the sweep stands still once no member of the watch sweeps, not while one of several does', async () => {
  const standsStill = async () => (await chain.queue.pulse()).sweepStillFor !== undefined
  const claim = async (name: string) => {
    const connection = connectWorker(redis.target)
    onTestFinished(() => connection.disconnect())
    await connection.client('SETNAME', name)
    return connection
  }
  const sweeping = await claim('intvlm8r-sweep')
  await claim('intvlm8r-sweep-stuck')
  expect(await standsStill()).toBe(false)
  sweeping.disconnect()
  await expect.poll(standsStill).toBe(true)
})

describe('a worker that stands still before it sends', () => {
  it('sends nothing once another one has taken its heartbeat over, though the slot is not over', async () => {
    await chain.configure('5', `${receiver.url}/token`, undefined, 'heartbeatgates = nas\n')
    chain.gates.nas = { name: 'nas', status: 'up', since: chain.now }
    const child = await chain.forkWorker()
    const reports: unknown[] = []
    child.on('message', report => void reports.push(report))
    await chain.beat()
    // At its second look at the gates the connection is open, and nothing is written yet.
    await expect.poll(() => reports).toEqual(['looks at the gates', 'looks at the gates'])
    child.kill('SIGSTOP')
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    expect(receiver.requests).toHaveLength(1)
    child.send('go on')
    child.kill('SIGCONT')
    await expect.poll(() => reports[2]).toBe('stood still while sending; another worker takes over')
    expect(receiver.requests).toHaveLength(1)
    await expect.poll(() => chain.queue.history(5)).toMatchObject([{ outcome: 'delivered' }])
  })

  it('may send for half the time of its lock', async () => {
    const connection = connectWorker(redis.target)
    const leases: number[] = []
    const end = { outcome: 'missed', attempts: [], reason: '', receiver: '' } as const
    const worker = startHeartbeatWorker(connection, {
      send: async (_heartbeat, { leaseMs }) => {
        leases.push(leaseMs)
        return { kind: 'done', end }
      },
      record: async () => {},
      onError: error => void chain.errors.push(error),
      lockDuration: 6_000,
    })
    await chain.beat()
    await expect.poll(() => leases).toEqual([3_000])
    await worker.close()
  })
})

const DAMAGED = { outcome: 'missed', reason: expect.stringContaining('damaged') }

describe('a Redis server', () => {
  afterEach(async () => {
    await admin.config('SET', 'maxmemory', '48mb').catch(() => {})
  })

  it('that is killed makes the queue say so at once, and all goes on when it is back', async () => {
    chain.startWorker()
    await chain.beat()
    await chain.nextEnd()
    redis.signal('SIGKILL')
    await expect
      .poll(() => chain.queue.find('slot-1').catch(error => error.message))
      .toBe('Redis cannot be reached')
    // Another sentence would say that it was waited for.
    await expect(chain.queue.find('slot-1')).rejects.toThrow('Redis cannot be reached')
    await redis.restart()
    chain.now += SLOT_MS
    await chain.beat()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
  })

  it('that leaves in the middle of requests is named in sentences of ours, and in none of a library', async () => {
    await chain.beat()
    const OURS = ['Redis has gone', 'Redis cannot be reached', 'Redis does not answer']
    for (let round = 0; round < 3; round++) {
      const failures: string[] = []
      // They are on their way when the server ends.
      redis.signal('SIGSTOP')
      const asked = [chain.queue.pulse(), chain.queue.history(5), chain.queue.find('slot-1'), chain.beat()]
      const requests = asked.map(request => request.catch(error => void failures.push(error.message)))
      await new Promise(resolve => setTimeout(resolve, 50 * round))
      redis.signal('SIGKILL')
      await Promise.all(requests)
      await redis.restart()
      expect(failures.length).toBeGreaterThan(0)
      expect(failures.filter(message => !OURS.includes(message))).toEqual([])
      await chain.queue.connected()
    }
  })

  it('that hangs is given up within two seconds, and a heartbeat that lands later is the same job', async () => {
    await chain.beat()
    chain.now += SLOT_MS
    redis.signal('SIGSTOP')
    const started = performance.now()
    await expect(chain.beat()).rejects.toThrow()
    expect(performance.now() - started).toBeLessThan(TWO_SECONDS_ON_A_BUSY_MACHINE_MS)
    redis.signal('SIGCONT')
    await expect.poll(() => chain.beat().catch(() => '')).not.toBe('')
    chain.startWorker()
    expect((await chain.nextEnd()).outcome).toBe('missed')
    expect((await chain.nextEnd()).outcome).toBe('delivered')
    expect(receiver.requests).toHaveLength(1)
  })

  it.each(['wait', 'active', 'completed', 'delayed', 'meta', 'events', 'marker'])(
    'whose damaged data loads, but is no queue any more, stops one heartbeat at the most: %s',
    async name => {
      const key = `{intvlm8r}:heartbeat:${name}`
      await admin.set(key, 'x')
      chain.startWorker()
      await chain.beat().catch(error => expect(error.message).toContain('damaged'))
      await expect.poll(() => admin.type(key)).not.toBe('string')
      chain.now += SLOT_MS
      const job = await chain.beat()
      await expect.poll(() => chain.queue.find(job)).toMatchObject({ state: 'delivered' })
    },
  )

  it.each(['4x', '9223372036854775807'])(
    'whose counter of jobs is damaged stops one heartbeat at the most: %s',
    async count => {
      await chain.beat()
      await admin.set('{intvlm8r}:heartbeat:id', count)
      chain.now += SLOT_MS
      await expect(chain.beat()).rejects.toThrow('damaged')
      chain.startWorker()
      const job = await chain.beat()
      await expect.poll(() => chain.queue.find(job)).toMatchObject({ state: 'delivered' })
    },
  )

  it('whose record of a heartbeat is no JSON any more stops one heartbeat at the most', async () => {
    chain.startWorker()
    const job = await chain.beat()
    await chain.nextEnd()
    await expect.poll(() => admin.zcard('{intvlm8r}:heartbeat:completed')).toBe(1)
    await admin.hset(`{intvlm8r}:heartbeat:${job}`, 'data', '{x')
    chain.now += SLOT_MS
    await expect(chain.beat()).rejects.toThrow('damaged')
    const next = await chain.beat()
    await expect.poll(() => chain.queue.find(next)).toMatchObject({ state: 'delivered' })
  })

  it.each(['data', 'opts'])(
    'whose queued heartbeat is no JSON any more records it as missed, for the next tick to catch up with: %s',
    async field => {
      const job = await chain.beat()
      await admin.hset(`{intvlm8r}:heartbeat:${job}`, field, '{x')
      chain.startWorker()
      expect(await chain.nextEnd()).toMatchObject(DAMAGED)
      chain.now += SLOT_MS
      await chain.beat()
      expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    },
  )

  it('whose record of an older heartbeat is no JSON any more records the present one as missed', async () => {
    const before = await chain.forkWorker()
    const jobs = []
    for (let count = 0; count < 2; count++) {
      const job = await chain.beat()
      await expect.poll(() => chain.queue.find(job)).toMatchObject({ state: 'delivered' })
      jobs.push(job)
      chain.now += SLOT_MS
    }
    await expect.poll(() => admin.zcard('{intvlm8r}:heartbeat:completed')).toBe(2)
    before.kill('SIGKILL')
    await admin.hset(`{intvlm8r}:heartbeat:${jobs[0]}`, 'progress', '{x')
    await chain.beat()
    chain.startWorker()
    expect(await chain.nextEnd()).toMatchObject(DAMAGED)
    chain.now += SLOT_MS
    await chain.beat()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
  })

  it('that refuses writes is named as the reason', async () => {
    await chain.beat()
    await admin.config('SET', 'maxmemory', '1')
    chain.now += SLOT_MS
    await expect(chain.beat()).rejects.toThrow('Redis is out of memory')
    await admin.config('SET', 'maxmemory', '48mb')
    await chain.beat()
    chain.startWorker()
    await chain.nextEnd()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
  })
})
