import type { RedactedIni } from '../../domain/appliance/system-facts'
import { resultLine } from '../../domain/heartbeat/result-line'
import { faultText } from '../../domain/settings/reading'
import { localStamp, utcOffset } from '../../domain/time/local-time'
import type { Observation } from '../heartbeat/observe'
import type { Row } from './system-view'

export interface BundleParts extends RedactedIni {
  readonly hostName: string
  readonly seen: Observation
  /** All rows of the system page. */
  readonly rows: readonly Row[]
  readonly ticks: { readonly source: string; readonly lines: readonly string[] }
}

/** A text with everything that somebody far away needs to see, and no secret in it. */
export function supportBundle({ hostName, seen, rows, ticks, ini, mask }: BundleParts): string {
  const { now, reading, chain, queue, last } = seen
  const faults = reading.kind === 'faulty' ? reading.faults.map(faultText) : []
  const history = queue.reached ? queue.history : []
  const others = [
    `Support bundle of ${hostName}, ${localStamp(now)} ${utcOffset(now)}. Secrets were removed.`,
    section(
      'Facts',
      rows.map(({ name, value }) => `${name}: ${value}`),
    ),
    section(
      'From the timer to the answer',
      chain.map(
        ({ name, state, detail, at }) =>
          `${state.padEnd(7)} ${name}: ${detail}${at === undefined ? '' : ` (${localStamp(at)})`}`,
      ),
    ),
    section('Last result', last ? [resultLine(last)] : ['none yet']),
    section('Faults in the INI', faults.length > 0 ? faults : ['none']),
    section(`Last ticks, from ${ticks.source}`, ticks.lines),
    section(
      'Last heartbeats',
      history.map(
        ({ finishedAt, outcome, occasion, job, attempts, reason, receiver }) =>
          `${localStamp(finishedAt)} ${outcome} ${job} (${occasion}) ${receiver} ${attempts.map(({ result }) => result).join(', then ')}: ${reason}`,
      ),
    ),
  ].join('\n')
  return `${mask(others)}\n${section('INI', [ini.trimEnd()])}`
}

function section(title: string, lines: readonly string[]): string {
  return `\n== ${title} ==\n\n${lines.length > 0 ? lines.join('\n') : 'nothing'}\n`
}
