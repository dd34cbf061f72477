/** A machine of its own as a network namespace, with one cable to us. Needs root. */
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename } from 'node:path'

export interface Machine {
  /** Our end of the cable. */
  readonly host: string
  readonly address: string
  /** The words of a command before those that run inside. */
  readonly within: readonly string[]
  /** Runs a command inside, and returns what it prints. */
  inside(line: string): string
  /** Switches it on; its kernel then knows of no connection. */
  on(): void
  /** Switches it off: none of its connections is closed in order. */
  off(): void
}

const sh = (line: string) => execFileSync('sh', ['-ec', line], { encoding: 'utf8' })

/** @param net the third number of its addresses */
export function createMachine(net: number): Machine {
  const cable = `zmq${net}n${process.pid}`
  // Named after the run's folder, by which it is found if it stays.
  const name = `${basename(tmpdir())}-${cable}`
  const host = `10.214.${net}.1`
  const address = `10.214.${net}.2`
  return {
    host,
    address,
    within: ['netns', 'exec', name],
    inside: line => sh(`ip netns exec ${name} ${line}`),
    // Our end of the cable stays, as that of a switch would.
    on: () =>
      sh(
        `ip netns add ${name}
        ip link add ${cable} type veth peer name eth0 netns ${name}
        ip addr add ${host}/30 dev ${cable} && ip link set ${cable} up
        ip -n ${name} addr add ${address}/30 dev eth0
        ip -n ${name} link set eth0 up && ip -n ${name} link set lo up`,
      ),
    off: () => sh(`ip link del ${cable}; ip netns del ${name}`),
  }
}
