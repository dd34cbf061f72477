import type { AlertStore, Channels, SharedIncidents } from '../../domain/alerts/ports'
import type { PeerPorts } from '../../domain/peers/ports'
import type { ReadOwnHeartbeats } from '../../domain/probes/look'
import type { PeerSelf } from '../../domain/probes/peer-answer'
import type { Clock } from '../../domain/time/clock'
import type { OpenQueue } from '../../io/heartbeat/queue'
import { createJudgeMail } from '../../operations/alerts/judge-mail'
import { createLookForPeer } from '../../operations/peers/look-for-peer'
import { createOwnState } from '../../operations/peers/own-state'
import { createLookNow } from '../../operations/probes/look-within'
import type { openPeers } from '../../wire/peers'
import { type openLookForPeers, openSight } from '../../wire/probes'

interface Organs {
  readonly self: PeerSelf
  readonly channels: Channels
  readonly store: Pick<AlertStore, 'failing'>
  readonly incidents: Pick<SharedIncidents, 'openedBy'>
  readonly queue: Pick<OpenQueue, 'refusal'>
  readonly heartbeats: ReadOwnHeartbeats
  /** Looks once for a peer. */
  readonly look: ReturnType<typeof openLookForPeers>
  readonly heart: PeerPorts['heart']
  readonly claimId: PeerPorts['claimId']
  readonly group: Pick<PeerPorts, 'group' | 'edit' | 'arrivals' | 'showGroup' | 'pingKeys'>
  readonly now: Clock
  readonly onError: (error: Error) => void
}

/** The web app's ports to peers: this watch is as its organs are. */
export function peerPorts(
  { mailLoops, jobs, kept, placeOf, ...peers }: ReturnType<typeof openPeers>,
  { self, channels, store, incidents, queue, heartbeats, look, heart, claimId, group, now, onError }: Organs,
): PeerPorts {
  const ownState = createOwnState({
    mail: createJudgeMail({ mailLoops, channels, store }),
    jobs,
    stores: async () => (await queue.refusal()) === undefined,
    isHeartLate: async () => ['late', 'silent'].includes((await heartbeats()).liveness),
    kept,
    steady: () => performance.now(),
  })
  const sight = openSight()
  const lookFor = createLookForPeer({
    look: (probe, onlyPublic, signal) =>
      createLookNow({
        look: (check, at, within) => look(check, onlyPublic, at, within),
        sight,
        now,
        onError,
      })(probe, signal),
    placeOf,
    steady: () => performance.now(),
  })
  const hasOpened = async (incident: string) => (await incidents.openedBy(incident)) !== undefined
  return { ...peers, self, heart, claimId, ...group, ownState, hasOpened, lookFor }
}
