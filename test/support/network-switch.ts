/**
 * Sites with a network namespace each, on one switch: each way from one address to another may be slow, lossy or cut by
 * itself, and each site's cable may be pulled out. This machine's own addresses are on the switch, too. Takes root.
 */
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ip } from './own-network'
import { openPrograms } from './programs'

/** How packets get from one address to another: milliseconds, and the share that is lost. */
export interface Way {
  readonly cut?: boolean
  readonly delay?: number
  readonly jitter?: number
  readonly loss?: number
}

export interface Site {
  readonly namespace: string
  readonly address: string
  unplug(): void
  plugIn(): void
  /** Bytes that its card has taken and given so far, frames with their headers. */
  bytes(): number
}

export interface Switch {
  /** By name. */
  readonly sites: Readonly<Record<string, Site>>
  /** This machine's addresses; the first one is the sites' gateway. */
  readonly outside: readonly string[]
  way(from: string, to: string, way: Way): void
  close(): Promise<void>
}

let opened = 0

export async function openSwitch(names: readonly string[], outside: number): Promise<Switch> {
  const id = `sw${process.pid}-${++opened}`
  const subnet = `10.215.${(process.pid * 8 + opened) % 256}`
  const own = Array.from({ length: outside }, (_, index) => `${subnet}.${index + 1}`)
  const [gateway = ''] = own
  // Named after the run's folder, by which they are found if they stay.
  const inRun = `${basename(tmpdir())}-${id}`
  const centre = `${inRun}-x`
  ip('netns', 'add', centre)
  const programs = openPrograms()
  const namespaces = [centre]

  const addCable = (site: string, at: readonly string[]) => {
    ip('link', 'add', site, 'type', 'veth', 'peer', 'name', `to-${site}`, 'netns', centre)
    ip('-n', centre, 'link', 'set', `to-${site}`, 'up')
    return `to-${site}=${at.join(',')}`
  }
  const ports = [addCable(id, own)]
  for (const address of own) ip('address', 'add', `${address}/24`, 'dev', id)
  ip('link', 'set', id, 'up')

  const sites = names.map((name, index): [string, Site] => {
    const [namespace, address] = [`${inRun}-${name}`, `${subnet}.${index + 11}`]
    const inside = (...args: string[]) => ip('-n', namespace, ...args)
    const plugIn = () => {
      inside('link', 'set', 'eth0', 'up')
      inside('route', 'replace', 'default', 'via', gateway)
    }
    const card = `s${index}x${id.slice(2)}`
    ip('netns', 'add', namespace)
    namespaces.push(namespace)
    ports.push(addCable(card, [address]))
    ip('link', 'set', card, 'netns', namespace, 'name', 'eth0')
    inside('address', 'add', `${address}/24`, 'dev', 'eth0')
    inside('link', 'set', 'lo', 'up')
    plugIn()
    const unplug = () => inside('link', 'set', 'eth0', 'down')
    return [name, { namespace, address, plugIn, unplug, bytes: () => bytesOf(namespace) }]
  })

  const file = join(import.meta.dirname, 'network-switch.py')
  const command = ['python3', file, ...ports]
  const child = programs.start('switch', command, { env: process.env, namespace: centre })
  for (let waited = 0; programs.lines.length === 0 && child.exitCode === null && waited < 500; waited++)
    await pause(20)
  if (!programs.lines[0]?.endsWith('ready')) throw new Error(`no switch: ${programs.lines.join('\n')}`)
  return {
    sites: Object.fromEntries(sites),
    outside: own,
    way: (from, to, way) => void child.stdin?.write(`${JSON.stringify({ from, to, ...way })}\n`),
    close: async () => {
      await programs.close()
      for (const namespace of namespaces) spawnSync('ip', ['netns', 'delete', namespace])
      spawnSync('ip', ['link', 'delete', id])
    },
  }
}

function bytesOf(namespace: string): number {
  const { stdout } = spawnSync('ip', ['netns', 'exec', namespace, 'cat', '/proc/net/dev'], {
    encoding: 'utf8',
  })
  const [received = 0, , , , , , , , sent = 0] = (/eth0:\s*(.*)/.exec(stdout)?.[1] ?? '')
    .split(/\s+/)
    .map(Number)
  return received + sent
}
