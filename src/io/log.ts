import pino from 'pino'
import { localStamp } from '../domain/local-time'

export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>

/** Short lines: for people on a terminal, JSON for everything else. `part` names the program: web, worker, ... */
export function createLog(part: string, terminal: boolean): Log {
  const base = { base: { part }, timestamp: pino.stdTimeFunctions.isoTime }
  return terminal ? pino(base, { write: line => process.stdout.write(forPeople(line)) }) : pino(base)
}

/** `10:05:00 web      listening on http://raspberrypi.local:8080` */
function forPeople(line: string): string {
  const { level, time, part, msg, err, ...rest } = JSON.parse(line)
  const clock = localStamp(Date.parse(time)).slice(11)
  const mark = level >= 50 ? 'ERROR ' : level >= 40 ? 'WARNING ' : ''
  const more = Object.entries(rest).map(([key, value]) => ` ${key}=${value}`)
  return `${clock} ${String(part).padEnd(7)} ${mark}${msg ?? ''}${err ? `: ${err.message}` : ''}${more.join('')}\n`
}
