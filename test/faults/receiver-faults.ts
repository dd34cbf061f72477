/** Faults of the receiver and of the way to it: the Pi does its part, shows where it stops, and claims no success. */
import type { Organ } from '../../src/domain/heartbeat/chain-link'
import {
  answer,
  type Behaviour,
  endlessBody,
  garbage,
  halfClose,
  hang,
  hundredMegabytes,
  redirectLoop,
  resetAfterHeaders,
  resetBeforeHeaders,
  slowHeaders,
  startReceiver,
  tricklingBody,
} from '../support/receiver'
import type { Fault } from './fault'
import { NAMED } from './network-faults'

const behaves = (name: string, behaviour: Behaviour, organ: Organ): Fault => ({
  name: `receiver ${name}`,
  subject: 'receiver',
  meanwhile: 'unheard',
  organs: [organ],
  strike: ({ receiver }) => {
    receiver.answerWith(behaviour)
    return async () => receiver.answerWith(answer(200, 'OK'))
  },
})

/** The answer's beginning counts, whatever follows. */
const rambles = (name: string, behaviour: Behaviour): Fault => ({
  ...behaves(name, behaviour, 'answer'),
  meanwhile: 'beats',
  organs: [],
})

/** The receiver by a name that only its own hosts file knows. */
const named = (name: string, hosts: string, meanwhile: Fault['meanwhile'], organs: Organ[]): Fault => ({
  name,
  subject: 'receiver',
  meanwhile,
  organs,
  mounts: true,
  options: { receiverName: NAMED, hosts: `127.0.0.1 ${NAMED}\n` },
  strike: machine => {
    machine.setHosts(hosts)
    return async () => machine.setHosts(`127.0.0.1 ${NAMED}\n`)
  },
})

const elsewhere = (name: string, organ: Organ, url: (receiver: string) => string): Fault => ({
  name,
  subject: 'home',
  meanwhile: 'unheard',
  organs: [organ],
  strike: machine => {
    const { goodIni, receiver } = machine
    machine.writeIni(goodIni.replace(/heartbeaturl = .*/, `heartbeaturl = ${url(receiver.url)}`))
    return async () => machine.writeIni(goodIni)
  },
})

const anotherReceiver: Fault = {
  name: 'receiver moved to another address while it runs',
  subject: 'receiver',
  meanwhile: 'beats',
  organs: [],
  mounts: true,
  options: { receiverName: NAMED, hosts: `127.0.0.1 ${NAMED}\n` },
  strike: async machine => {
    const port = Number(new URL(machine.receiver.url).port)
    const other = await startReceiver({ port, host: '127.0.0.2' })
    machine.follow(other)
    machine.setHosts(`127.0.0.2 ${NAMED}\n`)
    return async () => machine.setHosts(`127.0.0.1 ${NAMED}\n`)
  },
}

export const RECEIVER_FAULTS: readonly Fault[] = [
  behaves('hangs', hang, 'http'),
  behaves('answers 404', answer(404), 'answer'),
  behaves('answers 500', answer(500), 'answer'),
  behaves('answers 503', answer(503), 'answer'),
  behaves('resets the connection', resetBeforeHeaders, 'http'),
  behaves('closes its half', halfClose, 'http'),
  behaves('answers garbage', garbage, 'http'),
  behaves('sends its headers for ever', slowHeaders, 'http'),
  behaves('redirects in a circle', redirectLoop(), 'answer'),
  rambles('sends a body without end', endlessBody),
  rambles('sends a body of 100 MB', hundredMegabytes),
  rambles('sends a body that trickles', tricklingBody),
  rambles('resets the connection after its headers', resetAfterHeaders),
  elsewhere('receiver with a port that nobody listens on', 'tcp', () => 'http://127.0.0.1:1/hush'),
  elsewhere('receiver that is no TLS server', 'tls', url => url.replace('http:', 'https:')),
  elsewhere('receiver whose name nobody knows', 'dns', () => 'http://receiver.invalid/hush'),
  named('DNS blocks the receiver (0.0.0.0)', `0.0.0.0 ${NAMED}\n`, 'unheard', ['dns']),
  named('receiver with a dead IPv6 address', `100::1 ${NAMED}\n127.0.0.1 ${NAMED}\n`, 'beats', []),
  anotherReceiver,
]
