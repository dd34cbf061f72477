/** The checks that alert nobody. */
import { alertsNobody } from '../../domain/watch/check-list'
import type { Watched } from '../../domain/watch/ports'
import type { openAppliance } from './context'

type Appliance = Pick<Awaited<ReturnType<typeof openAppliance>>, 'openChecks' | 'openChannels'>

/** All checks, and which of them alert nobody; fails when Redis is away. */
export async function listChecks({ openChecks, openChannels }: Appliance): Promise<{
  readonly all: readonly Watched[]
  readonly unalerted: readonly Watched[]
}> {
  const { checks, connected } = openChecks()
  const { channels, channelsConnected, closeChannels } = openChannels()
  try {
    await Promise.all([connected(), channelsConnected()])
    const [all, existing] = await Promise.all([checks.list(), channels.list()])
    const names = existing.map(({ name }) => name)
    return { all, unalerted: all.filter(watched => alertsNobody(watched, names)) }
  } finally {
    await checks.close()
    closeChannels()
  }
}

/** Names that a sentence holds; of more it gives the number. */
const MOST_NAMED = 5

/** `Nobody is alerted by 2 checks, as no channel of theirs exists: backup, pump`; undefined where there are none. */
export function unalertedWords(unalerted: readonly Watched[]): string | undefined {
  if (unalerted.length === 0) return undefined
  const names = unalerted.map(({ check }) => check.name).sort()
  const more = names.length - MOST_NAMED
  const list = `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const many =
    names.length === 1 ? '1 check, as no channel of its' : `${names.length} checks, as no channel of theirs`
  return `Nobody is alerted by ${many} exists: ${list}`
}
