import type { Settings } from '../settings/settings'

/**
 * A short text that is the same for the same heartbeat URL and frequency, to tell heartbeats before and after a change
 * apart. The URL cannot be read from it. FNV-1a (RFC 9923) with 32 bits, twice.
 */
export function targetOf({ url, frequency }: Pick<Settings['monitoring'], 'url' | 'frequency'>): string {
  const text = `${frequency} ${url}`
  return [hash(text), hash(`${text}.`)].map(number => number.toString(36)).join('-')
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}
