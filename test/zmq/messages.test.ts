import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { allChecks } from '../support/all-checks'
import { frames, PATIENCE, push, python, type Receiver, startReceiver } from './receiver'

let receiver: Receiver
let id: string

beforeAll(async () => {
  receiver = await startReceiver()
  id = await receiver.make('clientA/nightly')
})

afterAll(async () => {
  await receiver.close()
})

const statusOf = async (check: string) => (await receiver.store.get(check))?.state.status

describe('senders of every kind', () => {
  it('Q1: a publisher that bound, and that we connect to, gets no byte back but the subscriptions', async () => {
    const check = await receiver.make('q1/bound')
    const script = `
with c.socket(z.XPUB) as s:
  s.bind("tcp://127.0.0.1:${receiver.ports.connect}")
  got = []
  s.rcvtimeo = 15000
  for n in range(4): got.append(s.recv().decode())
  s.send_multipart(${frames('SUCCEEDED', 'q1', 'bound')})
  s.rcvtimeo = 1500
  try:
    while True: got.append(s.recv().decode())
  except z.Again: pass
  print(sorted(got))`
    const got = await python(script)
    expect(got.trim()).toBe(
      JSON.stringify(['\\x01FAILED', '\\x01PROGRESS', '\\x01STARTED', '\\x01SUCCEEDED'])
        .replaceAll('"', "'")
        .replaceAll('\\\\', '\\')
        .replaceAll(',', ', '),
    )
    await vi.waitFor(async () => expect(await statusOf(check)).toBe('up'), PATIENCE)
  })

  it('Q2: ten scripts that connect, send once and end are ten signals', async () => {
    const check = await receiver.make('q2/shots')
    for (let n = 0; n < 10; n++) await push(receiver.ports.bind, frames('SUCCEEDED', 'q2', 'shots', `${n}`))
    await vi.waitFor(async () => expect(await receiver.kinds(check)).toHaveLength(10), PATIENCE)
  })

  it('a publisher that connects to us is heard, and a message in one frame', async () => {
    const check = await receiver.make('q3/pub')
    await python(`
with c.socket(z.PUB) as s:
  s.connect("tcp://127.0.0.1:${receiver.ports.bindsub}")
  time.sleep(1)
  s.send(b"PROGRESS q3 pub 50")
  s.send_multipart(${frames('SUCCEEDED', 'q3', 'pub')})`)
    await vi.waitFor(async () => expect(await receiver.kinds(check)).toEqual(['log', 'success']), PATIENCE)
  })

  it('Q3: a failure brings its check down with its text, and the receiver goes on', async () => {
    await push(receiver.ports.bind, frames('FAILED', 'clientA', 'nightly', 'disk full'))
    await vi.waitFor(async () => expect(await statusOf(id)).toBe('down'), PATIENCE)
    expect((await receiver.store.bodies(id))[0]?.body).toBe('disk full')
    await push(receiver.ports.bind, frames('SUCCEEDED', 'clientA', 'nightly'))
    await vi.waitFor(async () => expect(await statusOf(id)).toBe('up'), PATIENCE)
  })

  it('Q4: a start and a progress stand in the history, and meet no success', async () => {
    const check = await receiver.make('q4/run', { awaited: true })
    const before = (await receiver.store.get(check))?.state
    await push(receiver.ports.bind, frames('STARTED', 'q4', 'run'), frames('PROGRESS', 'q4', 'run', '50%'))
    await vi.waitFor(async () => expect(await receiver.kinds(check)).toEqual(['start', 'log']), PATIENCE)
    const after = (await receiver.store.get(check))?.state
    expect(after).toMatchObject({ status: 'new', due: before?.due, progress: { percent: 50 } })
  })

  it('Q5: what is not understood is counted by its reason, and everything else works', async () => {
    const check = await receiver.make('q5/after')
    await push(
      receiver.ports.bind,
      frames('STOPLOOP'),
      frames('FOO', 'q5', 'after'),
      frames('SUCCEEDED_X', 'q5', 'after'),
      '[b""]',
      `[b"SUCCEEDED", b"q5", b"after"] + [b"x"] * 97`,
      '[b"SUCCEEDED", b"\\xff\\xfe", b"after"]',
      frames('SUCCEEDED', 'nobody', 'knows'),
    )
    await push(receiver.ports.bind, '[b"FAILED", b"q5", b"after", b"x" * 1000000]').catch(() => {})
    await push(receiver.ports.bind, frames('SUCCEEDED', 'q5', 'after'))
    await vi.waitFor(async () => expect(await receiver.kinds(check)).toEqual(['success']), PATIENCE)
    await vi.waitFor(async () => {
      expect(await receiver.counted('type')).toBe(4)
      expect(await receiver.counted('form')).toBe(1)
      expect(await receiver.counted('name')).toBe(1)
      expect(await receiver.counted('unknown')).toBe(1)
    }, PATIENCE)
    expect(await receiver.connection.hget('{intvlm8r}:watch:messages', 'lastUnknown')).toBe('nobody/knows')
    expect(await receiver.store.count()).toBe((await allChecks(receiver.store)).length)
  })

  it('Q9: a publisher that ends and comes back is heard again', async () => {
    const check = await receiver.make('q9/back')
    for (let n = 1; n <= 2; n++) {
      await python(`
with c.socket(z.XPUB) as s:
  s.bind("tcp://127.0.0.1:${receiver.ports.connect}")
  s.rcvtimeo = 15000
  for n in range(4): s.recv()
  s.send_multipart(${frames('SUCCEEDED', 'q9', 'back')})
  time.sleep(0.5)`)
      await vi.waitFor(async () => expect(await receiver.kinds(check)).toHaveLength(n), PATIENCE)
    }
  })

  it('Q10: a failure behind 10,000 notes is told in under a second, in each of five runs', async () => {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const sender = `q10-${round}`
      const noisy = await receiver.make(`${sender}/noisy`)
      const failing = await receiver.make(`${sender}/failing`)
      const sent = await python(`
with c.socket(z.PUSH) as s:
  s.sndhwm = 20000
  s.connect("tcp://127.0.0.1:${receiver.ports.bind}")
  for n in range(10000): s.send_multipart([b"PROGRESS", b"${sender}", b"noisy", b"%d" % (n // 100)])
  s.send_multipart(${frames('FAILED', sender, 'failing', 'at last')})
  print(time.time() * 1000)`)
      await vi.waitFor(async () => expect(await statusOf(failing)).toBe('down'), PATIENCE)
      const [flip] = await receiver.store.flips(failing)
      expect(flip).toMatchObject({ to: 'down', reason: 'failure' })
      const [told] = (await receiver.connection.xrevrange(
        '{intvlm8r}:watch:outbox',
        '+',
        '-',
        'COUNT',
        1,
      )) as [string, string[]][]
      expect(told?.[1].join(' ')).toContain(failing)
      times.push(Number(told?.[0].split('-')[0]) - Number(sent))
      await vi.waitFor(
        async () => expect((await receiver.store.get(noisy))?.state.signals).toBe(10_000),
        PATIENCE,
      )
    }
    console.log(`from the sender to the outbox of the alerts: ${times.map(Math.round).join(', ')} ms`)
    expect(Math.max(...times)).toBeLessThan(1_000)
  })
})

