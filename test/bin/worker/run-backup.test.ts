/** The worker's copy outside Redis, and what it does besides where Redis has lost its data. */
import { readdir } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { startKeeping } from '../../../src/bin/worker/run-backup'
import { namesOf } from '../../../src/io/redis/client'
import { folderWith } from '../../support/folder'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()

it('is shown to the other members again where the first try after a loss of data failed', async () => {
  const home = await folderWith({})
  const tries: string[] = []
  const logged: unknown[] = []
  const rejoin = async () => {
    tries.push('rejoin')
    if (tries.length === 1) throw new Error('connect ECONNREFUSED')
  }
  const keeping = startKeeping(
    { ...redis.target, rejoin },
    {
      where: { home, ini: '', result: '', runtime: home },
      now: Date.now,
      log: { info() {}, warn() {}, error: error => void logged.push(String(error)) },
      onRenewed: () => void tries.push('renewed'),
      onChanged() {},
    },
  )
  onTestFinished(() => keeping.close())
  await expect.poll(() => readdir(home)).toContain('backup.json')
  const somethingChanges = () => redis.admin.publish(namesOf(redis.admin).backupChanged, '')
  await redis.admin.flushall()
  await somethingChanges()
  await expect.poll(() => tries).toContain('renewed')
  await somethingChanges()
  await expect.poll(() => tries.filter(each => each === 'rejoin').length).toBe(2)
  await somethingChanges()
  expect([tries[0], logged]).toEqual(['rejoin', ['Error: connect ECONNREFUSED']])
})
