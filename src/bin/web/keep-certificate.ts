import type { Log } from '../../domain/log'
import { SELF_SIGNED, type SelfSigned, type SelfSignedState } from '../../domain/net/certificate'
import type { Settings } from '../../domain/settings/settings'
import type { Clock } from '../../domain/time/clock'
import { renewCertificate } from '../../operations/net/renew-certificate'

const DAY_MS = 86_400_000

/** Renews the self-signed certificate where [Web] names it, now and every day. `state` returns what there was then. */
export async function keepCertificate(
  { tlscert, host, hostnames }: Pick<Settings['web'], 'tlscert' | 'host' | 'hostnames'>,
  selfSigned: SelfSigned,
  now: Clock,
  log: Log,
): Promise<{ state(): SelfSignedState; close(): void }> {
  if (tlscert !== SELF_SIGNED) return { state: () => ({}), close: () => {} }
  const renew = () => renewCertificate(selfSigned, now(), log, [...hostnames, host])
  let state = await renew()
  const timer = setInterval(async () => {
    state = await renew()
  }, DAY_MS)
  return { state: () => state, close: () => clearInterval(timer) }
}
