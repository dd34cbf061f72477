import { notLooking } from '../../domain/watch/not-looking'
import type { AppPorts } from '../ports'

/** The sentence for checks whose probes nobody runs. The workers are counted only where a check looks by itself. */
export async function readNotLooking(
  { queue }: { readonly queue: Pick<AppPorts['queue'], 'pulse'> },
  isAnyToLook: boolean,
): Promise<string | undefined> {
  if (!isAnyToLook) return undefined
  const pulse = await queue.pulse().catch(() => undefined)
  return pulse && notLooking(pulse)
}
