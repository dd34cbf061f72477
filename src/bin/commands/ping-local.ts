import type { Recorded } from '../../domain/watch/ports'
import type { SignalDetail, SignalKind } from '../../domain/watch/signal'
import { version } from '../shared/environment'
import { findCheck, withChecks } from './own-checks'
import { checkInAt, isAddress } from './ping-remote'

/**
 * Sends a signal for a check, by its name, its id or its address. Returns whether the signal was taken, and the result in
 * words. `isOnlyTry`: an address that does not answer is not tried again.
 */
export async function checkIn(
  nameOrAddress: string,
  kind: SignalKind,
  at: number,
  detail: SignalDetail,
  isOnlyTry = false,
): Promise<{ readonly taken: boolean; readonly words: string }> {
  if (isAddress(nameOrAddress))
    return { taken: true, words: await checkInAt(nameOrAddress, kind, detail, isOnlyTry) }
  return await withChecks(async checks => {
    const { check } = await findCheck(checks, nameOrAddress)
    const signal = { kind, at, detail: { ...detail, via: 'command', agent: `intvlm8r/${version}` } }
    const recorded = await checks.record({ id: check.id }, signal)
    const taken = recorded.kind === 'accepted' || recorded.kind === 'paused'
    return { taken, words: `${check.name}: ${wordsOf(recorded)}` }
  })
}

function wordsOf(recorded: Recorded): string {
  if (recorded.kind === 'accepted') return recorded.state.status
  if (recorded.kind === 'paused') return 'paused; the signal is kept'
  if (recorded.kind === 'too-frequent') return 'refused, since it came too soon after the last one'
  return recorded.kind === 'refused' ? recorded.reason : 'it is gone'
}
