/** Silences of senders by 0MQ, as the real worker and the real program for 0MQ judge them together. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { signal } from '../support/watch'
import { frames, PATIENCE, push, python, type Receiver, startReceiver } from './receiver'

const PERIOD = { kind: 'period', period: 2_000 } as const

let receiver: Receiver

beforeAll(async () => {
  receiver = await startReceiver()
  // As a web app does.
  await receiver.store.listen()
  await receiver.startWorker()
})

afterAll(() => receiver.close())

const statusOf = async (id: string) => (await receiver.store.get(id))?.state.status

async function fedByWeb(name: string): Promise<string> {
  const id = await receiver.make(name, { schedule: PERIOD, grace: 0 })
  await receiver.store.record({ id }, signal('success', Date.now(), { via: 'healthchecks' }))
  return id
}

async function fedByMessage(event: string): Promise<string> {
  const id = await receiver.make(`silence/${event}`, { schedule: PERIOD, grace: 0 })
  await push(receiver.ports.bind, frames('SUCCEEDED', 'silence', event))
  await vi.waitFor(async () => expect(await statusOf(id)).toBe('up'), PATIENCE)
  return id
}

const goesDown = (id: string) => vi.waitFor(async () => expect(await statusOf(id)).toBe('down'), PATIENCE)

it('a sender that falls silent is missed', async () => {
  await goesDown(await fedByMessage('missed'))
})

it.each(['SIGKILL', 'SIGSTOP'] as const)(
  'a receiver that got %s makes no false alarm, and later a true one',
  async how => {
    const id = await fedByMessage(how)
    if (how === 'SIGKILL') await receiver.stop(how)
    else receiver.process().kill(how)
    await goesDown(await fedByWeb(`control of ${how}`))
    expect(await statusOf(id)).toBe('up')
    await goesDown(await fedByWeb(`another control of ${how}`))
    expect(await statusOf(id)).toBe('up')
    if (how === 'SIGKILL') await receiver.start()
    else receiver.process().kill('SIGCONT')
    await goesDown(id)
  },
)

it('senders that report in time among many notes are never missed', async () => {
  const noisy = await receiver.make('silence/noisy')
  const schedule = { kind: 'period', period: 4_000 } as const
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, n) => receiver.make(`silence/behind${n}`, { schedule, grace: 0 })),
  )
  await python(`
with c.socket(z.PUSH) as s:
  s.connect("tcp://127.0.0.1:${receiver.ports.bind}")
  for round in range(20):
    for n in range(500): s.send_multipart([b"PROGRESS", b"silence", b"noisy", b"%d" % (n // 5)])
    for n in range(20): s.send_multipart([b"SUCCEEDED", b"silence", b"behind%d" % n])
    time.sleep(0.5)`)
  // A write whose answer comes too late, on a busy machine, is made again.
  await vi.waitFor(
    async () => expect((await receiver.store.get(noisy))?.state.signals).toBeGreaterThanOrEqual(10_000),
    PATIENCE,
  )
  const lives = await Promise.all(
    ids.map(async id => ({
      signals: (await receiver.store.get(id))?.state.signals,
      flips: (await receiver.store.flips(id)).map(({ to }) => to).reverse(),
    })),
  )
  // They fall silent for good afterwards.
  for (const { signals, flips } of lives)
    expect([signals, flips[0], flips.length < 3]).toEqual([20, 'up', true])
})

it('after an orderly end of the program it is awaited, and not when the INI names no address any more', async () => {
  await receiver.stop('SIGTERM')
  expect(await receiver.connection.hlen('{intvlm8r}:watch:receivers')).toBe(1)
  const id = await receiver.make('silence/off', { schedule: PERIOD, grace: 0, awaited: true })
  await goesDown(await fedByWeb('control of off'))
  expect(await statusOf(id)).toBe('new')
  await receiver.rewrite(ini => ini.replace(/^(bind|bindsub|connect|publish) = .*$/gm, ''))
  await vi.waitFor(
    async () => expect(await receiver.connection.hlen('{intvlm8r}:watch:receivers')).toBe(0),
    PATIENCE,
  )
  await goesDown(id)
})
