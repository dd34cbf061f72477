import { mark, t, tStored } from '../language/text'
import { type Attempt, isOutcome, type Progress } from './heartbeat'

interface ProgressParts extends Pick<Progress, 'state' | 'detail'> {
  readonly attempts: readonly Pick<Attempt, 'webPage'>[]
  /** Whether it was sent with other settings than those of now. */
  readonly before?: boolean
}

/** Words for a heartbeat's progress, shared by the page's script and the page without script. */

const WORDS: Record<Progress['state'], string> = {
  queued: mark('Queued: waiting for the worker'),
  sending: mark('Sending'),
  retrying: mark('The first attempt failed; one more follows in some seconds'),
  delivered: mark('Delivered'),
  failed: mark('Failed'),
  missed: mark('Missed: it was not sent'),
  withheld: mark('Withheld'),
}

export function progressWords({ state, detail, attempts, before }: ProgressParts): string {
  const words = wordsOf({ state, detail: tStored(detail), attempts })
  return before && isOutcome(state) ? `${words} ${t(BEFORE)}` : words
}

const BEFORE = mark(
  'That was with the URL or the frequency before the change: press again for the saved ones.',
)

function wordsOf({ state, detail, attempts }: ProgressParts): string {
  if (state === 'delivered' && attempts.at(-1)?.webPage) return t('Delivered, but {detail}', { detail })
  return `${t(WORDS[state])}${detail === '' ? '' : ` (${detail})`}.`
}

/** The last step; while the heartbeat is under way, the one to hope for. */
export function endStep(state: Progress['state']): string {
  return state === 'queued' || state === 'sending' || state === 'retrying' ? t('Delivered') : t(ENDS[state])
}

const ENDS = {
  delivered: mark('Delivered'),
  failed: mark('Failed'),
  missed: mark('Missed'),
  withheld: mark('Withheld'),
} as const

/** Whether the steps include *Retrying*. */
export function wasRetried(state: Progress['state'], attempts: readonly unknown[]): boolean {
  return attempts.length > 1 || state === 'retrying'
}
