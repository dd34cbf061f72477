import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Gate } from '../../../src/domain/heartbeat/gates'
import { type Heartbeat, heartbeatOfGate } from '../../../src/domain/heartbeat/heartbeat'
import { createAnnounceGates } from '../../../src/operations/heartbeat/announce-gates'
import { type Chain, openChain } from '../../support/chain'
import { answer, type Receiver, startReceiver } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'
import { whileInZone } from '../../support/zone'

const redis = await shareRedis()
const UUID = '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f'
const MINUTE = 60_000
let receiver: Receiver
let chain: Chain

beforeEach(async () => {
  receiver = await startReceiver()
  chain = openChain(redis)
  await configure('heartbeatgates = newest-photo, disk\n')
  chain.gates = { 'newest-photo': gate('up'), disk: gate('up') }
})
afterEach(async () => {
  await chain.close()
  await receiver.close()
})

const configure = (more: string) => chain.configure('5', `${receiver.url}/ping/${UUID}`, undefined, more)

function gate(
  status: Extract<Gate, { since: number }>['status'],
  more: { since?: number; why?: string } = {},
): Gate {
  return { name: 'newest-photo', status, since: chain?.now ?? 0, ...more }
}

/** Takes one heartbeat to its end. */
async function beat(occasion?: Heartbeat['occasion']) {
  chain.startWorker()
  await chain.beat(occasion)
  const { outcome, reason } = await chain.nextEnd()
  return { outcome, reason, result: (await chain.result()).slice(20).trim() }
}

describe('a heartbeat', () => {
  it.each([
    ['down', 'newest-photo is down since 10:00'],
    ['blind', 'newest-photo is blind since 10:00 (the folder is hidden)'],
    ['new', 'newest-photo is new: it has not been seen well yet'],
  ] as const)('is withheld while a gate is %s', async (status, reason) => {
    chain.gates['newest-photo'] = gate(status, status === 'blind' ? { why: 'the folder is hidden' } : {})
    const end = await whileInZone('UTC', beat)
    expect(end).toEqual({ outcome: 'withheld', reason, result: '(Gate)' })
    expect(receiver.requests).toHaveLength(0)
  })

  it('is withheld while a gate has no check', async () => {
    delete chain.gates.disk
    expect(await beat()).toEqual({
      outcome: 'withheld',
      reason: 'there is no check "disk" for the gate of this name',
      result: '(Gate)',
    })
    expect(receiver.requests).toHaveLength(0)
  })

  it('is withheld while the gates cannot be read', async () => {
    chain.gates.disk = () => {
      throw new Error('Redis cannot be reached')
    }
    expect(await beat()).toMatchObject({
      outcome: 'withheld',
      reason: 'the gates cannot be read: Redis cannot be reached',
    })
    expect(receiver.requests).toHaveLength(0)
  })

  it.each(['up', 'late', 'paused'] as const)('goes out while a gate is %s', async status => {
    chain.gates['newest-photo'] = gate(status)
    expect(await beat()).toMatchObject({ outcome: 'delivered', result: '(200)' })
    expect(receiver.requests).toHaveLength(1)
  })

  it('is not written when a gate closes while its connection is being made', async () => {
    const statuses = ['up', 'down'] as const
    let reading = 0
    chain.gates['newest-photo'] = () => gate(statuses[reading++] ?? 'down')
    expect(await beat()).toMatchObject({ outcome: 'withheld', result: '(Gate)' })
    expect(receiver.requests).toHaveLength(0)
  })

  it('is not tried again when a gate closes after the first attempt', async () => {
    receiver.answerWith(answer(503))
    const statuses = ['up', 'up', 'down'] as const
    let reading = 0
    chain.gates['newest-photo'] = () => gate(statuses[reading++] ?? 'down')
    expect(await beat()).toMatchObject({ outcome: 'withheld', result: '(Gate)' })
    expect(receiver.requests).toHaveLength(1)
  })

  it('goes out with the next tick when the gate is open again', async () => {
    chain.gates.disk = gate('down')
    await beat()
    chain.gates.disk = gate('up')
    chain.now += 5 * MINUTE
    await chain.beat('catch-up')
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    const [request] = receiver.requests
    expect(request?.body).toContain('withheld: newest-photo is down')
  })
})

