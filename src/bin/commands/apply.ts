/** Makes checks, channels and mail accounts as a file says. */

import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { defaultChannels } from '../../domain/alerts/channel'
import {
  type Application,
  changesToApply,
  type Present,
  type Wanted,
} from '../../domain/appliance/apply-changes'
import { isAlike } from '../../domain/appliance/backup-changes'
import type { BackupStore } from '../../domain/appliance/ports'
import { readBackupJson } from '../../domain/appliance/read-backup'
import { counted } from '../../domain/counted'
import { isNamedBy } from '../../domain/heartbeat/gates'
import { HomeTrouble, planOnly } from '../../domain/peers/edit'
import { type Reading, usable } from '../../domain/settings/reading'
import type { Check } from '../../domain/watch/check'
import type { Watched } from '../../domain/watch/ports'
import { CHANNEL_RULES } from '../../wire/alerts'
import { openBackups, readDesired } from '../../wire/appliance'
import { CommandError, openAppliance, UsageError } from './context'
import { withGiven } from './given-files'
import { homeEdits } from './home-edits'
import { print, printError } from './print'

interface How {
  /** Removes what the file does not name. */
  readonly prune: boolean
  /** Asks nobody. */
  readonly yes: boolean
  readonly isTrial: boolean
}

/** Prints the difference first. Exit code 0: everything is as the file says. */
export async function apply(file: string, how: How): Promise<number> {
  return await withGiven({ files: file === '-' ? [] : [file] }, async ({ files: [given] }) =>
    applyContent(file, await (given?.text() ?? text(process.stdin)), how),
  )
}

async function applyContent(file: string, content: string, { prune, yes, isTrial }: How): Promise<number> {
  const appliance = await openAppliance()
  const { target, reading } = appliance
  const { wanted, held } = readWanted(file, content, reading)
  const { store, connected, close } = openBackups(target)
  try {
    await connected()
    const compare = async () =>
      changesToApply(await presentOf(store, reading), wanted, {
        rules: CHANNEL_RULES,
        now: Date.now(),
        newId: randomUUID,
        prunes: prune,
      })
    const changes = await compare()
    if (changes.faults.length > 0) {
      for (const fault of changes.faults) print(fault)
      throw new CommandError('nothing was applied; mend these faults first')
    }
    for (const line of [...changes.diff, ...held]) print(line)
    for (const part of changes.surplus)
      print(`? ${part} is not in ${file}${prune ? ', and stays' : '; it stays without --prune'}`)
    const code = held.length > 0 ? 1 : 0
    if (changes.diff.length === 0) {
      print(`Everything is as ${file} says${held.length > 0 ? ', but for the lines with !' : ''}.`)
      return code
    }
    if (isTrial) {
      print('Nothing was changed.')
      return code
    }
    if (!yes && !(await isWanted())) {
      print('Nothing was changed.')
      return 1
    }
    await change(store, changes)
    if (!(await changeAtHome(appliance, changes))) return 1
    if ((await compare()).diff.length > 0)
      throw new CommandError('somebody changed a part of it at the same time; apply the file again')
    print(`Applied: ${words(changes)}.`)
    return code
  } finally {
    close()
  }
}

/** Checks get channels that exist, and channels go when no check needs them any more. */
async function change(store: BackupStore, { checks, rest }: Application): Promise<void> {
  const nothing = {
    channels: [],
    removeChannels: [],
    accounts: [],
    removeAccounts: [],
    windows: [],
    removeWindows: [],
    apiKeys: [],
    removeKeys: [],
  }
  await store.changeRest({
    ...nothing,
    channels: rest.channels,
    accounts: rest.accounts,
    windows: rest.windows ?? [],
  })
  await store.changeChecks(checks, Date.now())
  await store.changeRest({
    ...nothing,
    removeChannels: rest.removeChannels,
    removeAccounts: rest.removeAccounts,
    removeWindows: rest.removeWindows ?? [],
  })
}

/** Whether the homes of all these checks have made the changes; prints the reasons of those that have not. */
async function changeAtHome(
  appliance: Awaited<ReturnType<typeof openAppliance>>,
  { atHome }: Application,
): Promise<boolean> {
  if (atHome.length === 0) return true
  const { checks, connected } = appliance.openChecks()
  const home = homeEdits(appliance, checks)
  try {
    await connected()
    let isMade = true
    for (const { before, changes } of atHome) {
      const isOther = (latest: Check) => !isAlike(planOnly(latest), planOnly(before.check))
      try {
        await home.edits.updateUnless(isOther, before.check.id, changes, Date.now())
      } catch (error) {
        if (!(error instanceof HomeTrouble)) throw error
        printError(`${before.check.name}: ${error.message}`)
        isMade = false
      }
    }
    return isMade
  } finally {
    home.close()
    await checks.close()
  }
}

