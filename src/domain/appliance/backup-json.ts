/** A backup as versioned JSON. Spans are seconds, moments ISO 8601. Pure. */

import type { Probe } from '../probes/probe'
import { moment, planJson } from '../watch/check-json'
import { PROBE } from '../watch/probe-field'
import type { Backup } from './backup'

export const FORMAT = 'intvlm8r-backup'
/** Raised when an older version could misread what a newer one writes. */
export const FORMAT_VERSION = 1

export function backupJson(backup: Backup, savedAt: number, host: string) {
  const { checks, channels, accounts, apiKeys, ...drawn } = backup
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    savedAt: moment(savedAt),
    host,
    checks: checks.map(check => ({
      id: check.id,
      origin: check.origin,
      createdAt: moment(check.createdAt),
      ...planJson(check),
      ...(check.probe && { probe: probeJson(check.probe) }),
      ...(check.passwordHash !== undefined && { passwordHash: check.passwordHash }),
    })),
    channels: channels.map(({ isDefault, ...channel }) => ({
      ...channel,
      ...(isDefault !== undefined && { default: isDefault }),
    })),
    ...(accounts.length > 0 && { accounts }),
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
