import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { configure, install, tickFast, untilUp } from './appliance'
import { Machine } from './machine'
import { type Receiver, startReceiver } from './receiver'

const SLOT_MS = 300_000
/** The timer's fixed delay of up to 15 s, and a busy test machine. */
const LATEST_TICK_MS = 30_000

/** For each organ: how it is broken and mended, and its name in `intvlm8r status`. */
const ORGANS = [
  {
    organ: 'the timer',
    named: 'Timer',
    broken: 'systemctl stop intvlm8r-tick.timer',
    mended: 'systemctl start intvlm8r-tick.timer',
  },
  {
    organ: 'the INI',
    named: 'Settings (INI)',
    broken: 'chmod 000 /var/lib/intvlm8r/intvlm8r.ini',
    mended: 'chmod 600 /var/lib/intvlm8r/intvlm8r.ini',
  },
  {
    organ: 'the web app',
    named: 'Web app',
    broken: 'systemctl stop intvlm8r-web',
    mended: 'systemctl start intvlm8r-web',
  },
  {
    organ: 'Redis',
    named: 'Redis',
    broken: 'systemctl stop intvlm8r-redis',
    mended: 'systemctl start intvlm8r-redis',
  },
  {
    organ: 'the worker',
    named: 'Worker',
    broken: 'systemctl stop intvlm8r-worker',
    mended: 'systemctl start intvlm8r-worker',
  },
]

// Each organ has its machine, and a sound machine stands beside them; all go through the start of the same slot.
describe.skipIf(inject('cannotRun'))('every organ has to work before the heart beats', () => {
  const appliances: { machine: Machine; receiver: Receiver }[] = []
  let installed: Machine
  /** The start of the slot that all of them go through. */
  let slot: number

  beforeAll(async () => {
    installed = new Machine(inject('root'))
    await installed.boot()
    await install(installed, inject('packages').current)
    await untilUp(installed)
    // The copies are machines with ids of their own.
    await installed.sh(': > /etc/machine-id')
    await installed.powerOff()

    await Promise.all(
      [...ORGANS, undefined].map(async (_, index) => {
        const machine = new Machine(installed.written, inject('root'))
        const receiver = await startReceiver()
        appliances[index] = { machine, receiver }
        await machine.boot()
        await untilUp(machine)
        await configure(machine, {
          heartbeatfrequency: 5,
          heartbeaturl: `http://${machine.hostAddress}:${receiver.port}/ping`,
        })
        await machine.sh('systemctl restart intvlm8r-boot')
        await receiver.moreThan(0)
      }),
    )
    slot = Math.ceil((Date.now() + 15_000) / SLOT_MS) * SLOT_MS
  })

  afterAll(async () => {
    for (const { receiver } of appliances) receiver.close()
    await Promise.all(appliances.map(({ machine }) => machine.destroy()))
    await installed?.destroy()
  })

  test.concurrent('the timer fires on its own, and the heartbeat of the slot arrives once', {
    timeout: 400_000,
  }, async () => {
    const { machine, receiver } = appliances[ORGANS.length]!
    await untilTick()
    const arrived = receiver.heartbeats.filter(at => at >= slot)
    expect(arrived).toHaveLength(1)
    expect(arrived[0]! - slot).toBeLessThan(LATEST_TICK_MS)
    await machine.sh('intvlm8r status')
  })

  test.concurrent.each(ORGANS.map((organ, index) => ({ ...organ, index })))(
    'without $organ no heartbeat arrives, status names it, and it recovers by itself',
    { timeout: 400_000 },
    async ({ index, named, broken, mended }) => {
      const { machine, receiver } = appliances[index]!
      await machine.sh(broken)
      await untilTick()
      expect(receiver.heartbeats.filter(at => at >= slot)).toEqual([])
      const status = await machine.try('intvlm8r status')
      expect(status.code).not.toBe(0)
      expect(status.stdout).toContain(`Heartbeats stop at: ${named}`)

      const before = receiver.heartbeats.length
      await tickFast(machine)
      await machine.sh(mended)
      await receiver.moreThan(before)
      expect(receiver.heartbeats.length).toBe(before + 1)
      await vi.waitFor(() => machine.sh('intvlm8r status'), { timeout: 20_000, interval: 1_000 })
    },
  )

  /** Waits until the slot's tick is over for sure. */
  async function untilTick(): Promise<void> {
    await setTimeout(slot + LATEST_TICK_MS - Date.now())
  }
})
