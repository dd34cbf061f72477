/** Alerts and daily digests on their way from a message to a program that subscribed, through the real worker. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { namesOf } from '../../src/io/redis/client'
import { frames, PATIENCE, push, type Receiver, startReceiver } from './receiver'

const SUBSCRIBER = `
import json, sys, zmq
s = zmq.Context().socket(zmq.SUB)
s.connect(sys.argv[1])
s.subscribe(b"")
while True: print(json.dumps([part.decode() for part in s.recv_multipart()]), flush=True)`

let receiver: Receiver
let subscriber: ReturnType<typeof spawn>
const messages: string[][] = []

beforeAll(async () => {
  receiver = await startReceiver('[channel.programs]\nkind = zmq')
  await receiver.store.listen()
  const address = `tcp://127.0.0.1:${receiver.ports.publish}`
  subscriber = spawn('/usr/bin/python3', ['-c', SUBSCRIBER, address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (subscriber.stdout)
    createInterface(subscriber.stdout).on('line', line => void messages.push(JSON.parse(line)))
})

afterAll(async () => {
  subscriber.kill('SIGKILL')
  await receiver.close()
})

const publishedOf = (sender: string) => messages.filter(message => message[1] === sender)

test('a failure, a recovery and a miss are messages of their five frames; a digest tells the day', async () => {
  // In the zone of the worker, which is ours; due in a minute or so.
  const due = new Date(Date.now() + 75_000)
  const digest = `${due.getHours()}`.padStart(2, '0') + `:${due.getMinutes()}`.replace(/:(\d)$/, ':0$1')
  const id = await receiver.make('clientA/nightly', { channels: ['programs'], failuresBeforeAlert: 1 })
  await receiver.make('clientB/hourly', {
    channels: ['programs'],
    digest,
    schedule: { kind: 'period', period: 3_600_000 },
    awaited: true,
  })
  await receiver.startWorker()
  await push(receiver.ports.bind, frames('SUCCEEDED', 'clientB', 'hourly'))

  await push(receiver.ports.bind, frames('FAILED', 'clientA', 'nightly', 'disk full'))
  await vi.waitFor(() => expect(publishedOf('clientA')).toHaveLength(1), PATIENCE)
  await push(receiver.ports.bind, frames('SUCCEEDED', 'clientA', 'nightly'))
  await vi.waitFor(() => expect(publishedOf('clientA')).toHaveLength(2), PATIENCE)
  const [failed, recovered] = publishedOf('clientA')
  expect(failed?.slice(0, 3)).toEqual(['FAILED', 'clientA', 'nightly'])
  expect(failed).toHaveLength(5)
  expect(failed?.[4]).toContain('> disk full')
  expect(recovered?.slice(0, 3)).toEqual(['RECOVERED', 'clientA', 'nightly'])
  const since = (await receiver.store.flips(id)).find(({ to }) => to === 'down')?.due ?? 0
  expect(failed?.[3]).toBe(new Date(since).toISOString())

  await receiver.make('clientC/soon', {
    channels: ['programs'],
    schedule: { kind: 'period', period: 2_000 },
    awaited: true,
    grace: 0,
  })
  await vi.waitFor(() => expect(publishedOf('clientC')).toHaveLength(1), PATIENCE)
  const [missed] = publishedOf('clientC')
  expect(missed?.slice(0, 3)).toEqual(['MISSED', 'clientC', 'soon'])
  expect(missed?.[3]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)

  await vi.waitFor(() => expect(messages.some(([type]) => type === 'NOTICE')).toBe(true), {
    timeout: 100_000,
    interval: 200,
  })
  const digested = messages.find(([type]) => type === 'NOTICE')
  expect(digested?.[4]).toMatch(/^1 of 1 arrived in the last 24 hours, last at \d\d:\d\d\.\n/)
  expect(digested?.slice(1, 3)).toEqual(['clientB', 'hourly'])
}, 150_000)

test('whatever Redis counts as handed to the program, until it has ended, is published', async () => {
  const address = namesOf(receiver.connection).messages.publish
  const got = () => messages.flatMap(([type, , event]) => (type === 'TEST' ? [event] : []))
  const publish = async (number: string) =>
    await receiver.connection.publish(address, JSON.stringify(['TEST', 'sender', number, '', '']))
  await vi.waitFor(async () => {
    await publish('first')
    expect(got()).toContain('first')
  }, PATIENCE)
  messages.length = 0
  let hasEnded = false
  const ended = receiver.stop('SIGTERM').then(() => {
    hasEnded = true
  })
  const counted: string[] = []
  for (let number = 0; !hasEnded; number++) if ((await publish(`${number}`)) > 0) counted.push(`${number}`)
  await ended
  await vi.waitFor(() => expect(got().filter(number => number !== 'first')).toEqual(counted), PATIENCE)
})
