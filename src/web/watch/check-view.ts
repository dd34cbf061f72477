/** The locals of the view of a check. */

import type { DeliveryRecord, DeliveryState } from '../../domain/alerts/alert'
import { mark, t, tn, tStored } from '../../domain/language/text'
import { nextLook } from '../../domain/probes/timetable'
import { acknowledgerName } from '../../domain/watch/acknowledgement'
import { type Check, isOfFile } from '../../domain/watch/check'
import { alertsNobody, isAwaited, isSilenced } from '../../domain/watch/check-list'
import { isRetired } from '../../domain/watch/expectation'
import type { Flip } from '../../domain/watch/flip'
import { flipWords, type LookBehind, lookBehindFlip } from '../../domain/watch/flip-words'
import type { PastStatuses, PastTimes } from '../../domain/watch/past'
import type { KeptBody, Watched } from '../../domain/watch/ports'
import type { KeptSignal, SignalKind } from '../../domain/watch/signal'
import type { CheckState } from '../../domain/watch/state'
import { isTrouble, TONES } from '../../domain/watch/status'
import { type Stretch, statusBar } from '../../domain/watch/status-bar'
import { type Moment, timeline } from '../../domain/watch/timeline'
import { knownWords, percentWords, type Uptime, uptimeOf } from '../../domain/watch/uptime'
import { durationWords } from './duration-words'
import { firstDue } from './first-due'
import { expectedTimes } from './past-page'
import { planFacts } from './plan-facts'
import { timesPlots } from './times-plot'

const DAY = 86_400_000
const UPTIME_SPANS = [
  { name: mark('24 hours'), span: DAY },
  { name: mark('7 days'), span: 7 * DAY },
  { name: mark('30 days'), span: 30 * DAY },
] as const
const TIMELINE_ENTRIES = 22
/** Characters of the end of a body; the rest has a page of its own. */
const BODY_END = 500
const AGENT_START = 40

interface ShownSignal {
  readonly word: string
  /** The same inside a sentence. */
  readonly inside: string
  readonly tone: string
}

const SIGNALS: Readonly<Record<SignalKind, ShownSignal>> = {
  success: { word: mark('Success'), inside: mark('success'), tone: 'ok' },
  fail: { word: mark('Failure'), inside: mark('failure'), tone: 'bad' },
  start: { word: mark('Start'), inside: mark('start'), tone: 'run' },
  log: { word: mark('Note'), inside: mark('note'), tone: 'idle' },
}

const DELIVERY_TONES: Readonly<Record<DeliveryState, string>> = {
  queued: 'run',
  retrying: 'warn',
  delivered: 'ok',
  failed: 'bad',
  dropped: 'idle',
}

/** The records of a check, each newest first, and the names of the channels that there are, where they are known. */
export interface CheckRecords extends Pick<Watched, 'check' | 'state'> {
  readonly history: readonly KeptSignal[]
  readonly bodies: readonly KeptBody[]
  readonly flips: readonly Flip[]
  readonly alerts: readonly DeliveryRecord[]
  readonly channels: readonly string[] | undefined
  readonly times: PastTimes
  readonly past: PastStatuses
}

