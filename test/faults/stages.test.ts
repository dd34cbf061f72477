/** Each process killed and stopped at each stage of a send, for moments and until the slot is over. */
import { beforeAll, describe, expect, test } from 'vitest'
import { slotOf } from '../../src/domain/time/slot'
import { answer, type Behaviour } from '../support/receiver'
import { type Gate, openGate } from './gate'
import { trustedHttps } from './https'
import { type Machine, type MachineOptions, type Program, startMachine } from './machine'
import { addRow, addTable } from './report'

const table = {
  file: '2-stages',
  title: 'Processes that die or stand still in the middle of a send',
  text: `The heartbeat's request is held in the TLS handshake, at the receiver, or when the answer is on its way; then the
process is hit, the rest goes on, and the process comes back in the same slot or in the next one. A worker that died after
the receiver took the request, and before that could be recorded, is the one case in which the retry may repeat it.`,
  columns: ['process, signal, stage, return', 'requests', 'may be', 'recorded as', 'next tick delivers'],
}
addTable(table)

const STAGES = ['before the request', 'before the answer', 'before the record'] as const
const RETURNS = ['in the same slot', 'in the next slot'] as const
const SIGNALS = ['SIGKILL', 'SIGSTOP'] as const
type Stage = (typeof STAGES)[number]

const CASES = (['web', 'worker', 'redis'] as const).flatMap(name =>
  SIGNALS.flatMap(signal =>
    STAGES.flatMap(stage =>
      RETURNS.map(back => [`${name} ${signal} ${stage}, back ${back}`, name, signal, stage, back] as const),
    ),
  ),
)

let https: MachineOptions

beforeAll(() => {
  https = trustedHttps()
})

/** The number of requests that may arrive for the slot, and the records that it may have. */
function allowed(name: Program, signal: string, stage: Stage, back: string): [number[], string[]] {
  const lateReturn = back === 'in the next slot'
  if (stage === 'before the request') return lateReturn ? [[0], ['missed']] : [[1], ['delivered']]
  if (name !== 'worker') return [[1], ['delivered']]
  if (signal === 'SIGSTOP') return [[1], ['delivered']]
  return lateReturn ? [[1], ['missed']] : [[1, 2], ['delivered']]
}

describe('a process hit in the middle of a send', () => {
  test.concurrent.for(CASES)('%s', async ([title, name, signal, stage, back]) => {
    const gate = { current: undefined as Gate | undefined }
    const machine = await startMachine({
      ...https,
      through: async port => {
        gate.current = await openGate(port)
        return gate.current.port
      },
    })
    try {
      await machine.start('redis', 'web', 'worker')
      machine.clock.nextSlot()
      const slot = slotOf(machine.clock.now())
      const goOn = await hold(machine, gate.current as Gate, stage)
      await machine.signal(name, signal)
      if (back === 'in the next slot') machine.clock.nextSlot()
      goOn()
      if (signal === 'SIGSTOP') await machine.signal(name, 'SIGCONT')
      else await machine.start(name)
      const { state } = await machine.ended(`slot-${slot}`)
      const requests = machine.heard()

      machine.clock.nextSlot()
      await machine.tick()
      const next = await machine.ended(`slot-${slotOf(machine.clock.now())}`)
      const delivered = machine.heard() - requests
      const [numbers, states] = allowed(name, signal, stage, back)
      addRow(table, [title, requests, numbers.join(' or '), state, delivered])
      expect(numbers).toContain(requests)
      expect(states).toContain(state)
      expect([delivered, next.state]).toEqual([1, 'delivered'])
    } catch (error) {
      console.log(machine.lines.join('\n'))
      throw error
    } finally {
      gate.current?.close()
      await machine.close()
    }
  })
})

/** Ticks, waits until the heartbeat has come to that stage, and returns the function that lets it go on. */
async function hold(machine: Machine, gate: Gate, stage: Stage): Promise<() => void> {
  if (stage === 'before the request') {
    gate.shut()
    await machine.tick()
    await gate.waited()
    return () => gate.open()
  }
  let reply = () => {}
  const held: Behaviour = (request, response) => {
    reply = () => answer(200, 'OK')(request, response)
  }
  machine.receiver.answerWith(held, answer(200, 'OK'))
  await machine.tick()
  await machine.receiver.nextRequest()
  if (stage === 'before the answer') return () => reply()
  // The worker stands still while the answer reaches its socket; then the process in question is hit.
  await machine.signal('worker', 'SIGSTOP')
  reply()
  return () => void machine.process('worker').kill('SIGCONT')
}