describe('a receiver that can be told of failures', () => {
  beforeEach(() => configure('heartbeatgates = disk\nheartbeatgatefails = on\n'))

  it('is told of the reason in a due slot, in place of the heartbeat', async () => {
    chain.gates.disk = { name: 'disk', status: 'down', since: chain.now }
    expect(await whileInZone('UTC', beat)).toEqual({
      outcome: 'withheld',
      reason: 'disk is down since 10:00',
      result: '(Gate)',
    })
    expect(receiver.requests.map(({ path, body }) => [path, body])).toEqual([
      [`/ping/${UUID}/fail`, 'Heartbeat withheld: disk is down since 10:00'],
    ])
  })

  it('is told once more when that attempt did not reach it', async () => {
    receiver.answerWith(answer(503))
    chain.gates.disk = { name: 'disk', status: 'down', since: chain.now }
    expect(await beat()).toMatchObject({ outcome: 'withheld' })
    expect(receiver.requests.map(({ path }) => path)).toEqual(Array(2).fill(`/ping/${UUID}/fail`))
  })

  it('is not told again by the ticks between, nor by the button', async () => {
    chain.gates.disk = { name: 'disk', status: 'down', since: chain.now }
    expect(await beat('catch-up')).toMatchObject({ outcome: 'withheld' })
    chain.now += 5 * MINUTE
    await chain.beat('now')
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'withheld' })
    expect(receiver.requests).toHaveLength(0)
  })

  it('is told at once as a gate closes, whether or not a heartbeat is due', async () => {
    chain.gates.disk = { name: 'disk', status: 'down', since: chain.now }
    expect(await whileInZone('UTC', () => beat('gate'))).toEqual({
      outcome: 'withheld',
      reason: 'disk is down since 10:00',
      result: '(Gate)',
    })
    expect(receiver.requests.map(({ path, body }) => [path, body])).toEqual([
      [`/ping/${UUID}/fail`, 'Heartbeat withheld: disk is down since 10:00'],
    ])
  })

  it('gets neither that report nor a heartbeat where the gate is open again by then', async () => {
    expect(await beat('gate')).toEqual({
      outcome: 'withheld',
      reason: 'a gate was closed for a moment, and is open again',
      result: '(Gate)',
    })
    expect(receiver.requests).toHaveLength(0)
  })

  it('is not told of a missed heartbeat when a gate closed and opened between two due ones', async () => {
    chain.startWorker()
    const job = await chain.beat()
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    // A press follows a heartbeat that is still under way.
    await expect.poll(async () => (await chain.queue.find(job))?.state).toBe('delivered')
    chain.now += MINUTE
    chain.gates.disk = { name: 'disk', status: 'down', since: chain.now }
    await chain.queue.addNow(heartbeatOfGate(chain.now))
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'withheld' })
    chain.gates.disk = gate('up')
    chain.now += 4 * MINUTE
    await chain.beat('catch-up')
    expect(await chain.nextEnd()).toMatchObject({ outcome: 'delivered' })
    expect(receiver.requests.map(({ path, body }) => [path, body])).toEqual([
      [`/ping/${UUID}`, ''],
      [`/ping/${UUID}/fail`, expect.stringContaining('Heartbeat withheld: disk is down')],
      [`/ping/${UUID}`, ''],
    ])
  })

  it('is told nothing by default', async () => {
    await configure('heartbeatgates = disk\n')
    chain.gates.disk = { name: 'disk', status: 'down', since: chain.now }
    expect(await beat()).toMatchObject({ outcome: 'withheld' })
    expect(receiver.requests).toHaveLength(0)
  })
})

describe('a gate that closes', () => {
  /** Heartbeats are due at full minutes of five, at most. */
  const SLOT = 5 * MINUTE
  const NOON = Date.parse('2026-11-20T12:00:00Z')

  async function announced(
    gates: readonly Gate[],
    more = 'heartbeatgatefails = on\n',
  ): Promise<readonly string[]> {
    const queued: string[] = []
    await configure(`heartbeatgates = disk, camera\n${more}`)
    const announce = createAnnounceGates({
      now: () => NOON,
      settings: chain.settings,
      gates: async () => gates,
      queue: async ({ occasion }, job) => void queued.push(`${occasion} ${job}`),
    })
    await announce()
    return queued
  }

  const closed = (status: 'down' | 'blind' | 'new', ago: number): Gate => ({
    name: 'disk',
    status,
    since: NOON - ago,
  })
  const open: Gate = { name: 'camera', status: 'up', since: 0 }

  it.each<[string, readonly Gate[], readonly string[]]>([
    ['is reported at once', [closed('down', 100), open], [`gate gate-${NOON - 100}`]],
    [
      'is one report with another that closes while it is closed',
      [closed('blind', 200), closed('down', 100)],
      [`gate gate-${NOON - 200}`],
    ],
    ['long ago is left to the due slots', [closed('down', 6 * MINUTE), open], []],
    ['almost a slot ago is reported', [closed('down', SLOT - 1), open], [`gate gate-${NOON - SLOT + 1}`]],
    ['a slot ago is left to the due slots', [closed('down', SLOT), open], []],
    ['at this moment is reported', [closed('down', 0), open], [`gate gate-${NOON}`]],
    ['in the future, before the clock was set back, is not', [closed('down', -1), open], []],
    ['because it is new has not closed', [closed('new', 100), open], []],
    ['is none while all are open', [open], []],
  ])('%s', async (_what, gates, expected) => {
    expect(await announced(gates)).toEqual(expected)
  })

  it('is reported only where the INI wants it', async () => {
    expect(await announced([closed('down', 100)], '')).toEqual([])
  })
})
