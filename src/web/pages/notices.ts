import { channelNotices } from '../../domain/alerts/channel-trouble'
import { renewalSentences } from '../../domain/net/certificate'
import { type Notice, notices } from '../../domain/watch/notices'
import type { AppPorts } from '../ports'
import { readChannelTroubles, type TroublePorts } from './channel-troubles'

export type NoticePorts = Pick<AppPorts, 'now' | 'losses' | 'copyTrouble'> &
  TroublePorts & { readonly certificate: Pick<AppPorts['certificate'], 'selfSigned'> }

/** Reads the notices; none of a loss or a channel while Redis is away, which is shown as such. */
export async function noticesOf(ports: NoticePorts): Promise<readonly Notice[]> {
  const { now, losses, copyTrouble, certificate } = ports
  const [loss, damaged, trouble, undelivered] = await Promise.all([
    losses.current().catch(() => undefined),
    losses.damaged().catch(() => 0),
    copyTrouble(),
    readChannelTroubles(ports).catch(() => []),
  ])
  const at = now()
  return [
    ...notices(loss, damaged, trouble, renewalSentences(certificate.selfSigned(), at)),
    ...channelNotices(undelivered, at),
  ]
}
