/** Invitations: keys that were offered to peers, and wait for them to join. They expire. */
import type { Invitations } from '../../domain/peers/ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { drawKey, keyIdOf } from './signature'

const LIFETIME_S = 24 * 3_600

/** Every call fails when Redis does not answer within two seconds. */
export function openInvitations(connection: Redis): Invitations {
  const { peers } = namesOf(connection)
  const inTime = inTimeOn(connection)
  return {
    offer: async given => {
      const invitation = { ...given, key: drawKey() }
      const place = peers.invitation(keyIdOf(invitation.key))
      await inTime(connection.set(place, JSON.stringify(invitation), 'EX', LIFETIME_S))
      return invitation
    },
    find: async keyId => {
      const text = await inTime(connection.get(peers.invitation(keyId)))
      return text === null ? undefined : JSON.parse(text)
    },
    end: async ({ key }) => {
      await inTime(connection.del(peers.invitation(keyIdOf(key))))
    },
  }
}