describe('bad luck', () => {
  it('a receiver that was killed hears what was sent meanwhile', async () => {
    const check = await receiver.make('luck/killed')
    await receiver.stop('SIGKILL')
    const sending = push(receiver.ports.bind, frames('SUCCEEDED', 'luck', 'killed'))
    await receiver.start()
    await sending
    await vi.waitFor(async () => expect(await receiver.kinds(check)).toEqual(['success']), PATIENCE)
  })

  it('a program that is killed behind a Redis that hangs loses what it had read, few and counted', async () => {
    const checks = await Promise.all([0, 1, 2].map(n => receiver.make(`luck${n}/lost`)))
    const last = await receiver.make('luck/last')
    const sent = 3_000
    const signals = async (id: string) => (await receiver.store.get(id))?.state.signals ?? 0
    await push(receiver.ports.bind, ...[0, 1, 2].map(n => frames('STARTED', `luck${n}`, 'lost')))
    await vi.waitFor(async () => expect(await Promise.all(checks.map(signals))).toEqual([1, 1, 1]), PATIENCE)
    receiver.redis.signal('SIGSTOP')
    const sending = python(`
with c.socket(z.PUSH) as s:
  s.sndbuf = 65536
  s.connect("tcp://127.0.0.1:${receiver.ports.bind}")
  for n in range(${sent}): s.send_multipart([b"SUCCEEDED", b"luck%d" % (n % 3), b"lost", b"x" * 200])
  s.send_multipart(${frames('SUCCEEDED', 'luck', 'last')})`)
    await vi.waitFor(() => expect(receiver.unwritten()).toBeGreaterThanOrEqual(400), PATIENCE)
    await receiver.stop('SIGKILL')
    receiver.redis.signal('SIGCONT')
    const inMemory = receiver.unwritten()
    expect(inMemory).toBe(400)
    await receiver.start()
    await sending
    await vi.waitFor(async () => expect(await signals(last)).toBe(1), PATIENCE)
    await vi.waitFor(async () => expect(await receiver.counted('lost')).toBe(inMemory), PATIENCE)
    expect(receiver.log()).toMatch(/before it had written down 400 messages, or fewer/)
    const arrived = (await Promise.all(checks.map(signals))).reduce((sum, count) => sum + count - 1, 0)
    console.log(`of ${sent} messages ${sent - arrived} were lost; ${inMemory} of them are counted`)
    expect(sent - arrived).toBeLessThan(2_000)
  })

  it('a Redis that is killed under a burst, and comes back, loses none; what was under way may count twice', async () => {
    const checks = await Promise.all([0, 1, 2].map(n => receiver.make(`burst${n}/killed`)))
    const noisy = await receiver.make('burst/noisy')
    const last = await receiver.make('burst/last')
    const signals = async (id: string) => (await receiver.store.get(id))?.state.signals ?? 0
    const sent = 6_000
    const sending = python(`
with c.socket(z.PUSH) as s:
  s.connect("tcp://127.0.0.1:${receiver.ports.bind}")
  for n in range(${sent}):
    s.send_multipart([b"SUCCEEDED", b"burst%d" % (n % 3), b"killed", b"x" * 200])
    s.send_multipart([b"PROGRESS", b"burst", b"noisy", b"%d" % (n // 100)])
    if n % 100 == 99: time.sleep(0.05)
  s.send_multipart(${frames('SUCCEEDED', 'burst', 'last')})`)
    for (const until of [500, 1_500, 3_000]) {
      await vi.waitFor(async () => expect(await signals(noisy)).toBeGreaterThan(until), PATIENCE)
      receiver.redis.signal('SIGKILL')
      await receiver.redis.restart()
    }
    await sending
    await vi.waitFor(async () => expect(await signals(last)).toBe(1), PATIENCE)
    await vi.waitFor(() => expect(receiver.unwritten()).toBe(0), { ...PATIENCE, timeout: 30_000 })
    const arrived = (await Promise.all(checks.map(signals))).reduce((sum, count) => sum + count, 0)
    const notes = await signals(noisy)
    console.log(`of ${sent} messages ${arrived} were written down, and of ${sent} notes ${notes}`)
    expect(arrived).toBeGreaterThanOrEqual(sent)
    expect(notes).toBeGreaterThanOrEqual(sent)
    // What Redis had on its disk and did not acknowledge any more is written again: at most what was under way.
    expect(arrived + notes).toBeLessThanOrEqual(2 * sent + 3 * 200)
    expect(await receiver.counted('failed')).toBe(0)
  })

  it('while Redis hangs nothing is lost, not even for a check that was made the moment before', async () => {
    for (let n = 0; n < 8; n++) {
      const job = `luck/away${n}`
      const check = await receiver.make(job)
      receiver.redis.signal('SIGSTOP')
      await push(
        receiver.ports.bind,
        frames('STARTED', ...job.split('/')),
        frames('FAILED', ...job.split('/'), 'x'),
      )
      receiver.redis.signal('SIGCONT')
      await vi.waitFor(async () => expect(await statusOf(check)).toBe('down'), PATIENCE)
      expect(await receiver.kinds(check)).toEqual(['start', 'fail'])
    }
  })

  it('an orderly end writes down what was read', async () => {
    const check = await receiver.make('luck/end')
    await push(
      receiver.ports.bind,
      ...Array.from({ length: 200 }, (_, n) => frames('PROGRESS', 'luck', 'end', `${n}`)),
    )
    await vi.waitFor(
      async () => expect((await receiver.store.get(check))?.state.signals).toBeGreaterThan(0),
      PATIENCE,
    )
    await receiver.stop('SIGTERM')
    expect((await receiver.store.get(check))?.state.signals).toBe(200)
    await receiver.start()
  })
})

it('an alert becomes a message for the programs that subscribed to its type', async () => {
  const subscribing = python(`
with c.socket(z.SUB) as s:
  s.connect("tcp://127.0.0.1:${receiver.ports.publish}")
  s.subscribe(b"FAILED")
  s.rcvtimeo = 20000
  print([part.decode() for part in s.recv_multipart()])`)
  const frames = ['FAILED', 'clientA', 'nightly', '2026-11-20T11:59:00.000Z', 'disk full']
  const publishing = setInterval(() => {
    void receiver.connection.publish('{intvlm8r}:watch:publish', JSON.stringify(frames))
  }, 200)
  try {
    expect((await subscribing).trim()).toBe(`[${frames.map(frame => `'${frame}'`).join(', ')}]`)
  } finally {
    clearInterval(publishing)
  }
})
