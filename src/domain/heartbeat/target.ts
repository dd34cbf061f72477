import { fnv1a } from '../fnv'
import type { Settings } from '../settings/settings'

/**
 * A short text that is the same for the same heartbeat URL and frequency, to tell heartbeats before and after a change
 * apart. The URL cannot be read from it.
 */
export function targetOf({ url, frequency }: Pick<Settings['monitoring'], 'url' | 'frequency'>): string {
  const text = `${frequency} ${url}`
  return [fnv1a(text), fnv1a(`${text}.`)].map(number => number.toString(36)).join('-')
}
