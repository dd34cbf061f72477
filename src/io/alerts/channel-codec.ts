/** A channel of the page as Redis keeps it under its name. */
import type { Channel } from '../../domain/alerts/channel'

interface StoredChannel extends Pick<Channel, 'kind' | 'settings'> {
  readonly default?: boolean
}

export function encodeChannel({ kind, settings, isDefault }: Omit<Channel, 'name' | 'origin'>): string {
  // JSON leaves out what is undefined.
  return JSON.stringify({ kind, settings, default: isDefault })
}

export function decodeChannel(name: string, json: string): Channel {
  const { kind, settings, default: isDefault } = JSON.parse(json) as StoredChannel
  return { name, kind, origin: 'page', settings, ...(isDefault !== undefined && { isDefault }) }
}
