/** Ten real minutes: the worker, the program for 0MQ, and senders each of which has another fate. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createMachine } from './namespace'
import { frames, PATIENCE, processorTime, push, type Receiver, startReceiver } from './receiver'

const MINUTE = 60_000
const EVERY = { schedule: { kind: 'period', period: MINUTE }, grace: 15_000 } as const
const client = createMachine(78)

/** A publisher that binds, and sends every five seconds. */
const PUBLISHER = `
import sys, time, zmq
s = zmq.Context().socket(zmq.PUB)
s.bind(sys.argv[1])
while True:
  s.send_multipart([b"SUCCEEDED", b"office", b"host"])
  time.sleep(5)`

describe.skipIf(process.getuid?.() !== 0)('ten real minutes', () => {
  let receiver: Receiver
  let publisher: ChildProcess | undefined

  beforeAll(async () => {
    client.on()
    receiver = await startReceiver()
    await receiver.stop()
    const { bind, connect } = receiver.ports
    await receiver.rewrite(ini =>
      ini
        .replace(`tcp://127.0.0.1:${bind}`, `tcp://0.0.0.0:${bind}`)
        .replace(`tcp://127.0.0.1:${connect}`, `tcp://${client.address}:${connect}`),
    )
    await receiver.start()
    // As a web app does.
    await receiver.store.listen()
    await receiver.startWorker()
  })

  afterAll(async () => {
    publisher?.kill('SIGKILL')
    await receiver?.close()
    client.off()
  })

  async function publish(): Promise<void> {
    const address = `tcp://${client.address}:${receiver.ports.connect}`
    publisher = spawn('ip', [...client.within, '/usr/bin/python3', '-c', PUBLISHER, address])
    await once(publisher, 'spawn')
  }

  async function fates(id: string): Promise<readonly string[]> {
    return (await receiver.store.flips(id)).map(({ to, reason }) => `${to} ${reason}`).reverse()
  }

  it(
    'Q9: a host that was off is missed and comes back by itself, and nobody else is concerned',
    async () => {
      const began = Date.now()
      const until = (minutes: number) => pause(Math.max(0, began + minutes * MINUTE - Date.now()))
      const steady = await receiver.make('steady/push', EVERY)
      const silent = await receiver.make('falls/silent', EVERY)
      const office = await receiver.make('office/host', EVERY)
      const waiting = await receiver.make('nobody/yet', { schedule: { kind: 'period', period: 60 * MINUTE } })
      const bound = receiver.ports.bind
      let sent = 0
      async function sendSteadily(): Promise<void> {
        for (; sent < 29; sent++) {
          await until(sent / 3)
          await push(bound, frames('SUCCEEDED', 'steady', 'push'))
          if (sent < 9) await push(bound, frames('SUCCEEDED', 'falls', 'silent'))
        }
      }
      const sending = sendSteadily()
      await publish()

      await until(2)
      expect(await fates(office)).toEqual(['up success'])
      client.off()
      publisher?.kill('SIGKILL')
      await until(5)
      expect(await fates(office)).toEqual(['up success', 'late silence', 'down silence'])
      client.on()
      await publish()
      await vi.waitFor(async () => expect((await fates(office)).at(-1)).toBe('up success'), {
        timeout: 130_000,
        interval: 1_000,
      })
      console.log(`a host that was off is heard again after ${(Date.now() - began) / 1_000 - 300} s`)
      await until(7.5)
      await receiver.stop('SIGKILL')
      await receiver.start()
      await until(8.5)
      const before = processorTime(receiver.process().pid)
      await until(9.5)
      const used = processorTime(receiver.process().pid) - before
      await sending
      await until(10)

      console.log(`a minute with 15 messages took ${used.toFixed(1)} ms of processor time`)
      await vi.waitFor(
        async () => expect((await receiver.store.get(steady))?.state.signals).toBe(29),
        PATIENCE,
      )
      expect(await fates(steady)).toEqual(['up success'])
      expect(await fates(silent)).toEqual(['up success', 'late silence', 'down silence'])
      expect(await fates(office)).toEqual(['up success', 'late silence', 'down silence', 'up success'])
      expect(await fates(waiting)).toEqual([])
      expect(receiver.process().exitCode).toBeNull()
    },
    11 * MINUTE,
  )
})
