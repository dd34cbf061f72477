/** The cost of checks and alerts, with more and more checks. */
import { setTimeout } from 'node:timers/promises'
import { cpuTimeIn } from './proc'
import { shown } from './report'
import type { Bench } from './setting'
import { grow, memoryPerCheck, openWatch, timeToAlert, timeToAllAlerts } from './watch'

/** First the memory of a check, before Redis has grown; then more and more checks. */
export async function watch(bench: Bench): Promise<void> {
  const { appliance, runs, note } = bench
  const opened = await openWatch(appliance)
  note({
    what: 'Redis: memory of a check with 100 kept signals',
    value: (await memoryPerCheck(opened, 300)) / 1000,
    unit: 'kB',
    figures: 'mean of 300 checks',
  })
  await grow(opened, 1_000)
  await noteRest(bench)
  await grow(opened, 10_000)
  note({
    what: "from a deadline to the alert in its channel's queue",
    value: await timeToAlert(opened, runs.alerts),
    aim: 250,
    unit: 'ms',
    figures: `median of ${runs.alerts}, among 10000 checks`,
  })
  note({
    what: '1000 of 10000 checks fall silent at once: until the last of their alerts is queued',
    value: (await timeToAllAlerts(opened, 1_000)) / 1000,
    aim: 5,
    unit: 's',
    figures: 'a channel that takes each by itself',
  })
  await opened.close()
}

async function noteRest({ running: { pids }, runs, note }: Bench): Promise<void> {
  await setTimeout(runs.idleMs / 3)
  const spent = await cpuTimeIn(pids, runs.watchRestMs)
  note({
    what: 'CPU at rest with 1000 checks, of one core',
    value: (spent * 100) / runs.watchRestMs,
    aim: 0.3,
    unit: '%',
    figures: `${shown(spent)} ms in ${runs.watchRestMs / 1000} s`,
  })
}
