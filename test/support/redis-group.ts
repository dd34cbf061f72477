/** Several real servers that belong together: a primary with replicas and Sentinels, or the nodes of a Cluster. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createSecureContext } from 'node:tls'
import { connectWorker, type Redis } from '../../src/io/redis/client'
import { findRedisServer } from '../../src/io/redis/private-server/find-server'
import type { Certificates } from './certificates'
import { freePort } from './port'

/** The command that starts a server, with the arguments that stand before its own. */
export type ServerCommand = readonly string[]

export interface GroupOptions {
  readonly command?: ServerCommand
  /** The address on which the servers listen; by default 127.0.0.1. Of several each server has one of its own, also as a client. */
  readonly host?: string | readonly string[]
  readonly options?: readonly string[]
  /** The folder in which what each server says is kept, by its port; without it nobody keeps it. */
  readonly logs?: string
  /** All servers speak TLS alone, to each other as well. */
  readonly tls?: Pick<Certificates, 'ca' | 'good'>
}

export interface Node {
  readonly host: string
  readonly port: number
  /** A connection of the test's own, which comes back by itself. */
  readonly admin: Redis
  signal(signal: NodeJS.Signals): void
  /** Starts it again, after its end. */
  restart(): Promise<void>
}

export interface Group {
  readonly url: string
  readonly nodes: readonly Node[]
  /** The node that is the primary now, as the others see it. */
  primary(): Promise<Node>
  close(): Promise<void>
}

export interface SentinelGroup extends Group {
  /** Settles once all other nodes are replicas of the primary, and in step with it. */
  whole(): Promise<void>
  readonly sentinels: readonly Node[]
}

export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''] as const

const ownServer = (): ServerCommand => {
  const server = findRedisServer(process.env.PATH ?? '')
  if (server === undefined) throw new Error('no valkey-server or redis-server')
  return [server]
}

