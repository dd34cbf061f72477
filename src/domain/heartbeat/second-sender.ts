import { type Reading, readingProblem, usable } from '../settings/reading'

/** The command that takes the other sender out of service. */
export const REPLACE_ORIGINAL = 'sudo /usr/lib/intvlm8r-heartbeat/original-units replace'

/**
 * Judges the heartbeat.timer of an Intervalometerator that is in service on the same machine: two senders on one URL
 * hide each other's silence. Undefined when it sends nothing, or to another URL.
 */
export function secondSender(theirs: Reading, ours: Reading): string | undefined {
  const their = usable(theirs, 'monitoring')
  // Without a URL, or without the section, it sends nothing.
  if (theirs.kind === 'faulty' && !theirs.draft?.url) return undefined
  if (their === undefined)
    return `heartbeat.timer is in service, and which URL it calls is not known: ${readingProblem(theirs)}`
  if (their.frequency === 'Off') return undefined
  const our = usable(ours, 'monitoring')
  if (our !== undefined && !sameUrl(their.url, our.url)) return undefined
  return `heartbeat.timer of the Intervalometerator ${our === undefined ? 'calls a URL of its own settings' : 'calls the same URL'} every ${their.frequency} minutes`
}

function sameUrl(one: string, other: string): boolean {
  return canonicalUrl(one) === canonicalUrl(other)
}

/** The same for spellings of one URL. */
export function canonicalUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url
}
