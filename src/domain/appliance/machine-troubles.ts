/** Present troubles of the machine itself, in sentences. Pure. */

import { sizeWords } from '../probes/amounts'
import type { SystemFacts } from './system-facts'

/** Degrees Celsius of the processor, and free bytes of the disk and the memory; beyond them a fact is doubtful or bad. */
export const MACHINE_LIMITS = {
  temperature: { warn: 70, bad: 80 },
  disk: { warn: 200e6, bad: 50e6 },
  memory: { warn: 30e6 },
} as const

/** None where nothing is wrong, as far as it is known. */
export function machineTroubles({
  temperature = 0,
  power,
  disk,
  clockSynchronised,
}: SystemFacts): readonly string[] {
  const { temperature: heat, disk: room } = MACHINE_LIMITS
  return [
    ...(disk && disk.free < room.warn
      ? [`Only ${sizeWords(disk.free)} of its disk are free. Remove files before nothing can be written.`]
      : []),
    ...(clockSynchronised === false
      ? ['Its clock is not synchronised, so times may be wrong: is there a time server?']
      : []),
    ...(power && power.now.length > 0 ? [`The firmware reports: ${power.now.join(', ')}.`] : []),
    ...(temperature >= heat.bad ? [`Its processor is too hot: ${temperature.toFixed(0)} °C.`] : []),
  ]
}