function words({ checks, atHome, rest }: Application): string {
  const { length: created } = checks.create
  const changed = checks.replace.length + atHome.length
  const { length: removed } = checks.remove
  const others = Object.values(rest).reduce((sum, list) => sum + list.length, 0)
  return [
    ...(created > 0 ? [`${counted(created, 'check')} made`] : []),
    ...(changed > 0 ? [`${counted(changed, 'check')} changed`] : []),
    ...(removed > 0 ? [`${counted(removed, 'check')} removed`] : []),
    ...(others > 0 ? [`${counted(others, 'other part')} changed`] : []),
  ].join(', ')
}

async function presentOf(store: BackupStore, reading: Reading): Promise<Present> {
  const watched: Watched[] = []
  for await (const found of store.all()) watched.push(...found.watched)
  const { rest } = await store.rest()
  const ini = usable(reading, 'channels') ?? []
  const page = rest.channels.map(channel => ({ ...channel, origin: 'page' as const }))
  const gates = usable(reading, 'monitoring')?.gates ?? []
  return {
    watched,
    rest,
    iniChannels: ini.map(({ name }) => name),
    defaults: defaultChannels([...ini, ...page]),
    isGate: check => gates.some(gate => isNamedBy(gate, check)),
  }
}

/** The wanted parts; `held` are the sentences for those that stand in the INI otherwise. */
function readWanted(
  file: string,
  content: string,
  reading: Reading,
): { readonly wanted: Wanted; readonly held: readonly string[] } {
  if (/^\s*\{/.test(content)) return { wanted: wantedOfJson(content, file), held: [] }
  const { checks, channels, accounts, windows, others, faults } = readDesired(
    content,
    CHANNEL_RULES,
    Date.now(),
  )
  refuse(faults)
  if (others.length > 0)
    printError(`Not applied, as settings of a machine: ${others.map(name => `[${name}]`).join(', ')}`)
  const own = {
    checks: new Map((usable(reading, 'checks') ?? []).map(check => [check.key, check])),
    channels: new Map((usable(reading, 'channels') ?? []).map(channel => [channel.name, channel])),
    windows: new Map((usable(reading, 'windows') ?? []).map(window => [window.name, window])),
    accounts: new Map((usable(reading, 'mail') ?? []).map(account => [account.name, account])),
  }
  const held: string[] = []
  const beyondIni = <T>(there: T | undefined, one: T, section: string) => {
    if (there !== undefined && !isAlike(there, one))
      held.push(`! [${section}] stands in the INI of this machine, and is changed there`)
    return there === undefined
  }
  return {
    wanted: {
      checks: checks.filter(check => beyondIni(own.checks.get(check.key), check, `check.${check.key}`)),
      channels: channels
        .filter(channel => beyondIni(own.channels.get(channel.name), channel, `channel.${channel.name}`))
        .map(({ origin: _origin, ...channel }) => channel),
      accounts: accounts
        .filter(account => beyondIni(own.accounts.get(account.name), account, `mail.${account.name}`))
        .map(({ name, settings }) => ({ name, settings })),
      windows: windows
        .filter(window => beyondIni(own.windows.get(window.name), window, `window.${window.name}`))
        .map(({ name, settings }) => ({ name, settings })),
    },
    held,
  }
}

function wantedOfJson(content: string, file: string): Wanted {
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch (error) {
    throw new CommandError(`${file} is no JSON: ${(error as Error).message}`)
  }
  const { backup, faults } = readBackupJson(json, CHANNEL_RULES)
  refuse(faults)
  return {
    checks: backup.checks.map(({ id, origin: _origin, createdAt: _createdAt, ...plan }) => ({ id, plan })),
    channels: backup.channels,
    accounts: backup.accounts,
    windows: backup.windows ?? [],
  }
}

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return
  for (const fault of faults) print(fault)
  throw new CommandError('nothing was applied; mend these faults first')
}

async function isWanted(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('nobody can be asked here; add --yes to apply this')
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question('Apply this? [y/N] ')
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}
