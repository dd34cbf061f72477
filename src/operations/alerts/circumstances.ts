/** The facts around checks that decide on their alerts: channels, maintenance, and the escalation. */
import { isFinal } from '../../domain/alerts/alert'
import type { Alerting, Incident } from '../../domain/alerts/alerting'
import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import type { Circumstances } from '../../domain/alerts/decision'
import { type Escalation, nextEscalation } from '../../domain/alerts/escalation'
import { activeWindows, maintenanceOf } from '../../domain/alerts/maintenance'
import type { AlertStore, ListWindows } from '../../domain/alerts/ports'
import type { Watched } from '../../domain/watch/ports'

export interface CircumstancePorts {
  readonly store: Pick<AlertStore, 'record'>
  readonly windows: ListWindows
  /** For checks that choose none of their own. */
  readonly escalation: () => Promise<Escalation>
}

/** @param sources the checks that are to be decided on, with what is remembered of their alerts */
export async function readCircumstances(
  { store, windows, escalation: readEscalation }: CircumstancePorts,
  sources: readonly { readonly watched: Watched; readonly alerting: Alerting | undefined }[],
  all: readonly Channel[],
  now: number,
): Promise<Circumstances> {
  const known = new Map(all.map(channel => [channel.name, opensIncidents(channel)]))
  const isKnown = (name: string) => known.has(name)
  const [active, escalation] = [activeWindows(await windows(), now), await readEscalation()]
  const untried = new Set<string>()
  for (const { watched, alerting } of sources) {
    const { check, state } = watched
    if (alerting?.incident === undefined) continue
    const { incident, last } = alerting
    const step = nextEscalation(check, incident, state, escalation, isKnown)
    if (step === undefined || step.at > now) continue
    if (!(await wasTried(store, check.id, incident, last))) untried.add(check.id)
  }
  return {
    isKnown,
    // A channel unknown here is treated as incident-opening; the other error would leave an incident open.
    opensIncidents: name => known.get(name) ?? true,
    escalation,
    wasTried: id => !untried.has(id),
    maintenanceUntil: check => maintenanceOf(check, active)?.to,
  }
}

/** Whether one of the first messages was tried, or has come to its end without that. A record that is gone had come to its end. */
async function wasTried(
  store: CircumstancePorts['store'],
  source: string,
  { firstNotifiedAt, notifiedAt }: Incident,
  last: Alerting['last'],
): Promise<boolean> {
  const since = firstNotifiedAt ?? notifiedAt ?? 0
  const ids = Object.values(last).flatMap(ids => ids.slice(0, 1))
  const records = await Promise.all(ids.map(id => store.record(source, id)))
  const own = records.filter(record => record !== undefined).filter(({ plannedAt }) => plannedAt >= since)
  return own.length === 0 || own.some(record => record.attempts > 0 || isFinal(record))
}
