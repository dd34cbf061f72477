/** While a mail loop fails, alerts by e-mail do not count as told: the other channels get them, too, and say so. Pure. */

import { t } from '../language/text'
import type { Watched } from '../watch/ports'
import type { PlannedAlert } from './alert'
import { type Channel, opensIncidents, settingOf } from './channel'
import type { AlertDraft } from './draft'
import { plainName } from './quote'

/** The state of e-mail, from the checks that look at it (`mail-loop`). */
export interface MailDoubt {
  /** The names of the checks that are down. */
  readonly broken: readonly string[]
  /** Names of accounts whose mails arrive. */
  readonly working: readonly string[]
}

export function doubtOf(loops: readonly Watched[]): MailDoubt {
  return {
    broken: loops.filter(({ state }) => state.status === 'down').map(({ check }) => check.name),
    working: loops.flatMap(({ check, state }) =>
      state.status === 'up' && check.probe ? [check.probe.target.toLowerCase()] : [],
    ),
  }
}

/** A channel that sends by an account whose own loop works is trusted; of any other nothing is known. */
export function isInDoubt(channel: Channel, { broken, working }: MailDoubt): boolean {
  if (channel.kind !== 'email' || broken.length === 0) return false
  return !working.includes(settingOf(channel, 'account').toLowerCase())
}

/** Names of channels that stand in for these; none while all of them are trusted. */
function standInsFor(names: readonly string[], all: readonly Channel[], doubt: MailDoubt): readonly string[] {
  if (!all.some(channel => names.includes(channel.name) && isInDoubt(channel, doubt))) return []
  return all.filter(channel => !isInDoubt(channel, doubt)).map(({ name }) => name)
}

/** The check as its alerts are decided: with the channels that stand in for those in doubt. */
export function withStandIns(watched: Watched, all: readonly Channel[], doubt: MailDoubt): Watched {
  const { check } = watched
  const others = standInsFor(check.channels, all, doubt).filter(name => !check.channels.includes(name))
  return others.length === 0
    ? watched
    : { ...watched, check: { ...check, channels: [...check.channels, ...others] } }
}

/** The drafts of a check for which channels stand in, with the reason. */
export function withReason(drafts: readonly AlertDraft[], doubt: MailDoubt): readonly AlertDraft[] {
  return drafts.map(draft => ({
    ...draft,
    alert: { ...draft.alert, text: `${draft.alert.text}\n${reasonOf(doubt)}` },
  }))
}

function reasonOf({ broken }: MailDoubt): string {
  const names = broken.map(name => `“${plainName(name)}”`).join(', ')
  return t(
    broken.length === 1
      ? 'E-mail does not work at present ({names} is down), so the other channels get this, too.'
      : 'E-mail does not work at present ({names} are down), so the other channels get this, too.',
    { names },
  )
}

/**
 * The notices of the watch about itself for the channels that stand in. A service that keeps incidents gets none: they
 * might stay open there.
 */
export function noticesForStandIns(
  notices: readonly PlannedAlert[],
  all: readonly Channel[],
  doubt: MailDoubt,
): readonly PlannedAlert[] {
  const ids = new Set(notices.map(({ id }) => id))
  return notices.flatMap(notice => {
    const others = standInsFor([notice.channel], all, doubt)
    return all
      .filter(channel => others.includes(channel.name) && !opensIncidents(channel))
      .map(({ name }) => forChannel(notice, name, doubt))
      .filter(({ id }) => !ids.has(id) && ids.add(id))
  })
}

function forChannel(
  { alert, after, ...notice }: PlannedAlert,
  channel: string,
  doubt: MailDoubt,
): PlannedAlert {
  const own = (id: string) =>
    id.endsWith(`-${notice.channel}`) ? `${id.slice(0, -notice.channel.length)}${channel}` : id
  return {
    ...notice,
    channel,
    id: own(notice.id),
    after: Object.fromEntries(Object.entries(after).map(([source, ids]) => [source, ids.map(own)])),
    alert: { ...alert, text: `${alert.text}\n${reasonOf(doubt)}` },
  }
}
