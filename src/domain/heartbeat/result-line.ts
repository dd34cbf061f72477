import { localStamp, parseLocalStamp } from '../time/local-time'

/** The last heartbeat's result, as in hbresults.txt. */
export interface LastResult {
  /** Epoch milliseconds. */
  readonly at: number
  /** The text in the brackets: `200`, `Timeout error`, `HTTP error 503`, `Missed`, ... */
  readonly result: string
}

export function resultLine({ at, result }: LastResult): string {
  return `${localStamp(at)} (${result})`
}

/** Reads a line. `near` (epoch milliseconds: the file's time of change) decides which of a repeated hour's two is meant. */
export function parseResultLine(line: string, near: number): LastResult | undefined {
  const [, stamp = '', result = ''] = /^(.{19}) \((.+)\)\s*$/.exec(line) ?? []
  const at = parseLocalStamp(stamp, near)
  return at === undefined ? undefined : { at, result }
}

/** Whether the result is a bare status code, which only delivered heartbeats have. */
export function isDelivered(result: LastResult): boolean {
  return /^\d{3}$/.test(result.result)
}
