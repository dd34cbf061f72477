/**
 * Prometheus metrics of the checks. Pure. The format wants all samples of a metric together, and there may be 100,000 checks:
 * so only the labels and figures of each are collected, in arrays of bytes, and the text is made piece by piece.
 */

import { exposition, figure, gauge, headOf, labelText, type Metric } from '../net/prometheus-text'
import { slugForReaders } from './check'
import { lastAnswer } from './look-change'
import { knownStatus } from './not-looking'
import type { Watched } from './ports'
import { isTrouble, STATUSES, type Status } from './status'
import { watchedAt } from './status-at'

interface Figured extends Watched {
  readonly isMaintained: boolean
  /** As far as somebody looks. */
  readonly known: Status | 'unknown'
}

interface Family extends Omit<Metric, 'samples'> {
  /** Undefined for a check without this figure. */
  readonly value: (watched: Figured) => number | undefined
  /** Further labels, as text; few different ones. */
  readonly label?: (watched: Figured) => string
}

const FAMILIES: readonly Family[] = [
  family('check_up', '0 while the check is down or blind, or nobody looks at it, else 1.', ({ known }) =>
    known === 'unknown' || isTrouble(known) ? 0 : 1,
  ),
  {
    ...family('check_status', 'The present status of the check, as a label.', () => 1),
    label: ({ known }) => labelText({ status: known }),
  },
  family('check_last_signal_timestamp_seconds', 'When the check last signalled.', ({ state }) =>
    seconds(state.lastSignalAt),
  ),
  family('check_last_duration_seconds', 'What the last finished run took.', ({ check, state }) =>
    check.probe ? undefined : seconds(state.lastDuration),
  ),
  family('check_response_seconds', 'The last response time that its probe measured.', ({ check, state }) =>
    check.probe ? seconds(state.lastDuration) : undefined,
  ),
  {
    ...family(
      'check_answer',
      'The answer of the last look of its probe, as a label: success, failure or blind.',
      ({ check, state }) => (check.probe && lastAnswer(state) !== undefined ? 1 : undefined),
    ),
    label: ({ check, state }) =>
      labelText({ kind: check.probe?.kind ?? '', answer: lastAnswer(state) ?? '' }),
  },
  family('check_maintenance', '1 while a window of maintenance holds its alerts back.', ({ isMaintained }) =>
    isMaintained ? 1 : undefined,
  ),
  family('check_acknowledged', '1 while somebody takes care of its trouble.', ({ state }) =>
    state.acknowledged === undefined ? undefined : 1,
  ),
  family('check_consecutive_failures', 'Failures in a row.', ({ state }) => state.consecutiveFailures),
  counter('check_signals_total', 'Signals that counted.', ({ state }) => state.signals),
  counter(
    'check_too_frequent_total',
    'Signals refused because they came too soon.',
    ({ state }) => state.tooFrequent,
  ),
  counter('check_flips_total', 'Changes of status.', ({ state }) => state.flips),
]

/** Characters in a piece of the text: each piece costs a turn of the program and a call of the compression. */
const PIECE = 32_768

/** Families whose samples have labels of their own. */
const LABELLED = FAMILIES.filter(({ label }) => label !== undefined)

/** The figures of some checks. */
interface Batch {
  /** The labels of all, a line each, as UTF-8. */
  readonly labels: Uint8Array
  /**
   * The figures of the first family by check, then of the next one; NaN where there is none. In one array: a heap with tens of
   * thousands of small ones stands still while it is tidied.
   */
  readonly figures: Float64Array
  /** In the same order, of the families that have some: the numbers of further labels. */
  readonly further: Uint16Array
}

export interface CheckFigures {
  add(checks: readonly Watched[]): void
  /** The text, in pieces of some hundred lines each. */
  text(): Generator<string>
}

export interface FigureNeeds {
  /** Names a check to readers who must not check in. */
  readonly publicId: (id: string) => string
  /** The status is that of this moment (see `watchedAt`). */
  readonly now: number
  /** Whether the alerts of a check are held back. */
  readonly inMaintenance?: (check: Watched['check']) => boolean
  /** Whether nobody looks at what the appliance looks at by itself. */
  readonly isUnseen?: boolean
}

export function collectFigures({
  publicId,
  now,
  inMaintenance = () => false,
  isUnseen = false,
}: FigureNeeds): CheckFigures {
  const batches: Batch[] = []
  const counts = new Map<Status | 'unknown', number>(
    [...STATUSES, 'unknown' as const].map(status => [status, 0]),
  )
  const furtherLabels: string[] = []
  const numbers = new Map<string, number>()

  function numberOf(label: string): number {
    const known = numbers.get(label)
    if (known !== undefined) return known
    numbers.set(label, furtherLabels.length)
    return furtherLabels.push(label) - 1
  }

  return {
    add: stored => {
      const checks = stored.map((one): Figured => {
        const watched = watchedAt(one, now)
        return {
          ...watched,
          isMaintained: inMaintenance(one.check),
          known: knownStatus(watched, isUnseen),
        }
      })
      for (const { known } of checks) counts.set(known, (counts.get(known) ?? 0) + 1)
      const labels = checks.map(({ check }) => {
        const id = publicId(check.id)
        return labelText({ id, slug: slugForReaders(check, id), name: check.name })
      })
      batches.push({
        labels: new TextEncoder().encode(labels.join('\n')),
        figures: Float64Array.from(
          FAMILIES.flatMap(({ value }) => checks.map(watched => value(watched) ?? Number.NaN)),
        ),
        further: Uint16Array.from(
          LABELLED.flatMap(({ label }) => checks.map(watched => numberOf(label?.(watched) ?? ''))),
        ),
      })
    },

    *text() {
      const samples = [...counts].map(([status, value]) => ({ labels: { status }, value }))
      yield exposition([gauge('intvlm8r_checks', 'Checks by status.', samples)])
      for (const [index, family] of FAMILIES.entries()) {
        const { name, type, help, label } = family
        const labelled = LABELLED.indexOf(family)
        const head = headOf({ name, type, help })
        let text = head
        for (const { labels, figures, further } of batches) {
          const lines = new TextDecoder().decode(labels).split('\n')
          for (const [at, line] of lines.entries()) {
            const value = figures[index * lines.length + at] ?? Number.NaN
            if (Number.isNaN(value)) continue
            const more = label ? `,${furtherLabels[further[labelled * lines.length + at] ?? 0]}` : ''
            text += `${name}{${line}${more}} ${figure(value)}\n`
          }
          if (text.length < PIECE) continue
          yield text
          text = ''
        }
        // A family without samples has no head either.
        if (text !== '' && text !== head) yield text
      }
    },
  }
}

function family(name: string, help: string, value: Family['value']): Family {
  return { name: `intvlm8r_${name}`, type: 'gauge', help, value }
}

function counter(name: string, help: string, value: Family['value']): Family {
  return { ...family(name, help, value), type: 'counter' }
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000
}
