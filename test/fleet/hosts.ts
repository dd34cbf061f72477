/** Two hosts, each with a web app and a worker as they ship, in a network of its own with one cable to the servers. Takes root. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HASH, HOSTS, type Host } from '../kills/fleet'
import { ip, type OwnNetwork, openNetwork } from '../support/own-network'
import { openPrograms } from '../support/programs'

export const PROGRAMS = ['web A', 'web B', 'worker A', 'worker B'] as const
export type Program = (typeof PROGRAMS)[number]

/** Of this process alone: another run on this machine takes its addresses away when it ends. */
function addressOf(last: number): string {
  return `10.213.${100 + (process.pid % 150)}.${last}`
}

/** The address of the servers and of the services, on the machine that the cables lead to. */
export const BACKBONE = addressOf(1)

export interface Hosts {
  readonly webs: readonly { readonly host: string; readonly port: number }[]
  readonly lines: readonly string[]
  network(host: Host): OwnNetwork
  start(program: Program): Promise<void>
  signal(program: Program, signal: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

export interface HostOptions {
  /** `[Redis] url` */
  readonly redis: string
  readonly copies: number
  readonly shards?: number
  /** The URL for the alerts, to which each host adds its name. */
  readonly service: string
  /** The environment of a program beside the usual one. */
  readonly envOf?: (program: Program) => NodeJS.ProcessEnv
}

const PORT = 8_080

/** Addresses of servers that have one each, so that packets between two of them can be dropped. */
export const SERVERS: readonly string[] = Array.from({ length: 6 }, (_, number) => addressOf(11 + number))

export function openBackbone(): () => void {
  const addresses = [BACKBONE, ...SERVERS]
  for (const address of addresses) ip('address', 'replace', `${address}/32`, 'dev', 'lo')
  return () => {
    for (const address of addresses) spawnSync('ip', ['address', 'delete', `${address}/32`, 'dev', 'lo'])
  }
}

export function openHosts({ redis, copies, shards = 1, service, envOf = () => ({}) }: HostOptions): Hosts {
  const root = mkdtempSync(join(tmpdir(), 'intvlm8r-fleet-'))
  const networks = new Map(HOSTS.map(host => [host, openNetwork()]))
  const programs = openPrograms()
  const network = (host: Host) => networks.get(host) as OwnNetwork

  for (const host of HOSTS) {
    ip('-n', network(host).name, 'route', 'add', 'default', 'via', network(host).receiver)
    mkdirSync(join(root, host), { mode: 0o700 })
    const ini = [
      '[Monitoring]',
      'heartbeatfrequency = Off',
      '[Web]',
      `port = ${PORT}`,
      '[Login]',
      `passwordhash = ${HASH}`,
      '[Redis]',
      `url = ${redis}`,
      'prefix = intvlm8r',
      'join = on',
      `copies = ${copies}`,
      `shards = ${shards}`,
      '[channel.hook]',
      'kind = webhook',
      `url = ${service}/${host}/hook`,
      '[channel.duty]',
      'kind = pagerduty',
      'routingkey = 0123456789abcdef0123456789abcdef',
      `url = ${service}/${host}`,
    ]
    writeFileSync(join(root, host, 'intvlm8r.ini'), `${ini.join('\n')}\n`, { mode: 0o600 })
  }

  return {
    // The other end of each cable.
    webs: HOSTS.map(host => ({
      host: network(host).receiver.replace(/\d+$/, last => `${Number(last) + 1}`),
      port: PORT,
    })),
    lines: programs.lines,
    network,
    signal: programs.signal,
    start: async program => {
      const [name, host] = program.split(' ') as ['web' | 'worker', Host]
      const env = { PATH: process.env.PATH, TZ: 'UTC', INTVLM8R_HOME: join(root, host), ...envOf(program) }
      const file = resolve(`dist/bin/${name}.js`)
      const child = programs.start(program, [process.execPath, file], { env, namespace: network(host).name })
      await pause(300)
      if (child.exitCode !== null) throw new Error(`${program} ended: ${programs.lines.slice(-5).join('\n')}`)
    },
    close: async () => {
      await programs.close()
      for (const each of networks.values()) each.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
