import { wasAnsweredWithPage } from '../../domain/heartbeat/attempt-findings'
import { brokenLink } from '../../domain/heartbeat/cause-chain'
import type { Progress } from '../../domain/heartbeat/heartbeat'
import { heartbeatBars, SHOWN_BARS } from '../../domain/heartbeat/heartbeat-bar'
import { type Fields, urlProblem } from '../../domain/heartbeat/interlock'
import { type FormAnswer, wasSentBefore } from '../../domain/heartbeat/page-answers'
import { endStep, progressWords, wasRetried } from '../../domain/heartbeat/progress-words'
import { recogniseReceiver } from '../../domain/heartbeat/receivers/index'
import { pingUrlDoubt, pingUrlProblem } from '../../domain/heartbeat/receivers/ping-url'
import { isDelivered } from '../../domain/heartbeat/result-line'
import { resultWords } from '../../domain/heartbeat/result-words'
import { t, tStored } from '../../domain/language/text'
import { type EditOutcome, faultText, type Reading, usable } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import { FREQUENCIES, nextDueSlot, slotOf, slotStart } from '../../domain/time/slot'
import { heartbeatRefusal, presentTarget } from './heartbeat-refusal'
import type { Observation } from './observe'

/** The message above the form. */
interface Notice {
  readonly kind: 'ok' | 'warn' | 'bad'
  readonly text: string
  /** Epoch milliseconds of the first heartbeat with the saved settings. */
  readonly first?: number | undefined
  /** In a conflict: the settings that the INI has now. */
  readonly saved?: Fields
}

/** The parts of the page that concern one request alone. */
export interface OwnParts {
  readonly typed?: Fields | undefined
  readonly notice?: Notice | undefined
  readonly progress?: Progress | undefined
}

/** The locals of views/heartbeat/monitoring. */
export function localsOf(seen: Observation, { typed, notice, progress }: OwnParts) {
  const { reading, queue, last } = seen
  const monitoring = usable(reading, 'monitoring')
  const saved = monitoring && fieldsOf(monitoring)
  const draft = reading.kind === 'faulty' ? reading.draft : undefined
  const fields = typed ?? saved ?? { frequency: String(draft?.frequency ?? ''), url: draft?.url ?? '' }
  return {
    last,
    next: seen.next,
    notices: seen.notices,
    underWayIn: seen.underWayIn,
    chain: seen.chain,
    saved,
    fields,
    notice,
    progress: progress && {
      state: progress.state,
      words: progressWords({
        ...progress,
        before: wasSentBefore(progress.attempts, presentTarget(reading)),
      }),
      end: endStep(progress.state),
      retried: wasRetried(progress.state, progress.attempts),
    },
    problem: typed && urlProblem(typed),
    doubt: pingUrlDoubt(fields.url),
    answeredWithPage: wasAnsweredWithPage(queue),
    receiver: pingUrlProblem(fields.url) === undefined ? recogniseReceiver(fields.url) : undefined,
    faults: reading.kind === 'faulty' ? reading.faults.map(faultText) : [],
    unreadable: reading.kind === 'unreadable' ? reading.reason : undefined,
    revision: reading.kind === 'unreadable' ? '' : reading.revision,
    canSend: heartbeatRefusal(reading) === undefined,
    frequencies: FREQUENCIES,
    tone: last === undefined ? 'unknown' : isDelivered(last) ? 'ok' : 'bad',
    lastWords: last && resultWords(last),
    broken: brokenLink(seen.chain),
    late: seen.chain.find(({ overdue }) => overdue?.late),
    bars: queue.reached ? heartbeatBars(queue.history, SHOWN_BARS) : undefined,
  }
}

/** The answer to *Apply* after the INI was edited, or not. */
export function editAnswer(edited: EditOutcome, now: number): FormAnswer {
  if (edited.kind === 'refused')
    return { outcome: 'refused', message: t('Not saved: {reason}.', { reason: tStored(edited.reason) }) }
  const { kind: outcome, reading } = edited
  const monitoring = usable(reading, 'monitoring')
  const known = {
    ...(monitoring && { saved: fieldsOf(monitoring) }),
    ...(reading.kind !== 'unreadable' && { revision: reading.revision }),
    usable: reading.kind === 'ok',
  }
  if (outcome === 'conflict') {
    const message = t(
      'Not saved: the settings were changed meanwhile, in another tab or in an editor. Apply again to save yours instead.',
    )
    return { outcome, message, ...known }
  }
  const first = firstHeartbeat(reading, now)
  return { outcome, message: savedText(reading), ...known, ...(first !== undefined && { first }) }
}

/** The notice after saving. */
export function savedNotice(reading: Reading, now: number): Notice {
  return { kind: 'ok', text: savedText(reading), first: firstHeartbeat(reading, now) }
}

/** The page adds when the first heartbeat goes out, in the reader's own time zone. */
function savedText(reading: Reading): string {
  if (reading.kind !== 'ok') return t('Saved, but no heartbeat goes out until the INI is mended (see below).')
  const { frequency, url } = reading.settings.monitoring
  if (frequency === 'Off') return t('Saved: heartbeating is Off.')
  return t('Saved: a heartbeat every {n} minutes to {receiver}.', {
    n: frequency,
    receiver: tStored(recogniseReceiver(url).name),
  })
}

/** Epoch milliseconds of the next due slot. */
function firstHeartbeat(reading: Reading, now: number): number | undefined {
  const slot =
    reading.kind === 'ok' ? nextDueSlot(slotOf(now), reading.settings.monitoring.frequency) : undefined
  return slot === undefined ? undefined : slotStart(slot)
}

function fieldsOf({ frequency, url }: Settings['monitoring']): Fields {
  return { frequency: String(frequency), url }
}
