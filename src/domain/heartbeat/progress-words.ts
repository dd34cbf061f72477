import type { Progress } from './heartbeat'

/** How far a heartbeat got, as a person says it; the page in the browser and the one without script share it. */

const WORDS: Record<Progress['state'], string> = {
  queued: 'Queued: waiting for the worker',
  sending: 'Sending',
  retrying: 'The first attempt failed; one more follows in some seconds',
  delivered: 'Delivered',
  failed: 'Failed',
  missed: 'Missed: it was not sent',
}

export function progressWords({ state, detail }: Pick<Progress, 'state' | 'detail'>): string {
  return `${WORDS[state]}${detail === '' ? '' : ` (${detail})`}.`
}

/** The last of its steps; until it has ended, the one that is hoped for. */
export function endStep(state: Progress['state']): string {
  return state === 'failed' ? 'Failed' : state === 'missed' ? 'Missed' : 'Delivered'
}

/** Whether the step *Retrying* is one of them. */
export function wasRetried(state: Progress['state'], attempts: readonly unknown[]): boolean {
  return attempts.length > 1 || state === 'retrying'
}