function openRoom({ command = ownServer(), host = '127.0.0.1', options = DURABLE, logs, tls }: GroupOptions) {
  const root = mkdtempSync(join(tmpdir(), 'intvlm8r-group-'))
  const hosts = [host].flat()
  let started = 0
  if (logs !== undefined) mkdirSync(logs, { recursive: true })
  const scheme = tls ? 'rediss' : 'redis'
  const authorities = tls && (async () => createSecureContext({ ca: tls.ca }))
  const doorOf = tls ? tlsDoor(root, tls) : (port: number) => ['--port', `${port}`]
  const ends: (() => Promise<void>)[] = []

  async function start(port: number, args: readonly string[]): Promise<Node> {
    const folder = join(root, `${port}`)
    mkdirSync(folder)
    const host = hosts[started++ % hosts.length] ?? ''
    let child: ChildProcess
    const run = () => {
      const log = openSync(logs === undefined ? '/dev/null' : join(logs, `${port}.log`), 'a')
      child = spawn(
        'setpriv',
        [
          '--pdeathsig',
          'KILL',
          ...command,
          ...args,
          ...doorOf(port),
          '--bind',
          host,
          ...(hosts.length > 1 ? ['--bind-source-addr', host] : []),
          '--protected-mode',
          'no',
        ],
        { cwd: folder, stdio: ['ignore', log, 'inherit'] },
      )
      closeSync(log)
    }
    run()
    const admin = connectWorker({ url: `${scheme}://${host}:${port}`, ...(authorities && { authorities }) })
    admin.on('error', () => {})
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null
    ends.push(async () => {
      admin.disconnect()
      child.kill('SIGKILL')
      if (!hasEnded()) await once(child, 'exit')
    })
    await admin.ping()
    return {
      host,
      port,
      admin,
      signal: signal => void child.kill(signal),
      restart: async () => {
        if (!hasEnded()) await once(child, 'exit')
        run()
        await admin.ping()
      },
    }
  }

  return {
    scheme,
    root,
    options,
    start,
    close: async () => {
      await Promise.all(ends.map(end => end()))
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function tlsDoor(root: string, { ca, good }: Pick<Certificates, 'ca' | 'good'>) {
  const files = { 'ca-cert-file': ca, 'cert-file': good.cert, 'key-file': good.key }
  const named = Object.entries(files).flatMap(([name, pem]) => {
    writeFileSync(join(root, name), pem)
    return [`--tls-${name}`, join(root, name)]
  })
  const all = ['--tls-auth-clients', 'no', '--tls-replication', 'yes', '--tls-cluster', 'yes', ...named]
  return (port: number) => ['--port', '0', '--tls-port', `${port}`, ...all]
}

async function until(holds: () => Promise<boolean>, what: string, ms = 30_000): Promise<void> {
  for (const end = Date.now() + ms; !(await holds().catch(() => false)); await pause(50))
    if (Date.now() > end) throw new Error(`not within ${ms / 1000} s: ${what}`)
}

export async function startSentinelGroup(
  given: GroupOptions & { readonly replicas?: number; readonly downAfterMs?: number } = {},
): Promise<SentinelGroup> {
  const { replicas = 2, downAfterMs = 1_000 } = given
  const room = openRoom(given)
  const nodes: Node[] = [await room.start(await freePort(), room.options)]
  const [first] = nodes as [Node]
  for (let made = 0; made < replicas; made++)
    nodes.push(
      await room.start(await freePort(), [...room.options, '--replicaof', first.host, `${first.port}`]),
    )
  await until(async () => infoOf(await first.admin.info(), 'connected_slaves') === `${replicas}`, 'replicas')
  const sentinels: Node[] = []
  for (let made = 0; made < 3; made++) {
    const port = await freePort()
    const path = join(room.root, `sentinel-${port}.conf`)
    const lines = [
      `sentinel monitor mymaster ${first.host} ${first.port} 2`,
      `sentinel down-after-milliseconds mymaster ${downAfterMs}`,
      'sentinel failover-timeout mymaster 6000',
      'sentinel parallel-syncs mymaster 2',
    ]
    writeFileSync(path, `${lines.join('\n')}\n`)
    sentinels.push(await room.start(port, [path, '--sentinel']))
  }
  const isKnown = async (sentinel: Node) => {
    const flat = (await sentinel.admin.call('SENTINEL', 'MASTER', 'mymaster')) as string[]
    const field = (name: string) => flat[flat.indexOf(name) + 1]
    return field('num-slaves') === `${replicas}` && field('num-other-sentinels') === '2'
  }
  for (const sentinel of sentinels) await until(() => isKnown(sentinel), 'Sentinels know each other')
  const primary = async (): Promise<Node> => {
    const [address] = await Promise.all(
      sentinels.map(({ admin }) => admin.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster')),
    )
    return nodeAt(nodes, Number((address as string[])[1]))
  }
  return {
    url: `${room.scheme}+sentinel://${sentinels.map(({ host, port }) => `${host}:${port}`).join(',')}/mymaster`,
    nodes,
    sentinels,
    whole: async () => {
      const isWhole = async () => {
        const info = await (await primary()).admin.info('replication')
        return (info.match(/^slave\d+:.*state=online/gm) ?? []).length === replicas
      }
      await until(isWhole, 'all are replicas of the primary', 60_000)
    },
    primary,
    close: room.close,
  }
}

export async function startSingle(given: GroupOptions = {}): Promise<Group> {
  const room = openRoom(given)
  const node = await room.start(await freePort(), room.options)
  return {
    url: `${room.scheme}://${node.host}:${node.port}`,
    nodes: [node],
    primary: async () => node,
    close: room.close,
  }
}

/** The slot of a key. */
export interface Slot {
  /** The node that has it now. */
  primary(): Promise<Node>
  /** Settles once the node that has the slot has its replica, in step with it, and all nodes agree. */
  whole(): Promise<void>
  /** Moves the slot to that node, with all that is in it, as `redis-cli --cluster reshard` does. */
  moveSlot(to: Node): Promise<void>
}

export interface ClusterGroup extends Group, Slot {
  slotOf(key: string): Promise<Slot>
  /** A replica of that node which is in step with it. */
  replicaOf(node: Node): Promise<Node | undefined>
  readonly masters: readonly Node[]
}

/** @param key a key of the watch, whose slot `primary` is about */
export async function startCluster(
  key: string,
  given: GroupOptions & {
    readonly masters?: number
    readonly replicasEach?: number
    readonly nodeTimeoutMs?: number
  } = {},
): Promise<ClusterGroup> {
  const { masters = 3, replicasEach = 0, nodeTimeoutMs = 3_000 } = given
  const room = openRoom(given)
  const nodes: Node[] = []
  const own = [
    '--cluster-enabled',
    'yes',
    '--cluster-node-timeout',
    `${nodeTimeoutMs}`,
    '--cluster-replica-validity-factor',
    '0',
  ]
  for (let made = 0; made < masters * (1 + replicasEach); made++) {
    const port = await freePort()
    nodes.push(await room.start(port, [...room.options, ...own, '--cluster-port', `${await freePort()}`]))
  }
  const [first] = nodes as [Node]
  const heads = nodes.slice(0, masters)
  const call = ({ admin }: Node, ...args: (string | number)[]) => admin.call('CLUSTER', ...args.map(String))
  for (const [at, node] of heads.entries()) {
    const range = (part: number) => Math.floor((16_384 * part) / masters)
    await call(node, 'ADDSLOTSRANGE', range(at), range(at + 1) - 1)
    await call(node, 'SET-CONFIG-EPOCH', at + 1)
  }
  const busOf = async (node: Node) => /@(\d+)/.exec(String(await call(node, 'NODES')))?.[1] ?? ''
  for (const node of nodes.slice(1)) await call(node, 'MEET', first.host, first.port, await busOf(first))
  const knows = async (node: Node) =>
    String(await call(node, 'NODES'))
      .trim()
      .split('\n').length === nodes.length
  for (const node of nodes) await until(() => knows(node), 'nodes know each other')
  for (const [at, node] of nodes.slice(masters).entries())
    await call(node, 'REPLICATE', String(await call(heads[at % masters] as Node, 'MYID')))
  const isSound = async (node: Node) => /cluster_state:ok/.test(String(await call(node, 'INFO')))
  for (const node of nodes) await until(() => isSound(node), 'the Cluster is sound')
  for (const node of heads)
    await until(
      async () => infoOf(await node.admin.info(), 'connected_slaves') === `${replicasEach}`,
      'replicas',
    )
  const primaryOf = async (slot: number): Promise<Node> => {
    for (const node of nodes) {
      const text = String(await soon(call(node, 'NODES'), ''))
      const line = text
        .split('\n')
        .find(each => / myself,master /.test(each.replace('myself,master', ' myself,master ')))
      const ranges = line?.split(' ').slice(8) ?? []
      const has = ranges.some(range => {
        const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? []
        return from !== undefined && Number(from) <= slot && slot <= Number(to)
      })
      if (has) return node
    }
    throw new Error('no node has the slot')
  }
  const replicaOf = async (node: Node): Promise<Node | undefined> => {
    for (const each of nodes) {
      const [role, , port, state] = await soon<readonly unknown[]>(each.admin.role(), [])
      if (role === 'slave' && Number(port) === node.port && state === 'connected') return each
    }
    return undefined
  }
  const slotOf = async (ofKey: string): Promise<Slot> => {
    const slot = Number(await call(first, 'KEYSLOT', ofKey))
    const primary = () => primaryOf(slot)
    const isWhole = async () => {
      if ((await replicaOf(await primary())) === undefined) return false
      return (await Promise.all(nodes.map(isSound))).every(Boolean)
    }
    return {
      primary,
      whole: () => until(isWhole, 'the Cluster is whole', 60_000),
      moveSlot: async to => {
        const from = await primary()
        const [fromId, toId] = [String(await call(from, 'MYID')), String(await call(to, 'MYID'))]
        await call(to, 'SETSLOT', slot, 'IMPORTING', fromId)
        await call(from, 'SETSLOT', slot, 'MIGRATING', toId)
        for (;;) {
          const keys = (await call(from, 'GETKEYSINSLOT', slot, 10)) as string[]
          if (keys.length === 0) break
          await from.admin.call('MIGRATE', to.host, `${to.port}`, '', '0', '5000', 'KEYS', ...keys)
        }
        for (const node of [to, from]) await call(node, 'SETSLOT', slot, 'NODE', toId)
      },
    }
  }
  return {
    url: `${room.scheme}+cluster://${nodes.map(({ host, port }) => `${host}:${port}`).join(',')}`,
    nodes,
    masters: heads,
    replicaOf,
    slotOf,
    ...(await slotOf(key)),
    close: room.close,
  }
}

/** The answer of a node that may be gone: its connection waits for it. */
async function soon<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  return await Promise.race([answer.catch(() => otherwise), pause(500, otherwise)])
}

function infoOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]
}

function nodeAt(nodes: readonly Node[], port: number): Node {
  const found = nodes.find(node => node.port === port)
  if (found === undefined) throw new Error(`no node at ${port}`)
  return found
}
