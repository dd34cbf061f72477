import type { Reading } from '../../domain/settings/reading'
import { ago } from '../../domain/time/time-words'
import { counts, isAwaited, isSilenced, worstFirst } from '../../domain/watch/check-list'
import type { Watched } from '../../domain/watch/ports'
import { STATUSES } from '../../domain/watch/status'
import { checkTroubles } from '../../web/pages/ini-troubles'
import { openAppliance } from './context'
import { printTable } from './table'
import { listChecks } from './unalerted'

/** Prints all checks, worst first, and the faults of the INI's. Exit code 0: none is down, and none has a fault. */
export async function checks(): Promise<number> {
  const appliance = await openAppliance()
  const faulty = printFaults(appliance.reading)
  const { all, unalerted } = await listChecks(appliance)
  if (all.length === 0) {
    console.log('There is no check yet: create one on the page, or by `[check.<name>]` in the INI.')
    return faulty ? 1 : 0
  }
  const now = Date.now()
  printTable([
    ['STATUS', 'CHECK', 'LAST SIGNAL', 'NEXT DUE', 'ALERTS'],
    ...worstFirst(all).map(one => row(one, unalerted.includes(one), now)),
  ])
  const sum = counts(all)
  const words = STATUSES.filter(status => sum[status] > 0).map(status => `${sum[status]} ${status}`)
  console.log(`\n${words.join(', ')}`)
  return sum.down > 0 || faulty ? 1 : 0
}

/** Returns whether checks of the INI are not as it says. */
function printFaults(reading: Reading): boolean {
  const troubles = checkTroubles(reading)
  for (const { meaning, faults } of troubles) console.log(`${[meaning, ...faults].join('\n  ')}\n`)
  return troubles.length > 0
}

function row({ check, state }: Watched, alertsNobody: boolean, now: number): string[] {
  const { status, lastSignalAt, due } = state
  return [
    isSilenced(state, now) ? `${status}, silenced` : status,
    check.name,
    lastSignalAt === undefined ? 'never' : ago(lastSignalAt, now),
    due !== undefined && isAwaited(state) ? ago(due, now) : '-',
    alertsNobody ? 'nobody' : check.channels.join(' '),
  ]
}
