/** The package, the appliance and the amounts that all parts work with. */
import type { Receiver } from './heartbeats'
import type { Installed, Package, Running } from './installed'
import type { Row } from './report'

/** The package, and the appliance that it makes. */
export interface Stopped {
  readonly folder: string
  readonly unpacked: Package
  readonly appliance: Installed
  readonly runs: Runs
  note(row: Row): void
}

/** The appliance with some heartbeats behind it and somebody logged in. */
export interface Bench extends Stopped {
  readonly running: Running
  readonly receiver: Receiver
  readonly cookie: string
}

/** The number and the length of the measurements. */
export interface Runs {
  /** Blocks of ticks. */
  readonly rounds: number
  readonly ways: number
  readonly heartbeats: number
  readonly loads: number
  readonly loadSeconds: number
  readonly checkInSeconds: number
  readonly starts: number
  readonly idleMs: number
  readonly restMs: number
  readonly watchRestMs: number
  readonly alerts: number
}

export const WHOLE: Runs = {
  rounds: 24,
  ways: 21,
  heartbeats: 3,
  loads: 3,
  loadSeconds: 4,
  checkInSeconds: 12,
  starts: 5,
  idleMs: 30_000,
  restMs: 120_000,
  watchRestMs: 60_000,
  alerts: 20,
}

/** For first figures while tuning. */
export const SHORT: Runs = {
  rounds: 6,
  ways: 7,
  heartbeats: 2,
  loads: 1,
  loadSeconds: 3,
  checkInSeconds: 6,
  starts: 3,
  idleMs: 5_000,
  restMs: 20_000,
  watchRestMs: 10_000,
  alerts: 5,
}
