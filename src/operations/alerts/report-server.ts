/** Reports through the default channels that the Redis server is not as the watch needs it, and that it is again. */

import { defaultChannels } from '../../domain/alerts/channel'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { serverFaultEndText, serverFaultText } from '../../domain/alerts/server-text'
import type { AlertText } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import {
  SERVER_FAULTS,
  type ServerFacts,
  type ServerFaultKind,
  serverFaults,
} from '../../domain/redis/server-faults'
import type { Clock } from '../../domain/time/clock'
import type { NotedFaults } from '../../domain/watch/server-look'
import { planNotices } from './plan-notices'

export interface ServerReportPorts {
  readonly now: Clock
  readonly look: () => Promise<ServerFacts>
  readonly noted: NotedFaults
  readonly store: Pick<AlertStore, 'commit' | 'record'>
  readonly channels: Channels
  /** Called once for each fault, with a sentence. */
  readonly onFault: (sentence: string) => void
}

/** Returns one turn. Several workers may take turns: a notice has an id by its occasion, so that it goes out once. */
export function createReportServer({
  now,
  look,
  noted,
  store,
  channels,
  onFault,
}: ServerReportPorts): () => Promise<void> {
  /** Occasions that need not be planned again. */
  const reported = new Set<string>()

  async function send(text: AlertText, kind: ServerFaultKind, since: number): Promise<void> {
    const mark = `${kind} ${since} ${text.kind}`
    if (reported.has(mark)) return
    const about = { key: `intvlm8r-server-${kind}-${since}`, name: t('the watch'), since }
    const all = await channels.list()
    const notices = await planNotices(text, about, defaultChannels(all), { store, channels: all, now: now() })
    if (notices.length > 0 && !(await store.commit([], notices))) return
    reported.add(mark)
    if (text.kind === 'trigger') onFault(text.text.replace(/\n.*/s, ''))
  }

  return async () => {
    const facts = await look()
    const present = new Map(serverFaults(facts).map(({ kind, words }) => [kind, words]))
    const before = await noted.all()
    for (const kind of SERVER_FAULTS) {
      const words = present.get(kind)
      const known = before.get(kind)
      if (words !== undefined) {
        const since = known ?? (await noted.note(kind, now()))
        await send(serverFaultText(facts.server, words), kind, since)
      } else if (known !== undefined && !(await noted.isOthers(kind))) {
        await send(serverFaultEndText(facts.server), kind, known)
        await noted.forget(kind)
      }
    }
  }
}
