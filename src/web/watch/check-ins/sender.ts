import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { usable } from '../../../domain/settings/reading'
import type { SettingsFile } from '../../../domain/settings/settings-file'
import { isLoopback, plainAddress } from '../../net/addresses'

/** Returns the address that a request came from. */
export type SenderOf = (request: IncomingMessage) => Promise<string>

/** X-Forwarded-For counts only from a trusted proxy on this machine, and of it the last address, which the proxy wrote itself. */
export function createSenderOf(settings: Pick<SettingsFile, 'read'>): SenderOf {
  return async ({ socket, headers }) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    const forwarded = headers['x-forwarded-for']
    if (forwarded === undefined || !isLoopback(address)) return address
    if (!usable(await settings.read(), 'web')?.trustproxy) return address
    const last = plainAddress(String(forwarded).split(',').at(-1)?.trim() ?? '')
    return isIP(last) === 0 ? address : last
  }
}
