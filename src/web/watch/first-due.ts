import { t } from '../../domain/language/text'
import { formatDuration } from '../../domain/time/duration'
import type { Watched } from '../../domain/watch/ports'
import { dueAfterOf } from '../../domain/watch/schedule'

export interface FirstDue {
  readonly term: string
  /** Epoch milliseconds; none by a period, which begins with the first signal. */
  readonly at?: number
  readonly hint: string
}

/** When a check is due that has not signalled yet, and for which nothing is awaited until it does. */
export function firstDue(
  { check, state }: Pick<Watched, 'check' | 'state'>,
  now: number,
): FirstDue | undefined {
  if (state.status !== 'new' || state.due !== undefined || check.probe !== undefined) return undefined
  const { schedule } = check
  if (schedule.kind === 'period') {
    const hint = t('{span} after its first signal', { span: formatDuration(schedule.period) })
    return { term: t('Next due'), hint }
  }
  const at = dueAfterOf(schedule)(now)
  return at === undefined ? undefined : { term: t('Next due'), at, hint: t('awaited once it has signalled') }
}
