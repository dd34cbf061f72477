import { faultText, type Reading, usable } from '../../domain/settings/reading'

/** A consequence of faults in the INI, and these faults. */
export interface IniTrouble {
  readonly meaning: string
  readonly faults: readonly string[]
}

/** Checks without a fault are provided all the same, as long as the INI can be read. */
export function checkTroubles(reading: Reading): readonly IniTrouble[] {
  const meaning =
    reading.kind === 'faulty'
      ? 'The checks of the INI stay as they were until it is mended; those without a fault follow it. Its faults:'
      : 'The checks of the INI stay as they were until it is mended:'
  return troubles(reading, 'check', meaning)
}

/** While the INI's channels are faulty, alerts go where they went before; a worker that starts meanwhile does not know where. */
export function channelTroubles(reading: Reading): readonly IniTrouble[] {
  return troubles(
    reading,
    'channel',
    'The channels of the INI stay as they were until it is mended; if the worker restarts before that, no alert goes out:',
  )
}

export function accountTroubles(reading: Reading): readonly IniTrouble[] {
  return troubles(reading, 'mail', 'The mail accounts of the INI stay as they were until it is mended:')
}

/** Such windows are known from the last good state only, and not at all by a program that starts meanwhile. */
export function windowTroubles(reading: Reading): readonly IniTrouble[] {
  return troubles(reading, 'window', 'The windows of the INI stay as they were until it is mended:')
}

export function statusPageTroubles(reading: Reading): readonly IniTrouble[] {
  return troubles(reading, 'status', 'No status page is shown until the INI is mended:')
}

const SECTIONS = {
  check: 'checks',
  channel: 'channels',
  mail: 'mail',
  window: 'windows',
  status: 'statusPages',
} as const

function troubles(reading: Reading, kind: keyof typeof SECTIONS, meaning: string): readonly IniTrouble[] {
  if (reading.kind === 'ok' || usable(reading, SECTIONS[kind])) return []
  if (reading.kind === 'unreadable') return [{ meaning, faults: [reading.reason] }]
  const own = reading.faults.filter(({ section }) => section.toLowerCase().startsWith(`${kind}.`))
  // A line that cannot be parsed may be the header of such a section.
  return [{ meaning, faults: (own.length > 0 ? own : reading.faults).map(faultText) }]
}
