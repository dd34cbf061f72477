/** load: the average of the last five minutes, for each core. */

import { availableParallelism, loadavg } from 'node:os'
import type { Prober } from '../domain/probes/look'

export const load: Prober = async ({ settings: { limit = '' } }) => {
  const cores = availableParallelism()
  const averages = loadavg()
  const perCore = (averages[1] ?? 0) / cores
  const all = averages.map(average => average.toFixed(2)).join(', ')
  const words = `the load of a core is ${perCore.toFixed(2)} (1, 5 and 15 minutes on all ${cores}: ${all})`
  return perCore > Number(limit)
    ? { answer: 'failure', detail: `${words}, more than ${limit}` }
    : { answer: 'success', detail: words }
}
