/** A file that says which checks, channels and mail accounts there have to be, in the words of the INI. */

import type { Channel } from '../../domain/alerts/channel'
import type { MaintenanceWindow } from '../../domain/alerts/maintenance'
import type { LibraryRules } from '../../domain/field'
import type { MailAccount } from '../../domain/mail/account'
import { faultText } from '../../domain/settings/reading'
import type { ProvidedCheck } from '../../domain/watch/provided-check'
import { findSection, scanIni } from '../ini/ini-text'
import { parseSettings } from '../settings/settings'

export interface Desired {
  readonly checks: readonly ProvidedCheck[]
  readonly channels: readonly Channel[]
  readonly accounts: readonly MailAccount[]
  readonly windows: readonly MaintenanceWindow[]
  /** Sections that are settings of a machine, and not applied. */
  readonly others: readonly string[]
  readonly faults: readonly string[]
}

const APPLIED = /^(?:check|channel|mail|window)\./i
/** Settings of the machine whose INI it is. */
const OTHERS =
  /^(?:monitoring|web|watch|expected|checklist|zmq|redis|network|login|checker|group|default|(?:peer|status)\..*)$/i

/** @param now schedules have to come true after that, epoch milliseconds */
export function readDesired(text: string, rules: LibraryRules, now: number): Desired {
  const { sections, faults: broken } = scanIni(text)
  const others = sections.filter(({ name }) => OTHERS.test(name)).map(({ name }) => name)
  // Heartbeats are no part of it.
  const whole =
    findSection(sections, 'Monitoring') === undefined
      ? `${text}\n[Monitoring]\nheartbeatfrequency = Off\n`
      : text
  const parsed = parseSettings(whole, rules, now)
  const found = parsed.kind === 'ok' ? parsed.settings : { checks: parsed.soundChecks, ...parsed.sound }
  // A stray line may be the header of a check, wherever it stands.
  const ofForm = new Set(broken.map(faultText))
  const faults = (parsed.kind === 'ok' ? [] : parsed.faults)
    .filter(fault => !OTHERS.test(fault.section) || ofForm.has(faultText(fault)))
    .map(faultText)
  const isEmpty = !sections.some(({ name }) => APPLIED.test(name))
  return {
    checks: (found.checks ?? []).filter(({ key }) => !key.startsWith('peer.')),
    // Channels that are made for contacts of peers belong to that machine as well.
    channels: (found.channels ?? []).filter(({ name }) => findSection(sections, `channel.${name}`)),
    accounts: found.mail ?? [],
    windows: found.windows ?? [],
    others,
    faults:
      isEmpty && faults.length === 0
        ? ['it has no section of a check, a channel, a mail account or a window, such as [check.backup]']
        : faults,
  }
}
