import pino from 'pino'
import type { Log } from '../../domain/log'
import { localStamp } from '../../domain/time/local-time'

/** Short lines: for people on a terminal, JSON for everything else. `part` names the program: web, worker, ... */
export function createLog(part: string, terminal: boolean): Log {
  const base = { base: { part }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: errorFields } }
  return terminal ? pino(base, { write: line => process.stdout.write(forPeople(line)) }) : pino(base)
}

/**
 * No more of an error than helps: ioredis hangs the command on its errors, password included. A stack only where the
 * error is a surprise: what the system, Redis or a time-out says has a code or a name of its own.
 */
function errorFields(error: Error & { code?: unknown }): Record<string, unknown> {
  const { name, message, code, stack } = error
  const surprise =
    code === undefined && /^(Error|TypeError|RangeError|ReferenceError|SyntaxError)$/.test(name)
  return { type: name, message, ...(code !== undefined && { code }), ...(surprise && { stack }) }
}

/** `10:05:00 web      listening on http://raspberrypi.local:8080` */
function forPeople(line: string): string {
  const { level, time, part, msg, err, ...rest } = JSON.parse(line)
  const clock = localStamp(Date.parse(time)).slice(11)
  const mark = level >= 50 ? 'ERROR ' : level >= 40 ? 'WARNING ' : ''
  const more = Object.entries(rest).map(([key, value]) => ` ${key}=${value}`)
  return `${clock} ${String(part).padEnd(7)} ${mark}${msg ?? ''}${err ? `: ${err.message}` : ''}${more.join('')}\n`
}
