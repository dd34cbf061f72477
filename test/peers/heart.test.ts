/**
 * Two watches that share one URL on purpose, with real links: each slot has its heartbeat as long as one of them can send it,
 * and a second one only where the sender died, or the line was cut, after the receiver had it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSwitch, type Switch } from '../support/network-switch'
import { answer, type Receiver, startReceiver } from '../support/receiver'
import { type Members, openMembers, PARTS } from './members'
import { canOpenNetworks } from './possible'

const SLOT_MS = 300_000
/** Milliseconds until the slot begins: both have started, and know each other, by then. */
const LEAD_MS = 45_000

/** The one of the lower id, which goes first, and the other one. */
interface Pair {
  readonly first: string
  readonly second: string
  readonly members: Members
  readonly network: Switch
  readonly receiver: Receiver
  /** The heartbeats that have arrived. */
  arrived(): number
  /** The results in `hbresults.txt`, in the order of the pair; empty where one has none. */
  results(): readonly string[]
  /** Both timers fire. */
  ticks(): Promise<void>
}

const WITHIN = { timeout: 90_000, interval: 200 }

async function openPair(): Promise<Pair> {
  const network = await openSwitch(['A', 'B'], 2)
  onTestFinished(network.close)
  const receiver = await startReceiver({ host: network.outside[1] ?? '' })
  onTestFinished(receiver.close)
  const ahead = SLOT_MS - LEAD_MS - (Date.now() % SLOT_MS)
  const members = openMembers({
    network,
    settings: () => [],
    monitoring: [`heartbeaturl = ${receiver.url}`, 'heartbeatfrequency = 5', 'heartbeatduty = group'],
    peer: () => ['every = 5s'],
    skew: () => ahead,
  })
  onTestFinished(members.close)
  await Promise.all(
    members.names.map(async name => {
      for (const part of PARTS) await members.start(name, part)
    }),
  )
  const starts = Date.now() + LEAD_MS
  for (const name of members.names)
    await expect
      .poll(async () => JSON.parse((await members.command(name, 'peers', '--json')) || '{}').peers, {
        timeout: 180_000,
        interval: 1_000,
      })
      .toMatchObject([{ answer: 'fine' }])
  const idOf = (name: string): string =>
    JSON.parse(readFileSync(join(members.home(name), 'identity.json'), 'utf8')).id
  const [first = '', second = ''] = [...members.names].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  await expect.poll(() => Date.now(), { timeout: LEAD_MS * 2 }).toBeGreaterThan(starts)
  const resultOf = (name: string) => {
    const file = join(members.home(name), 'hbresults.txt')
    return existsSync(file) ? (/\((.+)\)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '') : ''
  }
  return {
    ...{ first, second, members, network, receiver },
    arrived: () => receiver.requests.length,
    results: () => [first, second].map(resultOf),
    ticks: async () => void (await Promise.all(members.names.map(members.tick))),
  }
}

const onLinux = it.skipIf(!canOpenNetworks())

onLinux('the one of the lower id sends, though both are woken at the same moment', async () => {
  const { ticks, results, arrived } = await openPair()
  await ticks()
  await expect.poll(results, WITHIN).toEqual(['200', 'Peer'])
  expect(arrived()).toBe(1)
})

onLinux('the other one waits while a slow receiver keeps the first one', async () => {
  const { ticks, results, arrived, receiver } = await openPair()
  receiver.answerWith((_request, response) => void setTimeout(() => response.end('OK'), 4_000))
  await ticks()
  await expect.poll(results, WITHIN).toEqual(['200', 'Peer'])
  expect(arrived()).toBe(1)
})

onLinux('the first one, whose worker is dead, is stood in for, and sends none when it is back', async () => {
  const { first, members, ticks, results, arrived } = await openPair()
  await members.signal(first, 'worker', 'SIGKILL')
  await ticks()
  await expect.poll(results, WITHIN).toEqual(['', '200'])
  await members.start(first, 'worker')
  await expect.poll(results, WITHIN).toEqual(['Peer', '200'])
  expect(arrived()).toBe(1)
})

onLinux('the first one, whose web app is dead, is stood in for', async () => {
  const { first, members, ticks, results, arrived } = await openPair()
  await members.signal(first, 'web', 'SIGKILL')
  await ticks()
  await expect.poll(results, WITHIN).toEqual(['', '200'])
  expect(arrived()).toBe(1)
})

onLinux('the first one, which stands still, is stood in for, and sends none when it goes on', async () => {
  const { first, second, members, results, arrived } = await openPair()
  for (const part of PARTS) await members.signal(first, part, 'SIGSTOP')
  await members.tick(second)
  await expect.poll(results, WITHIN).toEqual(['', '200'])
  for (const part of PARTS) await members.signal(first, part, 'SIGCONT')
  await members.tick(first)
  await expect.poll(results, WITHIN).toEqual(['Peer', '200'])
  expect(arrived()).toBe(1)
})

onLinux('the first one, which does not reach the receiver, is stood in for', async () => {
  const { first, network, receiver, ticks, results, arrived } = await openPair()
  network.way(network.sites[first]?.address ?? '', new URL(receiver.url).hostname, { cut: true })
  await ticks()
  await expect.poll(() => results()[1], WITHIN).toBe('200')
  expect(arrived()).toBe(1)
})

onLinux('the second one may die: the first one does not wait for it', async () => {
  const { second, members, ticks, results, arrived } = await openPair()
  for (const part of PARTS) await members.signal(second, part, 'SIGKILL')
  await ticks()
  await expect.poll(results, WITHIN).toEqual(['200', ''])
  expect(arrived()).toBe(1)
})

onLinux('both send while they are cut off from each other', async () => {
  const { first, second, network, ticks, results, arrived } = await openPair()
  const [one = '', other = ''] = [first, second].map(name => network.sites[name]?.address)
  network.way(one, other, { cut: true })
  network.way(other, one, { cut: true })
  await ticks()
  await expect.poll(results, WITHIN).toEqual(['200', '200'])
  expect(arrived()).toBe(2)
})

onLinux(
  'a second one comes where the first one died after the receiver had it, and none is missing',
  async () => {
    const { first, members, receiver, ticks, results, arrived } = await openPair()
    receiver.answerWith(
      (_request, response) => void members.signal(first, 'worker', 'SIGKILL').then(() => response.end('OK')),
      answer(200, 'OK'),
    )
    await ticks()
    await expect.poll(results, WITHIN).toEqual(['', '200'])
    expect(arrived()).toBe(2)
    await members.start(first, 'worker')
    await expect.poll(results, WITHIN).toEqual(['Peer', '200'])
    expect(arrived()).toBe(2)
  },
)
