/** Faults of the network between the worker and the receiver. The tick, the web app and Redis need none. */
import type { Organ } from '../../src/domain/heartbeat/chain-link'
import { type OwnNetwork, SILENT } from '../support/own-network'
import type { Fault } from './fault'
import type { Machine } from './machine'

export const NAMED = 'receiver.test'

const ofNetwork = (
  name: string,
  meanwhile: Fault['meanwhile'],
  organs: Organ[],
  spoil: (network: OwnNetwork, machine: Machine) => Promise<void> | void,
): Fault => ({
  name,
  subject: 'receiver',
  meanwhile,
  organs,
  mounts: true,
  options: { receiverName: NAMED, network: true },
  strike: async machine => {
    const { network } = machine
    if (network === undefined) throw new Error('this machine has no network of its own')
    await spoil(network, machine)
    return async () => {
      network.plugIn()
      machine.setHosts(`${network.receiver} ${NAMED}\n`)
    }
  },
})

export const NETWORK_FAULTS: readonly Fault[] = [
  ofNetwork('no network: the cable is out', 'unheard', ['tcp'], network => network.unplug()),
  ofNetwork('no network when the worker starts', 'unheard', ['tcp'], async (network, machine) => {
    network.unplug()
    await machine.signal('worker', 'SIGKILL')
    await machine.start('worker')
  }),
  ofNetwork('network that swallows everything', 'unheard', ['tcp'], network => network.swallow()),
  ofNetwork('receiver with an IPv6 address that swallows everything', 'beats', [], (network, machine) =>
    machine.setHosts(`${SILENT} ${NAMED}\n${network.receiver} ${NAMED}\n`),
  ),
]
