/** A network of the worker's own, with one cable to the receiver. Takes root. */
import { spawnSync } from 'node:child_process'
import { networkInterfaces, tmpdir } from 'node:os'
import { basename } from 'node:path'

export interface OwnNetwork {
  /** The network namespace. */
  readonly name: string
  /** The receiver's end of the cable: an IPv4 address of this host. */
  readonly receiver: string
  unplug(): void
  plugIn(): void
  /** Drops everything that is sent to the receiver, without any error. */
  swallow(): void
  close(): void
}

/** An IPv6 address that swallows the packets sent from there. */
export const SILENT = '2001:db8::1'
/** An address that nothing has: packets to it get no answer. */
const NOBODYS_CARD = ['lladdr', '02:00:00:00:00:01', 'dev', 'cable', 'nud', 'permanent']

let made = 0

/** Named after the run's folder, by which it is found if it stays open. */
export function openNetwork(): OwnNetwork {
  const [receiver, worker] = freeSubnet()
  const cable = `ih${process.pid}-${made}`
  const name = `${basename(tmpdir())}-${cable}`
  const inside = (...args: string[]) => ip('-n', name, ...args)
  ip('netns', 'add', name)
  ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'cable', 'netns', name)
  ip('address', 'add', `${receiver}/30`, 'dev', cable)
  ip('link', 'set', cable, 'up')
  inside('address', 'add', `${worker}/30`, 'dev', 'cable')
  inside('address', 'add', '2001:db8::2/64', 'dev', 'cable', 'nodad')
  inside('link', 'set', 'cable', 'up')
  inside('link', 'set', 'lo', 'up')
  inside('neighbour', 'replace', SILENT, ...NOBODYS_CARD)
  return {
    name,
    receiver,
    unplug: () => inside('link', 'set', 'cable', 'down'),
    plugIn: () => {
      inside('link', 'set', 'cable', 'up')
      spawnSync('ip', ['-n', name, 'neighbour', 'delete', receiver, 'dev', 'cable'])
    },
    swallow: () => inside('neighbour', 'replace', receiver, ...NOBODYS_CARD),
    close: () => void spawnSync('ip', ['netns', 'delete', name]),
  }
}

/** Both addresses of a /30 in 10.214.0.0/16 that no other run has, nor one that was killed and left its cables. */
function freeSubnet(): readonly [receiver: string, worker: string] {
  const own = new Set(Object.values(networkInterfaces()).flatMap(all => all?.map(({ address }) => address)))
  for (;;) {
    const subnet = ((process.pid * 64 + ++made) % 16_384) * 4
    const [receiver, worker] = [1, 2].map(host => `10.214.${subnet >> 8}.${(subnet & 255) + host}`)
    if (receiver !== undefined && worker !== undefined && !own.has(receiver)) return [receiver, worker]
  }
}

/** @throws Error with the message of ip(8) */
export function ip(...args: string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`)
}
