/** The node of a Cluster that has a slot (redis.io, Cluster specification; CLUSTER NODES). */
import type { HostAndPort } from '../../../domain/redis/redis-url'
import { Refusal, stateOf } from '../errors'
import { type Adviser, type Advisers, distrustIn } from './advisers'
import type { Finder } from './locator'

interface Claim {
  readonly place: HostAndPort
  /** The node's claim of its slots; of several claims the highest counts. */
  readonly epoch: number
}

/** `byName`: see `ownersIn`. `key`: any with the hash tag of the watch, all of whose keys are in one slot. */
export function createSlotFinder(nodes: Advisers, key: string, byName = false): Finder {
  let slot: number | undefined

  async function askOne(node: Adviser, host: string): Promise<readonly Claim[]> {
    slot ??= Number(await node.call('CLUSTER', 'KEYSLOT', key))
    return ownersIn(String(await node.call('CLUSTER', 'NODES')), slot, host, byName)
  }

  return {
    find: async () => {
      const { answers, errors } = await nodes.ask(askOne)
      const [newest] = answers.flat().toSorted((one, other) => other.epoch - one.epoch)
      if (newest !== undefined) return newest.place
      if (answers.length > 0) throw new Refusal('is down: no node of the Cluster has the keys of this watch')
      throw whyNone(errors)
    },
    // A replica takes over only once it has what its primary acknowledged to it; see docs/decisions.
    isChanging: async () => false,
    replicas: () => 0,
    rest: () => nodes.close(),
  }
}

/**
 * `host`: the one that was asked, which may not know its own address. `byName`: nodes that announce a name are reached by
 * it (`cluster-announce-hostname`), since that is what a certificate is for.
 */
export function ownersIn(nodes: string, slot: number, host: string, byName = false): readonly Claim[] {
  return nodes.split('\n').flatMap(line => {
    const [, address = '', flags = '', , , , epoch = '', , ...ranges] = line.split(' ')
    const marks = flags.split(',')
    if (!marks.includes('master') || marks.includes('fail') || marks.includes('noaddr')) return []
    if (!ranges.some(range => holds(range, slot))) return []
    // `ip:port@bus-port,hostname`, where the IP may be one of version 6, and either may be empty.
    const [main = '', name = ''] = address.split(',')
    const [, ip = '', port = ''] = /^(.*):(\d+)(?:@|$)/.exec(main) ?? []
    const named = byName && !name.includes('=') ? name : ''
    return [{ place: { host: named || ip || host, port: Number(port) }, epoch: Number(epoch) }]
  })
}

/** `5460`, `0-5460`; a slot on its way to or from another node stands in brackets behind them. */
function holds(range: string, slot: number): boolean {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? []
  return first !== undefined && Number(first) <= slot && slot <= Number(last)
}

function whyNone(errors: readonly Error[]): Error {
  if (errors.some(({ message }) => /cluster support disabled/.test(message)))
    return new Refusal('is no Cluster: write redis:// in [Redis] url')
  const refused = errors.find(error => stateOf(error) !== undefined) ?? distrustIn(errors, 'its nodes')
  return refused ?? new Error('none of the nodes answers')
}
