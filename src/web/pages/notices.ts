import { renewalSentences } from '../../domain/net/certificate'
import { type Notice, notices } from '../../domain/watch/notices'
import type { AppPorts } from '../ports'

/** Reads the notices; none of a loss while Redis is away, which is shown as such. */
export async function noticesOf({
  now,
  losses,
  copyTrouble,
  certificate,
}: Pick<AppPorts, 'now' | 'losses' | 'copyTrouble'> & {
  readonly certificate: Pick<AppPorts['certificate'], 'selfSigned'>
}): Promise<readonly Notice[]> {
  const [loss, damaged, trouble] = await Promise.all([
    losses.current().catch(() => undefined),
    losses.damaged().catch(() => 0),
    copyTrouble(),
  ])
  return notices(loss, damaged, trouble, renewalSentences(certificate.selfSigned(), now()))
}
