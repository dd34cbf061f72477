/** A gate that closes at each stage of a send: no heartbeat goes out, until the first tick after it is open again. */
import { beforeAll, describe, expect, test } from 'vitest'
import { slotOf } from '../../src/domain/time/slot'
import { answer } from '../support/receiver'
import { type Gate as Barrier, openGate as openBarrier } from './gate'
import { signalGatingCheck } from './gating-check'
import { trustedHttps } from './https'
import { type Machine, type MachineOptions, startMachine } from './machine'
import { addRow, addTable } from './report'

const table = {
  file: '2-gates',
  title: 'A gate that closes in the middle of a send',
  text: `The heartbeat depends on a check. It fails at that stage of a send, and is well again in the same slot, after the end
of the send. A request that has been written cannot be taken back.`,
  columns: ['the gate closes', 'requests', 'recorded as', 'hbresults.txt', 'next tick delivers'],
}
addTable(table)

/** The requests that arrive for the slot, and its record. */
const CASES = [
  ['before the tick', 0, 'withheld'],
  ['while the heartbeat waits for a worker', 0, 'withheld'],
  ['while the connection is made', 0, 'withheld'],
  ['between the two attempts', 1, 'withheld'],
  ['before the answer', 1, 'delivered'],
] as const
type Stage = (typeof CASES)[number][0]

let https: MachineOptions

beforeAll(() => {
  https = trustedHttps()
})

const RESULTS = { withheld: 'Gate', delivered: '200' }

describe('a gate that closes', () => {
  test.concurrent.for(CASES)('%s', async ([stage, requests, state]) => {
    let barrier: Barrier | undefined
    const machine = await startMachine({
      ...https,
      gated: true,
      through: async port => {
        barrier = await openBarrier(port)
        return barrier.port
      },
    })
    try {
      await machine.start('redis', 'web', 'worker')
      await machine.queue.connected()
      await signalGatingCheck(machine, 'success')
      machine.clock.nextSlot()
      const job = `slot-${slotOf(machine.clock.now())}`
      await closeAt(stage, machine, barrier as Barrier)
      expect((await machine.ended(job)).state).toBe(state)
      expect(machine.heard()).toBe(requests)
      const result = /\((.*)\)/.exec(machine.result())?.[1]
      expect(result).toBe(RESULTS[state])

      await signalGatingCheck(machine, 'success')
      expect(machine.heard()).toBe(requests)
      machine.clock.nextSlot()
      await machine.tick()
      const next = await machine.ended(`slot-${slotOf(machine.clock.now())}`)
      const delivered = machine.heard() - requests
      addRow(table, [stage, requests, state, result ?? '', delivered])
      expect([delivered, next.state]).toEqual([1, 'delivered'])
    } catch (error) {
      console.log(machine.lines.join('\n'))
      throw error
    } finally {
      barrier?.close()
      await machine.close()
    }
  })
})

/** Ticks, and closes the gate when the heartbeat has come to that stage. */
async function closeAt(stage: Stage, machine: Machine, barrier: Barrier): Promise<void> {
  const { receiver } = machine
  const close = () => signalGatingCheck(machine, 'fail')
  switch (stage) {
    case 'before the tick':
      await close()
      await machine.tick()
      return
    case 'while the heartbeat waits for a worker':
      await machine.signal('worker', 'SIGSTOP')
      await machine.tick()
      await close()
      await machine.signal('worker', 'SIGCONT')
      return
    case 'while the connection is made':
      barrier.shut()
      await machine.tick()
      await barrier.waited()
      await close()
      barrier.open()
      return
    case 'between the two attempts':
    case 'before the answer': {
      const status = stage === 'before the answer' ? 200 : 503
      let reply = () => {}
      receiver.answerWith((request, response) => {
        reply = () => answer(status)(request, response)
      }, answer(200))
      await machine.tick()
      await receiver.nextRequest()
      await close()
      reply()
    }
  }
}
