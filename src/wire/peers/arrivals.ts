import type { HttpClient } from '../../domain/net/http-client'
import { type Arrivals, readArrivals } from '../../domain/peers/arrivals'
import { PEER_PATHS, type Peer } from '../../domain/peers/peer'
import type { PeerSelf } from '../../domain/probes/peer-answer'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { createAddressOrder } from '../../io/peers/address-order'
import { createAskPeer } from '../../io/peers/ask-peer'
import { seal, unseal } from '../../io/peers/sealed'
import type { Places } from '../places'
import { openGroupSettings } from './group'

/** Milliseconds for an answer. */
const ANSWER_MS = 5_000

/** The group as the daily digests need it: how much of a check arrived at the other members. */
export function openDigestGroup(
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
  { self, ...ways }: { readonly http: HttpClient; readonly now: Clock; readonly self: PeerSelf },
) {
  const group = openGroupSettings(settings, where)
  const ask = createAskPeer(ways)
  const addresses = createAddressOrder()

  async function askMember(member: Peer, question: object): Promise<Arrivals | undefined> {
    const { key } = member
    for (const url of addresses.of(member)) {
      const signal = AbortSignal.timeout(ANSWER_MS)
      const message = { ...self, sealed: seal(key, question) }
      const answered = await ask({
        url,
        key,
        path: PEER_PATHS.arrivals,
        message,
        deadlineMs: ANSWER_MS,
        signal,
      })
      if (answered.kind !== 'signed' || answered.status !== 200) continue
      const { sealed } = Object(answered.value) as { sealed?: unknown }
      const arrivals = typeof sealed === 'string' ? readArrivals(unseal(key, sealed)) : undefined
      if (arrivals === undefined) continue
      addresses.note(member, url)
      return arrivals
    }
    return undefined
  }

  return {
    isMember: async () => (await group()) !== undefined,
    arrivals: async (
      ids: readonly string[],
      { from, at }: { readonly from: number; readonly at: number },
    ) => {
      const members = (await group())?.members ?? []
      const question = { ids, ago: Math.max(0, ways.now() - at), length: at - from }
      const answers = await Promise.all(members.map(async member => await askMember(member, question)))
      const counts = new Map<string, number>()
      for (const answer of answers)
        for (const [id, count] of answer ?? []) counts.set(id, (counts.get(id) ?? 0) + count)
      return {
        counts,
        silent: members.filter((_member, index) => answers[index] === undefined).map(({ name }) => name),
      }
    },
  }
}
