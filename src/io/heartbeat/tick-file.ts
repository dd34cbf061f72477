import type { TickFile } from '../../domain/heartbeat/ports'
import type { CheckedIni, LastTick, Stop } from '../../domain/heartbeat/tick'
import { localStamp } from '../../domain/time/local-time'
import { FREQUENCIES } from '../../domain/time/slot'
import { readOwnFile } from '../files/own-file'
import { replaceUnsynced } from '../files/unsynced-file'

/** Many times a record with all its stops. */
const MOST_BYTES = 1024 * 1024

/**
 * The two files of the last tick, in the runtime folder where systemd gives one: heartbeat.log for people, tick.json for
 * the next tick and the page. Written synchronously, since the tick does nothing else meanwhile, and not synced to the disk,
 * since a power cut makes both worthless anyway.
 */
export function openTickFile(
  folder: string,
): TickFile & { readNow(): LastTick | undefined; write(tick: LastTick, more: string): void } {
  const record = `${folder}/tick.json`
  const log = `${folder}/heartbeat.log`

  function readNow(): LastTick | undefined {
    let text: string
    try {
      text = readOwnFile(record, MOST_BYTES).toString()
    } catch {
      // The first tick, an unreadable folder, which the next write reports, or a file that somebody else may have written:
      // the next tick takes its port and frequency from it.
      return undefined
    }
    return parseTick(text)
  }

  return {
    readNow,
    read: async () => readNow(),
    write: (tick, more) => {
      replaceUnsynced(record, `${JSON.stringify(tick)}\n`)
      replaceUnsynced(log, `${localStamp(tick.at)} ${tick.line}${more}\n`)
    },
  }
}

const ENDS: readonly LastTick['end'][] = ['nothing', 'queued', 'ini', 'disk', 'web', 'redis']

/** Returns undefined for a file that is cut short or was made by hand. */
function parseTick(text: string): LastTick | undefined {
  try {
    const tick: Partial<LastTick> = JSON.parse(text)
    const { at, end, line, owedSince, stops, ini } = tick
    if (typeof at !== 'number' || typeof line !== 'string') return undefined
    if (end === undefined || !ENDS.includes(end)) return undefined
    return {
      at,
      end,
      line,
      ...(typeof owedSince === 'number' && { owedSince }),
      ...(Array.isArray(stops) && stops.every(isStop) && { stops }),
      ...(isCheckedIni(ini) && { ini }),
    }
  } catch {
    return undefined
  }
}

function isStop(stop: unknown): stop is Stop {
  const { from, to, reason } = Object(stop)
  return typeof from === 'number' && typeof to === 'number' && typeof reason === 'string'
}

function isCheckedIni(ini: unknown): ini is CheckedIni {
  const { mark, frequency, catchup, port } = Object(ini)
  return (
    typeof mark === 'string' &&
    FREQUENCIES.includes(frequency) &&
    typeof catchup === 'boolean' &&
    Number.isInteger(port)
  )
}
