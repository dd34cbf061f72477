/** The cost of checks, check-ins and alerts, with more and more checks. */
import { setTimeout } from 'node:timers/promises'
import { cpuTimeIn } from './proc'
import { shown } from './report'
import type { Bench } from './setting'
import {
  checkInLoads,
  firstCheckIns,
  grow,
  memoryPerCheck,
  openWatch,
  timeToAlert,
  timeToAllAlerts,
  type Watch,
} from './watch'

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
  for (const count of [1, 100, 1_000, 10_000]) {
    await grow(opened, count)
    if (count === 1_000) await noteRest(bench)
    else await noteCheckIns(bench, opened, count)
  }
  await opened.redis.config('SET', 'appendfsync', 'everysec')
  await noteCheckIns(bench, opened, 10_000, 'for comparison, with `appendfsync everysec`: ')
  await opened.redis.config('SET', 'appendfsync', 'always')
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

async function noteCheckIns(
  { appliance, runs, note }: Bench,
  watch: Watch,
  count: number,
  prefix = '',
): Promise<void> {
  // After its first check-in a check stays in the cache, as in its later years.
  const first = await firstCheckIns(appliance, watch)
  const { checkIns, hello, floor } = await checkInLoads(appliance, watch, runs.loads, runs.loadSeconds)
  const isAim = prefix === ''
  note({
    what: `${prefix}check-ins, 16 connections, ${count} checks: requests/s against an Express hello-world`,
    value: checkIns.rate / hello.rate,
    ...(isAim && { aim: 1, moreIsBetter: true }),
    unit: '×',
    figures: `${shown(checkIns.rate)}/s to ${shown(hello.rate)}/s; hello-world's p99 ${shown(hello.p99)} ms; a bare SET ${shown(floor.rate)}/s`,
  })
  if (isAim && count === 10_000)
    note({
      what: `for comparison: the first check-in of each of the ${count}`,
      value: first.rate / hello.rate,
      unit: '×',
      figures: `${shown(first.rate)}/s; p99 ${shown(first.p99)} ms`,
    })
  note({
    what: `${prefix}check-ins, 16 connections, ${count} checks: p99`,
    value: checkIns.p99,
    ...(isAim && { aim: 20 }),
    unit: 'ms',
    figures: `median of ${runs.loads}`,
  })
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
