import { localStamp, parseLocalStamp, parseStampAt } from '../time/local-time'

/** The last heartbeat's result, as in hbresults.txt. */
export interface LastResult {
  /** Epoch milliseconds. */
  readonly at: number
  /** The text in the brackets: `200`, `Timeout error`, `HTTP error 503`, `Missed`, ... */
  readonly result: string
}

/** The zone of the time in hbresults.txt, which is local and does not name it. */
export interface StampZone {
  /** Minutes ahead of UTC, from the result of `since` on (epoch milliseconds). */
  readonly ahead: number
  readonly since: number
  /** Minutes ahead of UTC before; absent where that is not known. */
  readonly before?: number
}

export function resultLine({ at, result }: LastResult): string {
  return `${localStamp(at)} (${result})`
}

/**
 * Reads a line. Without its zone it is in the present one, and `near` (epoch milliseconds: the file's time of change) decides
 * which of a repeated hour's two is meant.
 */
export function parseResultLine(line: string, near: number, zone?: StampZone): LastResult | undefined {
  const [, stamp = '', result = ''] = /^(.{19}) \((.+)\)\s*$/.exec(line) ?? []
  const at = zone === undefined ? parseLocalStamp(stamp, near) : parseIn(zone, stamp)
  return at === undefined ? undefined : { at, result }
}

/** A line from before `since` is of the zone before: after a power cut, or on a full disk, the new line is missing. */
function parseIn({ ahead, since, before = ahead }: StampZone, stamp: string): number | undefined {
  const at = parseStampAt(stamp, ahead)
  // The line has whole seconds.
  return at !== undefined && at <= since - 1_000 ? parseStampAt(stamp, before) : at
}

/** The zone to write before a result of that moment; undefined while what is written holds for it, too. */
export function nextZone(zone: StampZone | undefined, at: number, ahead: number): StampZone | undefined {
  if (zone === undefined) return { ahead, since: at }
  if (zone.ahead !== ahead) return { ahead, since: at, before: zone.ahead }
  // The clock was set back, or it is the end of an older heartbeat.
  return at < zone.since ? { ...zone, since: at } : undefined
}

/** The result of a heartbeat that a peer with the duty has delivered. */
export const BY_PEER = 'Peer'

/** Whether the result is a bare status code, which only delivered heartbeats have, or a peer has delivered it. */
export function isDelivered(result: LastResult): boolean {
  return /^\d{3}$/.test(result.result) || isOfPeer(result)
}

export function isOfPeer({ result }: LastResult): boolean {
  return result === BY_PEER
}
