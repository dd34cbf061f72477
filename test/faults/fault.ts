import type { Organ } from '../../src/domain/heartbeat/chain-link'
import type { Machine, MachineOptions } from './machine'

/** One way to break an appliance that runs. */
export interface Fault {
  readonly name: string
  /** What it is done to: two faults of one subject are not tried together. */
  readonly subject: string
  /** What heartbeats do meanwhile: none may go out; all go out; they go out but no receiver takes them. */
  readonly meanwhile: 'silent' | 'beats' | 'unheard'
  /** The organs of which `intvlm8r status` has to name one as the place where heartbeats stop. */
  readonly organs: readonly Organ[]
  /** What its machine has to be made with. */
  readonly options?: MachineOptions
  /** Whether it takes root, such as for a mount. */
  readonly mounts?: boolean
  /** Breaks it; what it returns mends it again. */
  strike(machine: Machine): Promise<() => Promise<void>> | (() => Promise<void>)
}
