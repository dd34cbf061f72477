import { quotedName } from '../../domain/alerts/quote'
import { ago } from '../../domain/time/time-words'
import { checkJson } from '../../domain/watch/check-json'
import { alertsNobody, counts, isAwaited, isSilenced, worstFirst } from '../../domain/watch/check-list'
import { anyLooks, notLooking } from '../../domain/watch/not-looking'
import type { Watched } from '../../domain/watch/ports'
import { isTrouble, STATUSES } from '../../domain/watch/status'
import { roomWords } from '../../domain/watch/watch-words'
import { checkTroubles } from '../../web/pages/ini-troubles'
import { openAppliance } from './context'
import { type Selection, selected } from './delete-checks'
import { printJson } from './json'
import { listChecks } from './list-checks'
import { namesOf, withChecks } from './own-checks'
import { print } from './print'
import { printTable } from './table'

type Appliance = Awaited<ReturnType<typeof openAppliance>>

/** Prints all checks, worst first, and the faults of the INI's. Exit code 0: none is down or blind, none has a fault, those that look are looked at, and names that are given fit some. */
export async function checks({ json }: { readonly json: boolean }, selection: Selection): Promise<number> {
  const appliance = await openAppliance()
  const troubles = checkTroubles(appliance.reading)
  const faulty = troubles.length > 0
  const { existing, room, ...found } = await listChecks(appliance)
  const now = Date.now()
  const all = selected(selection.waiting ? found.waiting : found.all, selection)
  const isWhole = !selection.waiting && selection.tag === '' && selection.names.length === 0
  // A name that nobody has is one that was typed wrong, or a check that is gone.
  const isUnknown = selection.names.length > 0 && all.length === 0
  const unlooked = await lookingTrouble(appliance, all)
  const isDoubtful = faulty || isUnknown || unlooked !== undefined
  const exitCode = all.some(({ state }) => isTrouble(state.status)) || isDoubtful ? 1 : 0
  if (json) {
    const secret = await withChecks((_checks, apiKeys) => apiKeys.installationSecret())
    const checks = worstFirst(all).map(one => checkJson(one, namesOf(one.check.id, secret)))
    const faults = troubles.flatMap(trouble => trouble.faults)
    printJson({ checks, faults, ...(unlooked !== undefined && { notLooking: unlooked }) })
    return exitCode
  }
  for (const { meaning, faults } of troubles) print(`${[meaning, ...faults].join('\n  ')}\n`)
  for (const words of isWhole ? roomWords(room, now) : []) print(`${words}\n`)
  if (unlooked !== undefined) print(`${unlooked}\n`)
  if (all.length === 0) {
    print(isWhole ? NO_CHECK : 'No check is like that.')
    return exitCode
  }
  printTable([
    ['STATUS', 'CHECK', 'LAST SIGNAL', 'NEXT DUE', 'ALERTS'],
    ...worstFirst(all).map(one => row(one, alertsNobody(one, existing), now)),
  ])
  const sum = counts(all)
  const words = STATUSES.filter(status => sum[status] > 0).map(status => `${sum[status]} ${status}`)
  print(`\n${words.join(', ')}`)
  return exitCode
}

/** The sentence for checks whose probes nobody runs; the queue is opened only where one of them looks. */
async function lookingTrouble(
  { openQueue }: Pick<Appliance, 'openQueue'>,
  all: readonly Watched[],
): Promise<string | undefined> {
  if (!anyLooks(all)) return undefined
  const queue = openQueue()
  try {
    await queue.connected()
    return notLooking(all, await queue.pulse())
  } finally {
    await queue.close()
  }
}

const NO_CHECK = 'There is no check yet: create one on the page, or by `[check.<name>]` in the INI.'

function row({ check, state }: Watched, isUnalerted: boolean, now: number): string[] {
  const { status, lastSignalAt, due } = state
  return [
    isSilenced(state, now) ? `${status}, silenced` : status,
    check.waits ? quotedName(check.name) : check.name,
    lastSignalAt === undefined ? 'never' : ago(lastSignalAt, now),
    due !== undefined && isAwaited(state) ? ago(due, now) : '-',
    isUnalerted || check.waits ? 'nobody' : check.channels.join(' '),
  ]
}
