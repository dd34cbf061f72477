/** Failovers of a group behind Sentinels: asked for, or waited for, within what Sentinels promise of them. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Node, SentinelGroup } from './redis-group'

/**
 * Milliseconds. A Sentinel whose timer comes two seconds late (its process or its machine stood still, or the clock was set) does
 * nothing for 30 s, also when it was asked to: its TILT. An election that nobody wins is held again after twice the
 * `failover-timeout`, 12 s, and up to one second. This has room for one TILT and two such elections.
 */
const WITHIN_MS = 60_000

/** Settles once another server is the primary. `ask` is called until then. */
export async function untilAnother(
  group: SentinelGroup,
  before: Node,
  ask = async (): Promise<unknown> => undefined,
): Promise<void> {
  let answer: unknown
  for (
    const end = Date.now() + WITHIN_MS;
    (await group.primary()).port === before.port;
    await pause(100), answer = await ask()
  )
    if (Date.now() > end) throw new Error(`no failover (${answer}): ${await wordsOf(group.sentinels)}`)
}

/**
 * A planned failover. The Sentinel is asked for it until it came about: it refuses while another one is under way, and gives one up
 * whose replica does not answer within the `failover-timeout`.
 */
export async function failOver(group: SentinelGroup): Promise<void> {
  const [sentinel] = group.sentinels
  const ask = async () => sentinel?.admin.call('SENTINEL', 'FAILOVER', 'mymaster').catch(String)
  await untilAnother(group, await group.primary(), ask)
}

async function wordsOf(sentinels: readonly Node[]): Promise<string> {
  const words = sentinels.map(async ({ port, admin }) => `${port}: ${await admin.info('sentinel')}`)
  return (await Promise.all(words)).join('\n')
}
