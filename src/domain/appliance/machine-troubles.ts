/** Present troubles of the machine itself, in sentences. Pure. */

import { sizeWords } from '../probes/amounts'
import type { SystemFacts } from './system-facts'

/** Degrees Celsius of the processor, and free bytes of the disk and the memory; beyond them a fact is doubtful or bad. */
export const MACHINE_LIMITS = {
  temperature: { warn: 70, bad: 80 },
  disk: { warn: 200e6, bad: 50e6 },
  memory: { warn: 30e6 },
} as const
/** A small disk is not nearly full while it has a larger share free. */
const DISK_SHARE = 0.1

export function diskState({ free, total }: NonNullable<SystemFacts['disk']>): 'ok' | 'warn' | 'bad' {
  const { warn, bad } = MACHINE_LIMITS.disk
  if (free >= Math.min(warn, total * DISK_SHARE)) return 'ok'
  return free < bad ? 'bad' : 'warn'
}

/** None where nothing is wrong, as far as it is known. */
export function machineTroubles({
  temperature = 0,
  power,
  disk,
  clockSynchronised,
}: SystemFacts): readonly string[] {
  return [
    ...(disk && diskState(disk) !== 'ok'
      ? [`Only ${sizeWords(disk.free)} of its disk are free. Remove files before nothing can be written.`]
      : []),
    ...(clockSynchronised === false
      ? ['Its clock is not synchronised, so times may be wrong: is there a time server?']
      : []),
    ...(power && power.now.length > 0 ? [`The firmware reports: ${power.now.join(', ')}.`] : []),
    ...(temperature >= MACHINE_LIMITS.temperature.bad
      ? [`Its processor is too hot: ${temperature.toFixed(0)} °C.`]
      : []),
  ]
}
