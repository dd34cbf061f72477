/** Completes alerts with what their readers need besides: the schedule in words, and the last signal of the check. */
import type { Alert } from '../../domain/alerts/alert'
import type { CheckDrafts } from '../../domain/alerts/plan'
import type { ScheduleWords } from '../../domain/alerts/ports'
import type { CheckStore, Watched } from '../../domain/watch/ports'
import { type SignalExcerpt, storedExcerpt } from '../../domain/watch/signal-excerpt'

export interface ContextPorts {
  readonly checks: Pick<CheckStore, 'history' | 'bodies'>
  readonly scheduleWords: ScheduleWords
}

/** Beyond that many alerts at once, which no one reads one by one, the last signals are left out. */
const MOST_LOOKUPS = 200

/** `watched`: the checks by their ids. */
export async function addContext(
  ports: ContextPorts,
  drafted: readonly CheckDrafts[],
  watched: ReadonlyMap<string, Watched | undefined>,
): Promise<readonly CheckDrafts[]> {
  let lookups = 0

  async function complete(alert: Alert): Promise<Alert> {
    const check = watched.get(alert.check ?? '')?.check
    if (check === undefined) return alert
    const schedule = await ports.scheduleWords(check.schedule, check.grace)
    const isWanted = alert.signal === undefined && alert.status !== 'paused' && ++lookups <= MOST_LOOKUPS
    const signal = isWanted ? await lastSignal(ports.checks, check.id, alert) : alert.signal
    return {
      ...alert,
      schedule,
      ...(check.job !== undefined && { job: check.job }),
      ...(signal && { signal }),
    }
  }

  return await Promise.all(
    drafted.map(async ({ drafts, ...same }) => ({
      ...same,
      drafts: await Promise.all(
        drafts.map(async draft => ({ ...draft, alert: await complete(draft.alert) })),
      ),
    })),
  )
}

/** The signal that an alert is about: where a flip was made by one, that one; else the last one before the alert. */
async function lastSignal(
  checks: ContextPorts['checks'],
  check: string,
  { kind, reason, since, until, at }: Alert,
): Promise<SignalExcerpt | undefined> {
  const isMade = kind !== 'reminder' && (reason === 'failure' || reason === 'success')
  const moment = isMade ? (until ?? since) : undefined
  const [history, bodies] = await Promise.all([checks.history(check), checks.bodies(check)])
  const found = history.find(signal => (moment === undefined ? signal.at <= at : signal.at === moment))
  return (
    found &&
    storedExcerpt(
      found,
      bodies.find(({ n }) => n === found.n),
    )
  )
}
