/** A failover that Sentinels were asked for comes about, however late, where one of them or a replica stood still. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { failOver } from '../support/failovers'
import { folderWith } from '../support/folder'
import { type Node, startSentinelGroup } from '../support/redis-group'

async function openGroup(replicas: number) {
  const logs = await folderWith()
  const group = await startSentinelGroup({ replicas, logs })
  onTestFinished(() => group.close())
  const saysOf = ({ port }: Node) => readFileSync(join(logs, `${port}.log`), 'utf8')
  const [sentinel] = group.sentinels as [Node]
  return { group, sentinel, says: () => saysOf(sentinel), before: await group.primary() }
}

it('a failover comes about when the pause of the Sentinel is over that was asked for it (TILT)', async () => {
  const { group, sentinel, says, before } = await openGroup(2)
  sentinel.signal('SIGSTOP')
  await pause(2_500)
  sentinel.signal('SIGCONT')
  await expect.poll(says, { timeout: 10_000 }).toContain('+tilt')
  await failOver(group)
  expect((await group.primary()).port).not.toBe(before.port)
})

it('a failover that the Sentinel gave up, since the replica stood still, is asked for again', async () => {
  const { group, says, before } = await openGroup(1)
  const replica = group.nodes.find(({ port }) => port !== before.port)
  replica?.signal('SIGSTOP')
  const asked = failOver(group)
  await expect.poll(says, { timeout: 20_000 }).toContain('-failover-abort-slave-timeout')
  replica?.signal('SIGCONT')
  await asked
  expect((await group.primary()).port).not.toBe(before.port)
})
