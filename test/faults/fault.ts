import type { Organ } from '../../src/domain/heartbeat/chain-link'
import type { Machine, MachineOptions } from './machine'

/** A way to break an appliance that runs. */
export interface Fault {
  readonly name: string
  /** The part that it breaks: two faults of one subject are not tried together. */
  readonly subject: string
  /** Its effect on heartbeats: none may go out; all go out; they go out but no receiver takes them. */
  readonly meanwhile: 'silent' | 'beats' | 'unheard'
  /** The organs of which `intvlm8r status` has to name one as the place where heartbeats stop. */
  readonly organs: readonly Organ[]
  /** The name in place of the organ's own. */
  readonly named?: string
  /** The options that its machine needs. */
  readonly options?: MachineOptions
  /** Whether it takes root, such as for a mount. */
  readonly mounts?: boolean
  /** Brings the appliance into the state in which all is well. */
  prepare?(machine: Machine): Promise<void>
  /** Breaks it, and returns the function that mends it. */
  strike(machine: Machine): Promise<() => Promise<void>> | (() => Promise<void>)
}
