/** heartbeat: this appliance's own heartbeats go out when they are due. */

import { isDelivered } from '../domain/heartbeat/result-line'
import type { Prober } from '../domain/probes/look'
import { localMinute } from '../domain/time/local-time'

export const heartbeat: Prober = async (_task, { heartbeats }) => {
  const { liveness, last, why } = await heartbeats()
  const words =
    last === undefined ? 'none has gone out yet' : `the last one, ${localMinute(last.at)}: ${last.result}`
  if (liveness === 'alive') return { answer: 'success', detail: `the last due heartbeat went out (${words})` }
  if (liveness === 'late')
    return { answer: 'failure', detail: `a due heartbeat is late, and may still go out (${words})` }
  if (liveness === 'silent') {
    if (why !== undefined) return { answer: 'failure', detail: `no heartbeat goes out: ${why}` }
    // The button's heartbeat, and the report about a gate, are not due.
    const hasFailed = last !== undefined && !isDelivered(last)
    return {
      answer: 'failure',
      detail: hasFailed
        ? `the last heartbeat did not arrive (${words})`
        : `the last due heartbeat did not go out (${words})`,
    }
  }
  return {
    answer: 'blind',
    detail:
      liveness === 'off'
        ? 'heartbeating is switched off in the INI'
        : 'no heartbeat has been due since the settings were changed',
  }
}
