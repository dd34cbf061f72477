import { localStamp, parseLocalStamp } from '../time/local-time'

/** The last heartbeat's result, as hbresults.txt holds it. */
export interface LastResult {
  /** Epoch milliseconds. */
  readonly at: number
  /** What stands in the brackets: `200`, `Timeout error`, `HTTP error 503`, `Missed`, ... */
  readonly result: string
}

export function resultLine({ at, result }: LastResult): string {
  return `${localStamp(at)} (${result})`
}

/** `near` (epoch milliseconds, the file's time of change) settles the hour that a DST change repeats. */
export function parseResultLine(line: string, near: number): LastResult | undefined {
  const [, stamp = '', result = ''] = /^(.{19}) \((.+)\)\s*$/.exec(line) ?? []
  const at = parseLocalStamp(stamp, near)
  return at === undefined ? undefined : { at, result }
}

/** Only a delivered heartbeat has a bare status code for a result. */
export function isDelivered(result: LastResult): boolean {
  return /^\d{3}$/.test(result.result)
}
