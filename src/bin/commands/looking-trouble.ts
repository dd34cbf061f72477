import { notLooking } from '../../domain/watch/not-looking'
import type { openAppliance } from './context'

type Appliance = Awaited<ReturnType<typeof openAppliance>>

/** The sentence for checks whose probes nobody runs; the queue is opened only where one of them looks. */
export async function lookingTrouble(
  { openQueue }: Pick<Appliance, 'openQueue'>,
  looks: boolean,
): Promise<string | undefined> {
  if (!looks) return undefined
  const queue = openQueue()
  try {
    await queue.connected()
    return notLooking(await queue.pulse())
  } finally {
    await queue.close()
  }
}
