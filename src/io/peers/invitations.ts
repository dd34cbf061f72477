/** Invitations: keys that were offered to peers, and wait for them to join. They expire. */
import type { Invitations } from '../../domain/peers/ports'
import { namesOf, REQUEST_TIMEOUT_MS, type Redis, within } from '../redis/client'
import { drawKey, keyIdOf } from './signature'

const LIFETIME_S = 24 * 3_600

/** Every call fails when Redis does not answer within two seconds. */
export function openInvitations(connection: Redis): Invitations {
  const { peers } = namesOf(connection)
  return {
    offer: async given => {
      const invitation = { ...given, key: drawKey() }
      const place = peers.invitation(keyIdOf(invitation.key))
      await within(REQUEST_TIMEOUT_MS, connection.set(place, JSON.stringify(invitation), 'EX', LIFETIME_S))
      return invitation
    },
    find: async keyId => {
      const text = await within(REQUEST_TIMEOUT_MS, connection.get(peers.invitation(keyId)))
      return text === null ? undefined : JSON.parse(text)
    },
    end: async ({ key }) => {
      await within(REQUEST_TIMEOUT_MS, connection.del(peers.invitation(keyIdOf(key))))
    },
  }
}
