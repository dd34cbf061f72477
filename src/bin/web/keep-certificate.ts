import type { Log } from '../../domain/log'
import { SELF_SIGNED, type SelfSigned, type SelfSignedState } from '../../domain/net/certificate'
import type { Clock } from '../../domain/time/clock'
import { renewCertificate } from '../../operations/net/renew-certificate'

const DAY_MS = 86_400_000

/** Renews the self-signed certificate where the INI names it, now and every day. `state` returns what there was then. */
export async function keepCertificate(
  tlscert: string,
  selfSigned: SelfSigned,
  now: Clock,
  log: Log,
): Promise<{ state(): SelfSignedState; close(): void }> {
  if (tlscert !== SELF_SIGNED) return { state: () => ({}), close: () => {} }
  let state = await renewCertificate(selfSigned, now(), log)
  const timer = setInterval(async () => {
    state = await renewCertificate(selfSigned, now(), log)
  }, DAY_MS)
  return { state: () => state, close: () => clearInterval(timer) }
}
