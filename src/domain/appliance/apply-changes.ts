/** Changes by which checks, channels and mail accounts become as a file says, with the difference in words. Pure. */

import { channelFaults as faultsOfChannel } from '../alerts/channel'
import { windowFaults } from '../alerts/maintenance'
import type { FieldOrigin, LibraryRules } from '../field'
import { accountFaults } from '../mail/account'
import { belongsInBackup, type Check } from '../watch/check'
import { channelFaults, type PlanChanges, planFaults } from '../watch/check-plan'
import { type CheckPlan, NO_CHANNEL, PLAN_ROWS } from '../watch/plan-fields'
import { fitsIni, type IniValue, optionValues, planValues } from '../watch/plan-text'
import type { Watched } from '../watch/ports'
import { isSameSchedule } from '../watch/schedule'
import type { BackupRest, SavedAccount, SavedChannel, SavedWindow } from './backup'
import { type CheckChanges, isAlike, type RestChanges } from './backup-changes'
import { added, changedLines } from './changed-lines'
import { matched, type WantedCheck } from './matched-checks'
import { accountValues, channelValues, windowValues } from './settings-text'

export interface Wanted {
  readonly checks: readonly WantedCheck[]
  readonly channels: readonly SavedChannel[]
  readonly accounts: readonly SavedAccount[]
  readonly windows?: readonly SavedWindow[]
}

/** The watch as it is, without what the INI provides. */
export interface Present {
  readonly watched: readonly Watched[]
  readonly rest: Pick<BackupRest, 'channels' | 'accounts' | 'windows'>
  /** Names of the channels of the INI. */
  readonly iniChannels: readonly string[]
  /** Names of the default channels. */
  readonly defaults: readonly string[]
  readonly isGate: (check: Check) => boolean
}

export interface Applying {
  readonly rules: LibraryRules
  /** Epoch milliseconds. */
  readonly now: number
  readonly newId: () => string
  /** Whether what the file does not name is removed. */
  readonly prunes: boolean
}

/** A check of another member of the group, with the changes of its plan that its home has to make. */
export interface ChangeAtHome {
  readonly before: Watched
  readonly changes: PlanChanges
}

export interface Application {
  readonly checks: CheckChanges
  readonly atHome: readonly ChangeAtHome[]
  readonly rest: Pick<
    RestChanges,
    'channels' | 'removeChannels' | 'accounts' | 'removeAccounts' | 'windows' | 'removeWindows'
  >
  /** Lines for people, which hold no secret: `+` is new, `~` changed, `-` removed. */
  readonly diff: readonly string[]
  /** Parts that the file does not name, and that stay without `prunes`. */
  readonly surplus: readonly string[]
  /** Reasons why nothing of the file can be applied. */
  readonly faults: readonly string[]
}

export function changesToApply(present: Present, wanted: Wanted, applying: Applying): Application {
  const channels = changedNamed(present.rest.channels, wanted.channels, 'channel', channelValues)
  const accounts = changedNamed(present.rest.accounts, wanted.accounts, 'mail account', accountValues)
  const windows = changedNamed(present.rest.windows ?? [], wanted.windows ?? [], 'window', windowValues)
  const checks = changedChecks(present, wanted, applying)
  const gates = checks.surplus.filter(({ check }) => present.isGate(check))
  const doomed = checks.surplus.filter(watched => !gates.includes(watched))
  const surplus = [
    ...doomed.map(({ check }) => `check "${check.name}"`),
    ...channels.surplus.map(name => `channel ${name}`),
    ...accounts.surplus.map(name => `mail account ${name}`),
    ...windows.surplus.map(name => `window ${name}`),
  ]
  const { prunes } = applying
  return {
    checks: {
      discard: [],
      create: checks.create,
      replace: checks.replace,
      remove: prunes ? doomed : [],
    },
    atHome: checks.atHome,
    rest: {
      channels: channels.changed.map(channel => ({
        ...channel,
        // Browsers have allowed messages of a channel; a file does not say so.
        ...browsersOf(present.rest.channels, channel),
      })),
      removeChannels: prunes ? channels.surplus : [],
      accounts: accounts.changed,
      removeAccounts: prunes ? accounts.surplus : [],
      windows: windows.changed,
      removeWindows: prunes ? windows.surplus : [],
    },
    diff: [
      ...accounts.diff,
      ...channels.diff,
      ...windows.diff,
      ...checks.diff,
      ...(prunes ? surplus.map(each => `- ${each}`) : []),
    ],
    surplus: prunes
      ? gates.map(({ check }) => `check "${check.name}", a gate of the heartbeat`)
      : [...surplus, ...gates.map(({ check }) => `check "${check.name}"`)],
    faults: faultsOf(present, wanted, applying, channels.surplus, checks.pairs),
  }
}

