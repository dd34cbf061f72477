/** The cost of check-ins with more and more checks, in an appliance of their own. The part `scale` has the greatest number. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { connectWorker } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { openListMending } from '../../src/io/watch/mend-lists'
import { checkInLoads, noteCheckIns } from './check-ins'
import { installIn } from './installed'
import { idOf, seedChecks } from './seed'
import type { Bench } from './setting'

const SIZES = [1, 100, 10_000] as const

export async function checkIns({ folder, unpacked, runs, note }: Bench): Promise<void> {
  const own = join(folder, 'check-ins')
  mkdirSync(own)
  const appliance = await installIn(own, unpacked)
  const running = await appliance.start()
  const redis = connectWorker({ path: redisPlace(appliance.home).socket })
  try {
    let made = 0
    for (const count of SIZES) {
      await seedChecks(redis, made, count)
      // Else the worker makes the lists at the next minute, among the check-ins that are measured.
      await openListMending(redis).mend()
      const ids = Array.from({ length: count }, (_, index) => idOf(index))
      const measured = await checkInLoads(
        appliance,
        running,
        { ids, first: ids.slice(made) },
        runs.checkInSeconds,
      )
      noteCheckIns(measured, `check-ins, 16 connections, ${count} checks: `, note)
      made = count
    }
  } finally {
    redis.disconnect()
    await running.stop()
  }
}
