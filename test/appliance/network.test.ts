import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { configure, install, untilUp, zoneWithoutDueSlot } from './appliance'
import { Machine } from './machine'
import { type Receiver, startReceiver } from './receiver'

describe.skipIf(inject('cannotRun'))('an appliance that boots before its network is up', () => {
  let machine: Machine
  let receiver: Receiver

  beforeAll(async () => {
    receiver = await startReceiver()
    machine = new Machine(inject('root'))
    await machine.boot()
    await machine.sh(`ln -sf /usr/share/zoneinfo/${zoneWithoutDueSlot(Date.now())} /etc/localtime`)
    await install(machine, inject('packages').current)
    await untilUp(machine)
    await configure(machine, {
      heartbeatfrequency: 60,
      heartbeaturl: `http://${machine.hostAddress}:${receiver.port}/ping`,
    })
    await machine.reboot({ plugged: false })
  })

  afterAll(async () => {
    await machine?.destroy()
    receiver?.close()
  })

  test('sends its heartbeat once the network is there, no later than with the next tick', {
    timeout: 420_000,
  }, async () => {
    const result = () => machine.sh('cat /var/lib/intvlm8r/hbresults.txt')
    await vi.waitFor(result, { timeout: 60_000, interval: 500 })
    expect(await result()).not.toContain('(200)')
    expect(receiver.heartbeats).toEqual([])
    machine.plug()
    await receiver.moreThan(0, 330_000)
    await vi.waitFor(async () => expect(await result()).toContain('(200)'), { timeout: 5_000, interval: 200 })
    expect(receiver.heartbeats).toHaveLength(1)
  })
})
