import { defaultChannels } from '../../domain/alerts/channel'
import type { Channels } from '../../domain/alerts/ports'
import { MOST_CHECKS, planOf } from '../../domain/watch/check-plan'
import type { CheckStore, RecordSignal } from '../../domain/watch/ports'

/**
 * Records check-ins. A check that a check-in creates alerts by the default channels, or by all where none is marked, as at
 * Healthchecks.
 */
export function createRecordSignal({
  checks,
  channels,
}: {
  readonly checks: Pick<CheckStore, 'record' | 'createForSlug' | 'count'>
  readonly channels: Channels
}): RecordSignal {
  return async (target, signal, { admit, create, network = '' }) => {
    const recorded = await checks.record(target, signal, admit)
    if (recorded.kind !== 'unknown' || create === 'off' || !('slug' in target)) return recorded
    if ((await checks.count()) >= MOST_CHECKS) return { kind: 'full' }
    const { slug } = target
    const plan = planOf({ name: slug, slug, channels: defaultChannels(await channels.list(), 'all') })
    const { check, created } = await checks.createForSlug(plan, signal.at, {
      waits: create === 'adopt',
      from: network,
    })
    return { ...(await checks.record({ id: check.id }, signal, admit)), created }
  }
}
