/** The port to the store of looks; `io/watch/look-store` implements it. */

import type { Look } from '../probes/look'
import type { Probe } from '../probes/probe'
import type { Check } from './check'

/** A check that looks by itself. */
export interface ProbedCheck extends Check {
  readonly probe: Probe
}

export interface LookStore {
  /**
   * Returns the checks that have a probe of their own and that may be looked at from here, in no order: another machine's
   * INI may have probes that only that one can run. Parts of checks that are gone are removed; those of checks that look
   * at something else by now become new.
   */
  probed(now: number): Promise<readonly ProbedCheck[]>
  /**
   * Lets this worker begin the look of that moment, unless another has it, or has not ended the one before. Epoch
   * milliseconds; after `busyUntil` the look counts as dead.
   */
  claim(check: ProbedCheck, moment: number, now: number, busyUntil: number): Promise<boolean>
  end(check: Check, moment: number): Promise<void>
  /** Whether the check would go down by a failure now. */
  isDecisive(id: string): Promise<boolean>
  /** Returns the moment of the check's last success, epoch milliseconds: the beginning of that look, where it has parts. */
  lastSuccess(id: string): Promise<number | undefined>
  /**
   * Applies a look to its check. When that is no news it is in Redis only, and on the disk with the next `flush`: a power
   * cut may take the last looks, never a change of status. Its parts get checks of their own, and their looks are applied
   * to those.
   *
   * @param by the probe that looked: a check that looks at something else by now takes no answer of it
   */
  record(id: string, look: Look, at: number, by?: Probe): Promise<void>
  /**
   * Writes to the disk what `record` has not.
   *
   * @param sparesPeers looks at peers stay in Redis' memory, with their response times, until a flush without it
   */
  flush(sparesPeers?: boolean): Promise<void>
  /** Calls back when plans may have changed. */
  onPlans(changed: () => void): Promise<void>
  close(): Promise<void>
}
