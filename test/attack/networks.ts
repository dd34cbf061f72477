/** Two networks of their own, joined by one cable: that of the appliance, and that of attackers and honest devices. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { ip } from '../support/own-network'

export interface Networks {
  /** The network namespaces. */
  readonly appliance: string
  readonly others: string
  close(): void
}

/** The appliance's addresses on the cable. */
export const APPLIANCE = { 4: '10.99.0.1', 6: 'fd00:99::1' } as const
/** The address of an honest device. */
export const DEVICE = { 4: '10.99.2.1', 6: 'fd00:99:0:ffff::1' } as const
/** An address of the internet, and the appliance's on the way there. */
export const PUBLIC = { receiver: '203.0.113.9', appliance: '203.0.113.1' } as const
/** Attackers: so many IPv4 addresses, and fifty /64 networks with fifty addresses in the first. */
const MOST_ATTACKERS = { 4: 150, 6: 50 } as const

export const attackersV4 = (count: number) => Array.from({ length: count }, (_, n) => `10.99.1.${n + 1}`)
export const attackersV6 = (count: number) => Array.from({ length: count }, (_, n) => networkV6(n + 1, 1))
/** That many addresses of one /64. */
export const neighbours = (count: number) => Array.from({ length: count }, (_, n) => networkV6(1, n + 1))

function networkV6(network: number, host: number): string {
  return `fd00:99:0:${network.toString(16)}::${host.toString(16)}`
}

/** Whether network namespaces can be made: that takes root and ip(8). Says aloud when they cannot. */
export function mayAttack(): boolean {
  const may = spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0
  if (!may) console.log('SKIPPED: attacks need networks of their own, which take root and ip(8)')
  return may
}

/** Ends the programs in networks of runs that have ended before them, and removes those networks. */
export function clearLeftovers(): void {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
  for (const [name, pid] of (stdout ?? '').matchAll(/^attack-(\d+)-[ao]/gm)) {
    if (existsSync(`/proc/${pid}`)) continue
    const { stdout: pids } = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' })
    for (const each of pids.match(/\d+/g) ?? []) spawnSync('kill', ['-KILL', each])
    spawnSync('ip', ['netns', 'delete', name])
  }
}

/** The names begin with no word of the appliance: runs of its other tests remove such networks as leftovers. */
export function openNetworks(): Networks {
  const [appliance, others] = ['a', 'o'].map(end => `attack-${process.pid}-${end}`) as [string, string]
  for (const name of [appliance, others]) {
    ip('netns', 'add', name)
    ip('-n', name, 'link', 'set', 'lo', 'up')
  }
  ip('-n', appliance, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', others)
  const addresses: readonly (readonly [string, string])[] = [
    [appliance, `${APPLIANCE[4]}/16`],
    [appliance, `${APPLIANCE[6]}/48`],
    [appliance, `${PUBLIC.appliance}/24`],
    [others, `${PUBLIC.receiver}/24`],
    [others, `${DEVICE[4]}/16`],
    [others, `${DEVICE[6]}/48`],
    ...attackersV4(MOST_ATTACKERS[4]).map(address => [others, `${address}/16`] as const),
    ...[...new Set([...attackersV6(MOST_ATTACKERS[6]), ...neighbours(MOST_ATTACKERS[6])])].map(
      address => [others, `${address}/48`] as const,
    ),
  ]
  for (const [name, address] of addresses)
    ip('-n', name, 'address', 'add', address, 'dev', 'cable', ...(address.includes(':') ? ['nodad'] : []))
  for (const name of [appliance, others]) ip('-n', name, 'link', 'set', 'cable', 'up')
  return {
    appliance,
    others,
    close: () => {
      for (const name of [appliance, others]) spawnSync('ip', ['netns', 'delete', name])
    },
  }
}
