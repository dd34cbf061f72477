import type { AlertStore, Channels } from '../../domain/alerts/ports'
import type { HeartbeatQueue } from '../../domain/heartbeat/ports'
import type { PeerPorts } from '../../domain/peers/ports'
import type { ReadOwnHeartbeats } from '../../domain/probes/look'
import type { PeerSelf } from '../../domain/probes/peer-answer'
import { createJudgeMail } from '../../operations/alerts/judge-mail'
import { createOwnState } from '../../operations/peers/own-state'
import type { openPeers } from '../../wire/peers'

interface Organs {
  readonly self: PeerSelf
  readonly channels: Channels
  readonly store: Pick<AlertStore, 'failing'>
  readonly queue: Pick<HeartbeatQueue, 'pulse'>
  readonly heartbeats: ReadOwnHeartbeats
}

/** The web app's ports to peers: this watch is as its organs are. */
export function peerPorts(
  { mailLoops, jobs, kept, ...peers }: ReturnType<typeof openPeers>,
  { self, channels, store, queue, heartbeats }: Organs,
): PeerPorts {
  const ownState = createOwnState({
    mail: createJudgeMail({ mailLoops, channels, store }),
    jobs,
    stores: async () => (await queue.pulse()).refuses === undefined,
    isHeartLate: async () => ['late', 'silent'].includes((await heartbeats()).liveness),
    kept,
    steady: () => performance.now(),
  })
  return { ...peers, self, ownState }
}
