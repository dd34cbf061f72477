/**
 * The alerts' memory and plans as Redis and the queues keep them. The stored words are those of version 1.0, so that
 * workers of both versions can share one Redis, and an update finds its open incidents again.
 */
import type { PlannedAlert } from '../../domain/alerts/alert'
import type { Alerting, Incident } from '../../domain/alerts/alerting'

export type StoredPlan = Omit<PlannedAlert, 'sources'> & { readonly books: readonly string[] }

type StoredIncident = Pick<Incident, 'key' | 'since' | 'reason' | 'end'> & {
  readonly told: Incident['notified']
  readonly toldAt?: number
  readonly toldSignalAt?: number
  readonly goesOn?: true
}
type StoredAlerting = Omit<Alerting, 'incident'> & { readonly incident?: StoredIncident }

export function encodePlan({ sources, ...same }: PlannedAlert): StoredPlan {
  return { ...same, books: sources }
}

export function decodePlan({ books, ...same }: StoredPlan): PlannedAlert {
  return { ...same, sources: books }
}

export function encodeAlerting({ incident, ...same }: Alerting): string {
  if (incident === undefined) return JSON.stringify(same)
  const { notified: told, notifiedAt: toldAt, signalWhenNotified: toldSignalAt, reopened, ...rest } = incident
  // JSON leaves out what is undefined.
  return JSON.stringify({ ...same, incident: { ...rest, told, toldAt, toldSignalAt, goesOn: reopened } })
}

export function decodeAlerting(json: string): Alerting {
  const { incident, ...same } = JSON.parse(json) as StoredAlerting
  if (incident === undefined) return same
  const { told, toldAt, toldSignalAt, goesOn, ...rest } = incident
  return {
    ...same,
    incident: {
      ...rest,
      notified: told,
      ...(toldAt !== undefined && { notifiedAt: toldAt }),
      ...(toldSignalAt !== undefined && { signalWhenNotified: toldSignalAt }),
      ...(goesOn && { reopened: true }),
    },
  }
}
