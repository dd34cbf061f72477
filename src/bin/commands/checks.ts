import { quotedName } from '../../domain/alerts/quote'
import { ago } from '../../domain/time/time-words'
import { checkJson } from '../../domain/watch/check-json'
import { alertsNobody, counts, isAwaited, isSilenced, worstFirst } from '../../domain/watch/check-list'
import { isToLook } from '../../domain/watch/not-looking'
import type { Watched } from '../../domain/watch/ports'
import { isTrouble, STATUSES } from '../../domain/watch/status'
import { watchedAt } from '../../domain/watch/status-at'
import { roomWords } from '../../domain/watch/watch-words'
import { checkTroubles } from '../../web/pages/ini-troubles'
import { openAppliance } from './context'
import { type Selection, selected } from './delete-checks'
import { type OpenWatch, withWatch } from './list-checks'
import { lookingTrouble } from './looking-trouble'
import { namesOf, withChecks } from './own-checks'
import { print } from './print'
import { openTable } from './table'

/** Prints all checks, worst first, and the faults of the INI's. Exit code 0: none is down or blind, none has a fault, those that look are looked at, and names that are given fit some. */
export async function checks({ json }: { readonly json: boolean }, selection: Selection): Promise<number> {
  const appliance = await openAppliance()
  const troubles = checkTroubles(appliance.reading)
  return await withWatch(appliance, async watch => {
    const found = await look(watch, selection)
    const unlooked = await lookingTrouble(appliance, found.looks)
    // A name that nobody has is one that was typed wrong, or a check that is gone.
    const isUnknown = selection.names.length > 0 && found.total === 0
    const isDoubtful = troubles.length > 0 || isUnknown || unlooked !== undefined
    const exitCode =
      isDoubtful || STATUSES.some(status => isTrouble(status) && found.counts[status] > 0) ? 1 : 0
    if (json) await printAsJson(watch, selection, { troubles, unlooked })
    else await printAsTable(watch, selection, { found, troubles, unlooked })
    return exitCode
  })
}

type Troubles = ReturnType<typeof checkTroubles>

/** The selected checks as they are, the worst first, in batches: memory does not grow with their number. */
async function* selectedChecks(
  { checks, now }: OpenWatch,
  selection: Selection,
): AsyncGenerator<readonly Watched[]> {
  if (selection.waiting) yield worstFirst((await checks.waiting()).map(each => watchedAt(each, now)))
  else yield* checks.lists.each({}, now)
}

async function* chosen(watch: OpenWatch, selection: Selection): AsyncGenerator<readonly Watched[]> {
  for await (const batch of selectedChecks(watch, selection)) yield selected(batch, selection)
}

/** Counts the checks before anything is printed. */
async function look(watch: OpenWatch, selection: Selection) {
  const sum = counts([])
  let [total, looks] = [0, false]
  for await (const batch of chosen(watch, selection)) {
    for (const { state } of batch) sum[state.status]++
    total += batch.length
    looks ||= batch.some(isToLook)
  }
  return { counts: sum, total, looks }
}

/** Prints it piece by piece, as `printJson` would print the whole. */
async function printAsJson(
  watch: OpenWatch,
  selection: Selection,
  { troubles, unlooked }: { readonly troubles: Troubles; readonly unlooked: string | undefined },
): Promise<void> {
  const secret = await withChecks((_checks, apiKeys) => apiKeys.installationSecret())
  let held: string | undefined
  for await (const batch of chosen(watch, selection))
    for (const one of batch) {
      print(held === undefined ? '{\n  "checks": [' : `${held},`)
      held = indented(checkJson(one, namesOf(one.check.id, secret)), 4)
    }
  print(held === undefined ? '{\n  "checks": [],' : `${held}\n  ],`)
  const faults = troubles.flatMap(trouble => trouble.faults)
  const rest = indented({ faults, ...(unlooked !== undefined && { notLooking: unlooked }) }, 0)
  print(rest.replace(/^\{\n/, ''))
}

function indented(value: unknown, by: number): string {
  return JSON.stringify(value, undefined, 2).replace(/^/gm, ' '.repeat(by))
}

async function printAsTable(
  watch: OpenWatch,
  selection: Selection,
  {
    found,
    troubles,
    unlooked,
  }: {
    readonly found: Awaited<ReturnType<typeof look>>
    readonly troubles: Troubles
    readonly unlooked: string | undefined
  },
): Promise<void> {
  const { now, existing, room } = watch
  const isWhole = !selection.waiting && selection.tag === '' && selection.names.length === 0
  for (const { meaning, faults } of troubles) print(`${[meaning, ...faults].join('\n  ')}\n`)
  for (const words of isWhole ? roomWords(room, now) : []) print(`${words}\n`)
  if (unlooked !== undefined) print(`${unlooked}\n`)
  if (found.total === 0) return print(isWhole ? NO_CHECK : 'No check is like that.')
  const table = openTable(['STATUS', 'CHECK', 'LAST SIGNAL', 'NEXT DUE', 'ALERTS'])
  for await (const batch of chosen(watch, selection))
    table.add(batch.map(one => row(one, alertsNobody(one, existing), now)))
  table.end()
  const words = STATUSES.filter(status => found.counts[status] > 0).map(
    status => `${found.counts[status]} ${status}`,
  )
  print(`\n${words.join(', ')}`)
}

const NO_CHECK = 'There is no check yet: create one on the page, or by `[check.<name>]` in the INI.'

function row({ check, state }: Watched, isUnalerted: boolean, now: number): string[] {
  const { status, lastSignalAt, due } = state
  return [
    [
      status,
      ...(isSilenced(state, now) ? ['silenced'] : []),
      ...(state.acknowledged ? ['acknowledged'] : []),
    ].join(', '),
    check.waits ? quotedName(check.name) : check.name,
    lastSignalAt === undefined ? 'never' : ago(lastSignalAt, now),
    due !== undefined && isAwaited(state) ? ago(due, now) : '-',
    isUnalerted || check.waits ? 'nobody' : check.channels.join(' '),
  ]
}
