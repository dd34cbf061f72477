/** The two forms of an Uptime Kuma, read alike: the backup of version 1 (JSON), and the tables of its database. */
import { type Notification, parsedJson } from './kuma-notifications'
import { isRecord, recordsIn, textOf } from './moved'

/** A monitor by the names of the database's columns, whose values are texts, numbers and null. */
export type Row = Readonly<Record<string, unknown>>

/** Both forms in one. */
export interface Kuma {
  readonly monitors: readonly KumaMonitor[]
  readonly notifications: readonly Notification[]
  /** Names of further things in it, such as status pages, that are not taken over. */
  readonly others: readonly string[]
}

export interface KumaMonitor {
  readonly row: Row
  /** Ids of its notifications. */
  readonly notifications: readonly string[]
  readonly tags: readonly { readonly name: string; readonly value: string }[]
}

/** Both forms write a switch in their own way. */
export const isOn = (value: unknown) => value === true || value === 1 || value === '1' || value === 'true'

/** The backup of version 1: `{"version", "notificationList", "monitorList", "proxyList"}`. */
export function kumaOfBackup(json: unknown): Kuma {
  const { monitorList, notificationList } = isRecord(json) ? json : {}
  const records = (list: unknown, name: string) =>
    recordsIn(isRecord(list) ? Object.values(list) : list, name)
  return {
    monitors: records(monitorList, 'monitorList').map(monitor => ({
      row: asRow(monitor),
      notifications: isRecord(monitor.notificationIDList)
        ? Object.entries(monitor.notificationIDList).flatMap(([id, isUsed]) => (isUsed === true ? [id] : []))
        : [],
      tags: records(monitor.tags, 'tags').map(({ name, value }) => ({
        name: textOf(name),
        value: textOf(value),
      })),
    })),
    notifications: records(notificationList, 'notificationList').map(notificationOf),
    others: [],
  }
}

/** A notification of either form: its config is JSON as text. */
function notificationOf(entry: Row): Notification {
  const config = typeof entry.config === 'string' ? parsedJson(entry.config) : entry.config
  return {
    id: textOf(entry.id),
    name: textOf(entry.name),
    isActive: entry.active === undefined || isOn(entry.active),
    isDefault: isOn(entry.isDefault) || isOn(entry.is_default),
    config: isRecord(config) ? config : {},
  }
}

/** The names of a backup that differ from those of the database. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['expiryNotification', 'expiry_notification'],
  ['ignoreTls', 'ignore_tls'],
  ['upsideDown', 'upside_down'],
  ['accepted_statuscodes', 'accepted_statuscodes_json'],
  ['proxyId', 'proxy_id'],
  ['pushToken', 'push_token'],
  ['retryInterval', 'retry_interval'],
  ['resendInterval', 'resend_interval'],
  ['authMethod', 'auth_method'],
  ['invertKeyword', 'invert_keyword'],
  ['jsonPath', 'json_path'],
  ['jsonPathOperator', 'json_path_operator'],
  ['expectedValue', 'expected_value'],
])

function asRow(monitor: Row): Row {
  return Object.fromEntries(Object.entries(monitor).map(([key, value]) => [COLUMNS.get(key) ?? key, value]))
}

/** The tables of the database of version 2, and of 1. */
export function kumaOfTables(tables: Readonly<Record<string, readonly Row[]>>): Kuma {
  const table = (name: string) => tables[name] ?? []
  const tags = new Map(table('tag').map(tag => [textOf(tag.id), textOf(tag.name)]))
  const others = [
    ['status_page', 'status pages'],
    ['maintenance', 'maintenance windows'],
    ['proxy', 'proxies'],
  ] as const
  return {
    monitors: table('monitor').map(row => ({
      row,
      notifications: table('monitor_notification')
        .filter(each => textOf(each.monitor_id) === textOf(row.id))
        .map(each => textOf(each.notification_id)),
      tags: table('monitor_tag')
        .filter(each => textOf(each.monitor_id) === textOf(row.id))
        .map(each => ({ name: tags.get(textOf(each.tag_id)) ?? '', value: textOf(each.value) })),
    })),
    notifications: table('notification').map(notificationOf),
    others: others.flatMap(([name, words]) => (table(name).length > 0 ? [words] : [])),
  }
}