export function checkView(
  { check, state, history, bodies, flips, alerts, channels, times, past }: CheckRecords,
  now: number,
) {
  const beginning = { createdAt: check.createdAt, away: past.away }
  return {
    check,
    state,
    tone: TONES[state.status],
    acknowledgedBy: state.acknowledged && acknowledgerName(state.acknowledged.by),
    isSilenced: isSilenced(state, now),
    isTrouble: isTrouble(state.status),
    isReadOnly: isOfFile(check),
    isRetired: isRetired(check, state),
    alertsNobody: alertsNobody({ check }, channels),
    lastSignal: lastSignalOf(state),
    due: dueOf(check, state, now),
    // Of the last day; a page of its own has the rest.
    plot: timesPlots({ ...times, month: [], year: [] }, expectedTimes(check, past), now)[0],
    runs: runsOf(state),
    lastDuration: state.lastDuration === undefined ? undefined : durationWords(state.lastDuration),
    phases: Object.entries(state.phases ?? {}).map(([name, ms]) => `${tStored(name)} ${durationWords(ms)}`),
    facts: planFacts(check, channels),
    uptimes: UPTIME_SPANS.map(({ name, span }) => {
      const from = now - span
      const uptime = uptimeOf(flips, state, beginning, Math.max(from, check.createdAt), now)
      return {
        name: t(name),
        percent: uptime.share === undefined ? t('unknown') : percentWords(uptime.share),
        outages: uptime.share === undefined ? '' : outageWords(uptime),
        known: uptime.share === undefined ? undefined : knownWords(uptime),
        paths: statusBarPaths(statusBar(flips, state, beginning, from, now)),
      }
    }),
    timeline: timeline(history, flips, TIMELINE_ENTRIES).map(moment =>
      entryOf(moment, 'flip' in moment ? lookBehindFlip(moment.flip, check, { history, bodies }) : undefined),
    ),
    alerts: alerts.map(record => ({
      ...record,
      tone: DELIVERY_TONES[record.state],
      detail: tStored(record.detail),
      attempts: record.attempts > 1 ? t('({n} attempts)', { n: record.attempts }) : '',
      isWaiting: record.nextAt !== undefined && record.nextAt <= now,
    })),
    bodies: bodies.map(({ n, kind, at, body, ending }) => ({
      n,
      at,
      word: t(SIGNALS[kind].word),
      end: endOf(ending ?? body),
      length: body.length,
      isCut: ending !== undefined || body.length > BODY_END,
      isLonger: ending !== undefined,
    })),
  }
}

/** The last lines, whole ones where there are several. */
function endOf(body: string): string {
  const end = body.trimEnd()
  const last = end.slice(-BODY_END)
  return last.length < end.length ? last.replace(/^[^\n]*\n(?=.)/s, '') : last
}

function lastSignalOf({ lastSignalAt: at, lastSignalKind: kind }: CheckState) {
  return at === undefined || kind === undefined ? undefined : { at, word: t(SIGNALS[kind].inside) }
}

function dueOf(check: Check, state: CheckState, now: number) {
  const { id, probe } = check
  if (probe !== undefined)
    return state.status === 'paused' ? undefined : { at: nextLook(probe, id, now), term: t('Next look') }
  if (state.due !== undefined && isAwaited(state))
    return { at: state.due, term: state.status === 'late' ? t('Was due') : t('Next due') }
  return firstDue({ check, state }, now)
}

function runsOf({ runs }: CheckState) {
  const starts = Object.values(runs)
  if (starts.length === 0) return undefined
  return { words: tn(starts.length, 'one run', '{n} runs'), since: Math.min(...starts) }
}

function entryOf(moment: Moment, look: LookBehind | undefined) {
  const { at } = moment
  if ('flip' in moment) {
    const { from, to, reason } = moment.flip
    return {
      at,
      isFlip: true,
      tone: TONES[to],
      words: `${tStored(from)} → ${tStored(to)}`,
      hint: tStored(flipWords(reason, look)),
    }
  }
  const { kind, detail, duration } = moment.signal
  const { word, tone } = SIGNALS[kind]
  const exitCode =
    detail.exitCode === undefined ? undefined : t('exit code {code}', { code: detail.exitCode })
  const took = duration === undefined ? undefined : durationWords(duration)
  const sender = [
    detail.method,
    detail.from && t('from {sender}', { sender: detail.from }),
    detail.agent?.slice(0, AGENT_START),
  ]
  return {
    at,
    isFlip: false,
    tone,
    words: [t(word), exitCode, took].filter(part => part !== undefined).join(', '),
    hint: sender.filter(Boolean).join(' '),
  }
}

function outageWords({ outages, down }: Uptime): string {
  if (outages === 0) return down > 0 ? t('down since before') : t('no outage')
  return tn(outages, '{n} outage', '{n} outages')
}

/** SVG paths of a status bar, 1000 wide and 10 high: a path for each status, down on top. A short outage stays visible. */
function statusBarPaths(stretches: readonly Stretch[]): readonly (readonly [Stretch['status'], string])[] {
  const paths = (['unknown', 'new', 'paused', 'up', 'late', 'blind', 'down'] as const).map(status => {
    const bars = stretches
      .filter(stretch => stretch.status === status)
      .map(({ start, width }) => {
        const least = status === 'down' ? 4 : 1
        const wide = Math.max(least, Math.round(width * 1_000))
        return `M${Math.min(Math.round(start * 1_000), 1_000 - wide)} 0h${wide}v10h${-wide}z`
      })
    return [status, [...new Set(bars)].join('')] as const
  })
  return paths.filter(([, path]) => path !== '')
}
