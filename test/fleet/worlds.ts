/** The servers of a fleet, and what may happen to them. */
import { setTimeout as pause } from 'node:timers/promises'
import { failOver, untilAnother } from '../support/failovers'
import { type Node, type Slot, startCluster, startSentinelGroup, startSingle } from '../support/redis-group'
import { cut } from './cuts'
import { BACKBONE, SERVERS } from './hosts'
import { trixieServer } from './servers'

export interface World {
  readonly url: string
  readonly copies: number
  /** Parts into which the checks are divided. */
  readonly shards?: number
  /** Sentence -> an event of the servers; each settles once the servers serve again. */
  readonly events: Readonly<Record<string, (random: () => number) => Promise<void>>>
  close(): Promise<void>
}

export interface WorldKind {
  readonly name: string
  /** Undefined where its servers are not to be had. What they say is kept in the folder `logs`. */
  readonly open: ((logs: string) => Promise<World>) | undefined
  /** Milliseconds by which the clock of worker B is ahead; less than 0: behind. */
  readonly skewMs?: number
}

/** Two of these servers cannot reach each other for a while; each of them reaches everybody else. */
async function apart(nodes: readonly Node[], random: () => number): Promise<void> {
  const one = Math.floor(random() * nodes.length)
  const other = (one + 1 + Math.floor(random() * (nodes.length - 1))) % nodes.length
  const heal = cut(nodes[one]?.host ?? '', nodes[other]?.host ?? '')
  try {
    await pause(3_000 + random() * 9_000)
  } finally {
    heal()
  }
}

async function killed(node: Node, downMs = 500): Promise<void> {
  node.signal('SIGKILL')
  await pause(downMs)
  await node.restart()
}

async function openSingle(logs: string, command?: readonly string[]): Promise<World> {
  const group = await startSingle({ host: BACKBONE, logs, ...(command && { command }) })
  const [node] = group.nodes as [Node]
  return {
    url: group.url,
    copies: 1,
    events: {
      'the server dies (kill -9)': () => killed(node),
      'the server stands still (SIGSTOP)': async () => {
        node.signal('SIGSTOP')
        await pause(4_000)
        node.signal('SIGCONT')
      },
    },
    close: group.close,
  }
}

async function openSentinels(logs: string, command: readonly string[]): Promise<World> {
  const group = await startSentinelGroup({ command, logs, host: SERVERS })
  return {
    url: group.url,
    copies: 2,
    events: {
      'a planned failover': async () => {
        await failOver(group)
        await group.whole()
      },
      'the primary dies (kill -9)': async () => {
        const before = await group.primary()
        before.signal('SIGKILL')
        await untilAnother(group, before)
        await before.restart()
        await group.whole()
      },
      'the primary stands still (SIGSTOP)': async () => {
        const before = await group.primary()
        before.signal('SIGSTOP')
        await untilAnother(group, before)
        before.signal('SIGCONT')
        await group.whole()
      },
      'a replica dies (kill -9)': async () => {
        const { port } = await group.primary()
        const replica = group.nodes.find(node => node.port !== port)
        if (replica) await killed(replica, 1_000)
        await group.whole()
      },
      'packets between two servers or Sentinels are dropped': async random => {
        await apart([...group.nodes, ...group.sentinels], random)
        await group.whole()
      },
    },
    close: group.close,
  }
}

async function openCluster(logs: string, command: readonly string[], shards = 1): Promise<World> {
  const cluster = await startCluster('{intvlm8r}', {
    command,
    logs,
    host: SERVERS,
    replicasEach: 1,
    nodeTimeoutMs: 2_000,
  })
  const otherThan = async (before: Node, slot: Slot, ask = async (): Promise<unknown> => undefined) => {
    for (let looks = 0; looks < 300; looks++, await pause(100)) {
      if ((await slot.primary().catch(() => before)).port !== before.port) return
      // A replica gives up a failover that it was asked for after five seconds.
      if (looks % 60 === 0) await ask()
    }
    throw new Error('no failover')
  }
  const parts = Array.from({ length: shards }, (_none, part) =>
    part === 0 ? '{intvlm8r}' : `{intvlm8r:${part}}`,
  )
  const slots = await Promise.all(parts.map(cluster.slotOf))
  let turn = 0
  /** The slots of the parts have their turns. */
  const nextSlot = () => slots[turn++ % slots.length] as Slot
  const masters = async () => {
    // All are there.
    const roles = await Promise.all(
      cluster.nodes.map(async node => ({ node, role: (await node.admin.role())[0] })),
    )
    return roles.filter(({ role }) => role === 'master').map(({ node }) => node)
  }
  return {
    url: cluster.url,
    copies: 2,
    shards,
    events: {
      'a planned failover': async () => {
        const slot = nextSlot()
        const before = await slot.primary()
        const replica = await cluster.replicaOf(before)
        const ask = async () => replica?.admin.call('CLUSTER', 'FAILOVER').catch(String)
        if (replica) await otherThan(before, slot, ask)
        await slot.whole()
      },
      'the node dies (kill -9)': async () => {
        const slot = nextSlot()
        const before = await slot.primary()
        if ((await cluster.replicaOf(before)) === undefined) return
        before.signal('SIGKILL')
        await otherThan(before, slot)
        await before.restart()
        await slot.whole()
      },
      'the slot moves to a node with a replica': async () => {
        const slot = nextSlot()
        const { port } = await slot.primary()
        for (const node of await masters())
          if (node.port !== port && (await cluster.replicaOf(node)) !== undefined)
            return await slot.moveSlot(node)
      },
      'packets between two nodes are dropped': async random => {
        await apart(cluster.nodes, random)
        await cluster.whole()
      },
    },
    close: cluster.close,
  }
}

const [redis8, valkey8] = [trixieServer('redis-server'), trixieServer('valkey-server')]

export const WORLDS: readonly WorldKind[] = [
  { name: 'one server', open: logs => openSingle(logs), skewMs: 30_000 },
  { name: 'Sentinel', open: redis8 && (logs => openSentinels(logs, redis8)), skewMs: 30_000 },
  { name: 'Cluster', open: redis8 && (logs => openCluster(logs, redis8)), skewMs: -30_000 },
  { name: 'Cluster with 4 shards', open: redis8 && (logs => openCluster(logs, redis8, 4)), skewMs: 30_000 },
  { name: 'Valkey 8.1', open: valkey8 && (logs => openSingle(logs, valkey8)), skewMs: -30_000 },
]
