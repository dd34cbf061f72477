import { ago } from '../../domain/time/time-words'
import { counts, isAwaited, isSilenced, worstFirst } from '../../domain/watch/check-list'
import type { Watched } from '../../domain/watch/ports'
import { STATUSES } from '../../domain/watch/status'
import { openAppliance } from './context'
import { printTable } from './table'
import { listChecks } from './unalerted'

/** Prints all checks, worst first. Exit code 0: none is down. */
export async function checks(): Promise<number> {
  const { all, unalerted } = await listChecks(await openAppliance())
  if (all.length === 0) {
    console.log('There is no check yet: create one on the page, or by `[check.<name>]` in the INI.')
    return 0
  }
  const now = Date.now()
  printTable([
    ['STATUS', 'CHECK', 'LAST SIGNAL', 'NEXT DUE', 'ALERTS'],
    ...worstFirst(all).map(one => row(one, unalerted.includes(one), now)),
  ])
  const sum = counts(all)
  const words = STATUSES.filter(status => sum[status] > 0).map(status => `${sum[status]} ${status}`)
  console.log(`\n${words.join(', ')}`)
  return sum.down > 0 ? 1 : 0
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
