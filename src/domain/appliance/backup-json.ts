/** A backup as versioned JSON. Spans are seconds, moments ISO 8601. Pure. */

import type { Probe } from '../probes/probe'
import type { Check } from '../watch/check'
import { moment, planJson } from '../watch/check-json'
import { PROBE } from '../watch/probe-field'
import type { BackupRest } from './backup'

export const FORMAT = 'intvlm8r-backup'
/** Raised when an older version could misread what a newer one writes. */
export const FORMAT_VERSION = 1

/** The members of a backup before its checks. */
export function headJson(savedAt: number, host: string) {
  return { format: FORMAT, version: FORMAT_VERSION, savedAt: moment(savedAt), host }
}

export function savedCheckJson(check: Check) {
  return {
    id: check.id,
    origin: check.origin,
    createdAt: moment(check.createdAt),
    ...planJson(check),
    ...(check.probe && { probe: probeJson(check.probe) }),
    ...(check.passwordHash !== undefined && { passwordHash: check.passwordHash }),
  }
}

/** The members behind its checks. */
export function restJson({ channels, accounts, windows = [], notes = [], apiKeys, ...drawn }: BackupRest) {
  return {
    channels: channels.map(({ isDefault, ...channel }) => ({
      ...channel,
      ...(isDefault !== undefined && { default: isDefault }),
    })),
    ...(accounts.length > 0 && { accounts }),
    ...(windows.length > 0 && { windows }),
    ...(notes.length > 0 && {
      notes: notes.map(({ check, due, at, text }) => ({ check, due: moment(due), at: moment(at), text })),
    }),
    apiKeys: apiKeys.map(({ id: _id, createdAt, expiresAt, ...key }) => ({
      ...key,
      createdAt: moment(createdAt),
      ...(expiresAt !== undefined && { expiresAt: moment(expiresAt) }),
    })),
    ...drawn,
  }
}

/** The probe with its secrets, which the API leaves out. */
function probeJson(probe: Probe) {
  return { ...Object(PROBE.json.write(probe)), settings: probe.settings }
}
