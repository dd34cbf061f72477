import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { usable } from '../../../domain/settings/reading'
import type { SettingsFile } from '../../../domain/settings/settings-file'
import { isLoopback, plainAddress } from '../../net/addresses'

/** Returns the address that a request came from. */
export type SenderOf = (request: IncomingMessage) => Promise<string>

/** X-Forwarded-For counts only from a trusted proxy on this machine: its nearest address that is not the proxy's own. */
export function createSenderOf(settings: Pick<SettingsFile, 'read'>): SenderOf {
  return async ({ socket, headers }) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    const forwarded = headers['x-forwarded-for']
    if (forwarded === undefined || !isLoopback(address)) return address
    if (!usable(await settings.read(), 'web')?.trustproxy) return address
    const hops = String(forwarded)
      .split(',')
      .map(hop => plainAddress(hop.trim()))
    return hops.reverse().find(hop => isIP(hop) !== 0 && !isLoopback(hop)) ?? address
  }
}