function changedChecks({ watched, defaults }: Present, { checks }: Wanted, { now, newId }: Applying) {
  const own = watched.filter(({ check }) => belongsInBackup(check))
  const copies = watched.filter(({ check }) => check.origin === 'peer')
  const { pairs, free } = matched(checks, own, copies)
  const create: Check[] = []
  const replace: { readonly before: Watched; readonly check: Check }[] = []
  const atHome: ChangeAtHome[] = []
  const diff: string[] = []
  for (const wanted of checks) {
    const before = pairs.get(wanted)
    if (before === undefined) {
      const channels = wanted.byDefault ? defaults : wanted.plan.channels
      const check = {
        ...wanted.plan,
        channels,
        id: wanted.id ?? newId(),
        origin: 'page',
        createdAt: now,
      } as const
      create.push(check)
      diff.push(`+ check "${check.name}"`, ...planValues(check).map(added))
      continue
    }
    const check = merged(before.check, wanted)
    const lines = PLAN_ROWS.flatMap(([option]) =>
      changedLines(optionValues(option, before.check), optionValues(option, check)),
    )
    if (lines.length === 0) continue
    const isCopy = before.check.origin === 'peer'
    if (isCopy) atHome.push({ before, changes: changesOf(before.check, check) })
    else replace.push({ before, check })
    diff.push(`~ check "${before.check.name}"${isCopy ? ', at its home' : ''}`, ...lines)
  }
  return { create, replace, atHome, diff, pairs, surplus: own.filter(watched => free.has(watched)) }
}

function changesOf(before: CheckPlan, after: CheckPlan): PlanChanges {
  const changed = PLAN_ROWS.filter(([option]) => !isAlike(before[option], after[option]))
  return Object.fromEntries(changed.map(([option]) => [option, after[option]]))
}

/** The check with the wanted plan. A value that the file says in the same words, or cannot say, stays as it is. */
function merged(before: Check, { plan, byDefault }: WantedCheck): Check {
  const { id, origin, createdAt, madeFrom } = before
  const options = PLAN_ROWS.map(([option]) => {
    const there = optionValues(option, before)
    const wanted = optionValues(option, plan)
    const isSame = isAlike(there, wanted)
    const isUnsaid = wanted.length === 0 && there.length > 0 && !there.every(fitsIni)
    const keeps = isSame || isUnsaid || (option === 'channels' && byDefault)
    return [option, keeps ? before[option] : plan[option]] as const
  })
  const given = Object.fromEntries(options.filter(([, value]) => value !== undefined))
  return {
    ...(given as unknown as CheckPlan),
    // The schedule of a probe follows from it.
    ...(plan.probe !== undefined && { schedule: plan.schedule, grace: plan.grace }),
    id,
    origin,
    createdAt,
    ...(madeFrom !== undefined && { madeFrom }),
  }
}

function changedNamed<T extends { readonly name: string }>(
  present: readonly T[],
  wanted: readonly T[],
  word: string,
  valuesOf: (one: T) => readonly IniValue[],
) {
  const there = new Map(present.map(one => [one.name, one]))
  const names = new Set(wanted.map(({ name }) => name))
  const diff: string[] = []
  const changed = wanted.filter(one => {
    const before = there.get(one.name)
    if (before === undefined) {
      diff.push(`+ ${word} ${one.name}`, ...valuesOf(one).map(added))
      return true
    }
    const lines = changedLines(valuesOf(before), valuesOf(one))
    if (lines.length > 0) diff.push(`~ ${word} ${one.name}`, ...lines)
    return lines.length > 0
  })
  return { changed, diff, surplus: [...there.keys()].filter(name => !names.has(name)) }
}

function browsersOf(
  present: readonly SavedChannel[],
  { name }: SavedChannel,
): Pick<SavedChannel, 'browsers'> {
  const browsers = present.find(channel => channel.name === name)?.browsers
  return browsers === undefined ? {} : { browsers }
}

/** Everything that the page would refuse. */
function faultsOf(
  { watched, rest, iniChannels }: Present,
  { checks, channels, accounts, windows = [] }: Wanted,
  { rules, now, prunes }: Applying,
  surplus: readonly string[],
  pairs: ReadonlyMap<WantedCheck, Watched>,
): readonly string[] {
  const origin: FieldOrigin = 'page'
  /** A schedule whose last moment has passed since it was chosen is no fault. */
  const chosenSince = (one: WantedCheck) => {
    const before = pairs.get(one)
    return before !== undefined && isSameSchedule(one.plan.schedule, before.check.schedule) ? 0 : now
  }
  const existing = [
    ...iniChannels,
    ...channels.map(({ name }) => name),
    ...rest.channels.map(({ name }) => name).filter(name => !prunes || !surplus.includes(name)),
  ]
  const staying = prunes ? watched.filter(({ check }) => check.origin === 'peer') : watched
  const kept = [...new Set(staying.flatMap(({ check }) => check.channels))]
  const keptToEscalate = [...kept, NO_CHANNEL]
  return [
    ...channels.flatMap(channel =>
      faultsOfChannel({ ...channel, origin }, rules).map(
        ({ key, reason }) => `channel ${channel.name}: ${key} ${reason}`,
      ),
    ),
    ...accounts.flatMap(account =>
      accountFaults({ ...account, origin }, rules).map(
        ({ key, reason }) => `mail account ${account.name}: ${key} ${reason}`,
      ),
    ),
    ...windows.flatMap(window =>
      windowFaults({ ...window, origin }).map(({ key, reason }) => `window ${window.name}: ${key} ${reason}`),
    ),
    ...checks.flatMap(one => {
      const { plan } = one
      return [
        ...planFaults(plan, { origin, since: chosenSince(one) }),
        ...channelFaults(plan.channels, existing, kept),
        ...channelFaults(plan.escalateTo ?? [], existing, keptToEscalate, 'escalateTo'),
      ].map(({ key, setting, reason }) => `check "${plan.name}": ${setting ?? key} ${reason}`)
    }),
  ]
}
