/** The ids of peers, each bound to the key by which it was shown first: no peer can pass for another one. */
import type { Peer } from '../../domain/peers/peer'
import type { ClaimId } from '../../domain/peers/ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import claimIdLua from './claim-id.lua' with { type: 'text' }
import { keyIdOf } from './signature'

/** `known`: the peers of the INI. Fails when Redis does not answer within two seconds. */
export function openPeerIds(connection: Redis, self: string, known: () => Promise<readonly Peer[]>): ClaimId {
  const { ids } = namesOf(connection).peers
  const claim = defineScript<string>(connection, claimIdLua)
  return async (key, id) => {
    if (id === self) return 'this watch'
    const others = (await known()).filter(peer => peer.key !== key)
    const names = new Map(others.map(peer => [keyIdOf(peer.key), peer.name]))
    const holder = await inTimeOn(connection)(claim([ids], [keyIdOf(key), id, ...names.keys()]))
    return holder === '' ? undefined : names.get(holder)
  }
}

/** The ids that these peers have shown; none of one that has shown none yet. */
export async function readPeerIds(
  connection: Redis,
  peers: readonly Pick<Peer, 'key'>[],
): Promise<readonly string[]> {
  const { ids } = namesOf(connection).peers
  const found = await inTimeOn(connection)(connection.hmget(ids, ...peers.map(({ key }) => keyIdOf(key))))
  return found.filter(id => id !== null)
}
