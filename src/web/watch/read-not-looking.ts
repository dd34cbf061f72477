import { anyLooks, notLooking } from '../../domain/watch/not-looking'
import type { Watched } from '../../domain/watch/ports'
import type { AppPorts } from '../ports'

/** The sentence for checks whose probes nobody runs. The workers are counted only where a check looks by itself. */
export async function readNotLooking(
  { queue }: { readonly queue: Pick<AppPorts['queue'], 'pulse'> },
  all: readonly Pick<Watched, 'check' | 'state'>[],
): Promise<string | undefined> {
  if (!anyLooks(all)) return undefined
  const pulse = await queue.pulse().catch(() => undefined)
  return pulse && notLooking(all, pulse)
}
