/** The tick killed and stopped at each of its stages, until later in its slot and until the next one. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { slotOf } from '../../src/domain/time/slot'
import { type Gate, openGate } from './gate'
import { type Machine, startMachine } from './machine'
import { addRow, addTable } from './report'

const table = {
  file: '2-ticks',
  title: 'Ticks that die or stand still',
  text: `A tick is hit when it starts, when its request is on its way to the web app, when the answer is on its way back, or
when it writes its record. One that stood still goes on in its slot or in the next one. A tick that died while its request
was on its way may have asked or not.`,
  columns: ['signal, stage, going on', 'heartbeats of its slot', 'may be', 'of the next slot'],
}
addTable(table)

const STAGES = ['at its start', 'before the request', 'before the answer', 'before the record'] as const
type Stage = (typeof STAGES)[number]

const ENDS = [
  ['SIGKILL', 'in the same slot'],
  ['SIGKILL', 'in the next slot'],
  ['SIGSTOP', 'in the same slot'],
  ['SIGSTOP', 'in the next slot'],
] as const

/** The number of heartbeats that its slot may have. */
function allowed(stage: Stage, signal: string, back: string): number[] {
  if (stage === 'before the answer' || stage === 'before the record') return [1]
  // The next slot has its own heartbeat.
  if (back === 'in the next slot') return [0]
  if (signal === 'SIGSTOP') return [1]
  return stage === 'at its start' ? [0] : [0, 1]
}

const CASES = STAGES.flatMap(stage => ENDS.map(([signal, back]) => [stage, signal, back] as const))

test.concurrent.for(CASES)('a tick hit %s by %s, going on %s', async ([stage, signal, back]) => {
  const machine = await startMachine()
  const gate = await openGate(machine.port)
  try {
    await machine.start('redis', 'web', 'worker')
    await vi.waitUntil(async () => (await machine.health()).redis === 'reachable', { timeout: 20_000 })
    machine.clock.nextSlot()
    const slot = slotOf(machine.clock.now())
    const { child, goOn } = await hold(machine, gate, stage)
    const exit = once(child, 'exit')
    child.kill(signal)
    if (signal === 'SIGKILL') await exit
    if (back === 'in the next slot') machine.clock.nextSlot()
    goOn()
    if (signal === 'SIGSTOP') {
      child.kill('SIGCONT')
      await exit
    }
    await gate.left()

    if (back === 'in the same slot') {
      const own = await machine.queue.find(`slot-${slot}`)
      if (own) await machine.ended(own.job)
      machine.clock.nextSlot()
    }
    await machine.tick()
    const next = await machine.ended(`slot-${slot + 1}`)
    const heartbeats = machine.heard() - 1
    const numbers = allowed(stage, signal, back)
    addRow(table, [`${signal} ${stage}, ${back}`, heartbeats, numbers.join(' or '), 1])
    expect(numbers).toContain(heartbeats)
    expect(next.state).toBe('delivered')
  } catch (error) {
    console.log(machine.lines.join('\n'))
    throw error
  } finally {
    gate.close()
    await machine.close()
  }
})

/** A tick held at that stage; `goOn` lets it go on. */
async function hold(machine: Machine, gate: Gate, stage: Stage) {
  // Its own INI leads it through the gate.
  const ini = join(machine.runtime, 'tick.ini')
  writeFileSync(ini, machine.goodIni.replace(`port = ${machine.port}`, `port = ${gate.port}`))
  if (stage === 'before the answer') gate.hush()
  else gate.shut()
  const child = machine.startTick({ INTVLM8R_INI: ini })
  if (stage === 'at its start') return { child, goOn: () => gate.open() }
  if (stage === 'before the answer') {
    await machine.receiver.nextRequest()
    return { child, goOn: () => gate.speak() }
  }
  await gate.waited()
  if (stage === 'before the request') return { child, goOn: () => gate.open() }

  // The answer arrives while the tick is stopped: its heartbeat is queued, and it has recorded nothing.
  gate.hush()
  gate.open()
  await machine.receiver.nextRequest()
  child.kill('SIGSTOP')
  gate.speak()
  return { child, goOn: () => void child.kill('SIGCONT') }
}
