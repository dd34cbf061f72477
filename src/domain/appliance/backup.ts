/** Checks, channels, mail accounts, windows of maintenance and keys: all that the owner made and no machine can work out again. Pure. */

import type { ApiKey } from '../access/api-key'
import type { Channel } from '../alerts/channel'
import type { MaintenanceWindow } from '../alerts/maintenance'
import type { PushSubscription, VapidKeys } from '../alerts/ports'
import type { MailAccount } from '../mail/account'
import type { Check } from '../watch/check'
import type { CheckNote } from '../watch/outages'

export interface Backup extends BackupRest {
  /** Without those of the INI, which are made from it again. */
  readonly checks: readonly Check[]
}

/** All but the checks, of which there may be too many to be held at once. */
export interface BackupRest {
  /** Made on the page. Their settings hold secrets. */
  readonly channels: readonly SavedChannel[]
  /** Made on the page. Their settings hold secrets. */
  readonly accounts: readonly SavedAccount[]
  /** Windows of maintenance that were made on the page; absent: there is none. */
  readonly windows?: readonly SavedWindow[]
  /** Of the owner about outages, those of the INI's checks, too; absent: there is none. */
  readonly notes?: readonly CheckNote[]
  readonly apiKeys: readonly SavedKey[]
  /** The key in check-in addresses with a slug; the ids of the INI's checks follow from it. */
  readonly pingKey?: string
  /** Of this installation, in base64: public ids and addresses of badges follow from it. */
  readonly secret?: string
  /** Of Web Push: the browsers of a channel take messages of these keys only. */
  readonly vapid?: VapidKeys
}

export interface SavedChannel extends Pick<Channel, 'name' | 'kind' | 'settings' | 'isDefault'> {
  /** Of Web Push. */
  readonly browsers?: readonly PushSubscription[]
}

export type SavedAccount = Pick<MailAccount, 'name' | 'settings'>

export type SavedWindow = Pick<MaintenanceWindow, 'name' | 'settings'>

export interface SavedKey extends ApiKey {
  /** SHA-256 of its secret, which nobody keeps. */
  readonly hash: string
}

/** Names a note: its check, its outage, and when it was written. */
export function placeOfNote({ check, due, at }: CheckNote): string {
  return `${check} ${due} ${at}`
}

export const EMPTY_REST: BackupRest = { channels: [], accounts: [], apiKeys: [] }

/** Sorted, so that the same things are the same text. */
export function sorted({ windows = [], notes = [], ...rest }: BackupRest): BackupRest {
  const by = <T>(all: readonly T[], key: (one: T) => string) =>
    [...all].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return {
    ...rest,
    channels: by(rest.channels, ({ name }) => name).map(({ browsers = [], ...channel }) => ({
      ...channel,
      ...(browsers.length > 0 && { browsers: by(browsers, ({ endpoint }) => endpoint) }),
    })),
    accounts: by(rest.accounts, ({ name }) => name),
    ...(windows.length > 0 && { windows: by(windows, ({ name }) => name) }),
    ...(notes.length > 0 && { notes: by(notes, placeOfNote) }),
    apiKeys: by(rest.apiKeys, ({ hash }) => hash),
  }
}
