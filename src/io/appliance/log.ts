import pino from 'pino'
import type { Log } from '../../domain/log'
import { localStamp } from '../../domain/time/local-time'
import { visibleText } from '../../domain/visible-text'

/** Logs short lines for people on a terminal, and JSON for everything else. `part` names the program: web, worker, ... */
export function createLog(part: string, terminal: boolean): Log {
  const base = {
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorFields },
    // Journals are read in a terminal, which would obey them.
    hooks: { streamWrite: visibleText },
  }
  return terminal
    ? pino(base, { write: line => process.stdout.write(visibleText(forPeople(line))) })
    : pino(base)
}

/**
 * The fields of an error that help, and no others: ioredis adds the command to its errors, password included. Only a
 * surprise has its stack: errors of the system, of Redis and of time-outs have a code or a name of their own.
 */
function errorFields(error: Error & { code?: unknown }): Record<string, unknown> {
  const { name, message, code, stack, cause } = error
  const isSurprise =
    code === undefined && /^(Error|TypeError|RangeError|ReferenceError|SyntaxError)$/.test(name)
  return {
    type: name,
    message,
    ...(code !== undefined && { code }),
    ...(cause instanceof Error && { cause: cause.message }),
    ...(isSurprise && { stack }),
  }
}

/** `10:05:00 web      listening on http://raspberrypi.local:8080` */
function forPeople(line: string): string {
  const { level, time, part, msg, err, ...rest } = JSON.parse(line)
  const clock = localStamp(Date.parse(time)).slice(11)
  const mark = level >= 50 ? 'ERROR ' : level >= 40 ? 'WARNING ' : ''
  const more = Object.entries(rest).map(([key, value]) => ` ${key}=${value}`)
  return `${clock} ${String(part).padEnd(7)} ${mark}${msg ?? ''}${err ? `: ${err.message}` : ''}${more.join('')}\n`
}
