/** An alert store in memory, for tests of what is read from one and written to it, in which order. */
import {
  type Alert,
  type DeliveryRecord,
  isFinal,
  newRecord,
  type PlannedAlert,
} from '../../src/domain/alerts/alert'
import { type Alerting, newAlerting } from '../../src/domain/alerts/alerting'
import type { Channel } from '../../src/domain/alerts/channel'
import type { ChannelHealth } from '../../src/domain/alerts/channel-health'
import type { AlertChange, AlertStore } from '../../src/domain/alerts/ports'
import type { Check } from '../../src/domain/watch/check'
import { planOf } from '../../src/domain/watch/check-plan'

export interface Commit {
  readonly changes: readonly AlertChange[]
  readonly planned: readonly PlannedAlert[]
  readonly health?: Parameters<AlertStore['commit']>[2]
}

export function alertMemory() {
  const alertings = new Map<string, Alerting>()
  /** By their sources, the newest first. */
  const records = new Map<string, DeliveryRecord[]>()
  const health = new Map<string, ChannelHealth>()
  const commits: Commit[] = []
  const written: [readonly string[], DeliveryRecord][] = []
  const asked: unknown[][] = []
  const memory = {
    alertings,
    records,
    health,
    /** All calls of `commit`, also those that were refused. */
    commits,
    written,
    /** The calls that read a limited number. */
    asked,
    /** So many of the next commits find that something has changed meanwhile; `meanwhile` changes it. */
    refusals: 0,
    meanwhile: () => {},
  }
  const store: AlertStore = {
    remembered: async sources =>
      new Map(sources.map(source => [source, { alerting: alertings.get(source), raw: '' }])),
    commit: async (changes, planned, changed) => {
      commits.push({ changes, planned, ...(changed && { health: changed }) })
      if (memory.refusals > 0) {
        memory.refusals--
        memory.meanwhile()
        return false
      }
      for (const { source, after } of changes)
        if (after === undefined) alertings.delete(source)
        else alertings.set(source, after)
      if (changed?.after) health.set(changed.channel, changed.after)
      else if (changed) health.delete(changed.channel)
      return true
    },
    planned: async () => [],
    queued: async () => {},
    outlook: async () => ({ isPlanned: false }),
    dueReviews: async () => [],
    reviewAll: async () => {},
    record: async (source, id) => records.get(source)?.find(record => record.id === id),
    forCheck: async (source, limit) => {
      asked.push(['forCheck', source, limit])
      return records.get(source) ?? []
    },
    write: async (sources, record) => {
      written.push([sources, record])
      for (const source of sources) {
        const others = (records.get(source) ?? []).filter(({ id }) => id !== record.id)
        const before = records.get(source)?.find(({ id }) => id === record.id)
        records.set(source, [before && isFinal(before) ? before : record, ...others])
      }
    },
    health: async channel => health.get(channel),
    failing: async () => health,
  }
  return Object.assign(memory, { store })
}

/** Its own: each hour, with a minute of patience; it alerts by `hook`. */
export const CHECK: Check = {
  ...planOf({
    name: 'backup',
    schedule: { kind: 'period', period: 3_600_000 },
    grace: 60_000,
    channels: ['hook'],
  }),
  ...{ id: 'c', origin: 'page', createdAt: 1_000 },
}

/** The memory of the check with that id whose incident, by that key, these channels know of. */
export function alertingOf(
  id: string,
  key: string,
  notified: readonly string[],
  more: object = {},
): Alerting {
  const incident = { key, since: 5_000, reason: 'failure', notified, notifiedAt: 6_000 } as const
  return { ...newAlerting({ ...CHECK, id }), incident, ...more }
}

/** A trigger about the check `c`. */
export const TRIGGER: Alert = {
  ...{ kind: 'trigger', key: 'k', check: 'c', name: 'backup', status: 'down', tags: [], at: 10_000 },
  ...{ subject: '[DOWN] backup', text: 'It is down.', since: 5_000 },
}

export function planned(alert: Partial<Alert> = {}, more: Partial<PlannedAlert> = {}): PlannedAlert {
  return {
    ...{ id: 'k-1-hook', channel: 'hook', alert: { ...TRIGGER, ...alert }, after: {}, sources: ['c'] },
    at: 10_000,
    ...more,
  }
}

export function recordOf(of: PlannedAlert, more: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return { ...newRecord(of), ...more }
}

export function channelOf(
  name: string,
  kind: Channel['kind'] = 'webhook',
  more: Partial<Channel> = {},
): Channel {
  return { name, kind, origin: 'ini', settings: {}, ...more }
}
