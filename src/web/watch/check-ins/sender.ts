import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { usable } from '../../../domain/settings/reading'
import type { SettingsFile } from '../../../domain/settings/settings-file'
import { isLoopback, plainAddress } from '../../net/addresses'

/** Returns the address that a request came from: at once, unless a proxy has to be believed. */
export type SenderOf = (request: IncomingMessage) => string | Promise<string>

/** X-Forwarded-For counts only from a trusted proxy on this machine, and of it the last address, which the proxy wrote itself. */
export function createSenderOf(settings: Pick<SettingsFile, 'read'>): SenderOf {
  async function forwardedFor(forwarded: string | string[], address: string): Promise<string> {
    if (!usable(await settings.read(), 'web')?.trustproxy) return address
    const last = plainAddress(String(forwarded).split(',').at(-1)?.trim() ?? '')
    return isIP(last) === 0 ? address : last
  }

  return ({ socket, headers }) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    const forwarded = headers['x-forwarded-for']
    return forwarded === undefined || !isLoopback(address) ? address : forwardedFor(forwarded, address)
  }
}
