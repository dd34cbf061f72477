/** throttled: a Pi has the voltage that it needs, and is not slowed down. */

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Look, LookTools, Prober } from '../domain/probes/look'

/** The bits of the firmware, by their numbers; sixteen higher stand the same for the time since the boot. */
const BITS = ['under-voltage', 'the frequency is capped', 'throttled', 'at the soft temperature limit']

export const throttled: Prober = async ({ signal }, tools) =>
  (await byFirmware(tools, signal)) ?? (await bySensor(tools.root)) ?? { answer: 'blind', detail: NOTHING }

const NOTHING = 'neither vcgencmd nor a sensor for under-voltage is to be found here; is this a Raspberry Pi?'

/** Undefined where the firmware cannot be asked: the tool is missing, or its device is hidden. */
async function byFirmware({ run }: LookTools, signal: AbortSignal): Promise<Look | undefined> {
  const end = await run(['vcgencmd', 'get_throttled'], { signal })
  const [, hex] = (end.kind === 'exited' && /^throttled=0x([0-9a-f]+)/.exec(end.stdout)) || []
  if (hex === undefined) return undefined
  const bits = Number.parseInt(hex, 16)
  const now = namesOf(bits)
  if (now !== '') return { answer: 'failure', detail: `the Pi reports: ${now}` }
  const before = namesOf(bits >> 16)
  return {
    answer: 'success',
    detail: 'the Pi has its voltage and its full speed',
    ...(before !== '' && { warning: `since the boot there was: ${before}` }),
  }
}

const namesOf = (bits: number) => BITS.filter((_name, bit) => bits & (1 << bit)).join(', ')

/**
 * The kernel's sensor, found by its name since the numbers of sensors change. It shows the last two seconds: the driver
 * clears the firmware's memory of earlier ones.
 */
async function bySensor(root: string): Promise<Look | undefined> {
  const folder = join(root, 'sys/class/hwmon')
  const read = (...path: string[]) => readFile(join(folder, ...path), 'utf8').catch(() => '')
  for (const sensor of await readdir(folder).catch(() => [])) {
    if ((await read(sensor, 'name')).trim() !== 'rpi_volt') continue
    const alarm = (await read(sensor, 'in0_lcrit_alarm')).trim()
    if (alarm === '1') return { answer: 'failure', detail: 'the Pi reports: under-voltage' }
    if (alarm === '0') return { answer: 'success', detail: 'the Pi has its voltage' }
  }
  return undefined
}
