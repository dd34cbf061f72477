/** The worker's copy outside Redis, and what it does besides where Redis has lost its data. */
import { readdir } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { startKeeping } from '../../../src/bin/worker/run-backup'
import { namesOf } from '../../../src/io/redis/client'
import { folderWith } from '../../support/folder'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()

it('is shown to the other members at the start and after a loss of data, however often a try fails', async () => {
  const home = await folderWith({})
  const tries: string[] = []
  const logged: unknown[] = []
  let isAway = true
  const rejoin = async () => {
    tries.push(isAway ? 'failed' : 'seen')
    if (isAway) throw new Error('connect ECONNREFUSED')
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
  await expect.poll(() => tries).toContain('failed')
  const somethingChanges = () => redis.admin.publish(namesOf(redis.admin).backupChanged, '')
  isAway = false
  await somethingChanges()
  await expect.poll(() => tries.at(-1)).toBe('seen')
  isAway = true
  const before = tries.length
  await redis.admin.flushall()
  await somethingChanges()
  await expect.poll(() => tries.slice(before)).toContain('renewed')
  expect(tries.slice(before)).not.toContain('seen')
  isAway = false
  await somethingChanges()
  await expect.poll(() => tries.slice(before)).toContain('seen')
  expect(new Set(logged)).toEqual(new Set(['Error: connect ECONNREFUSED']))
  expect(logged).toHaveLength(tries.filter(each => each === 'failed').length)
})
