import type { Log } from '../../domain/log'
import { renewalStep, type SelfSigned, type SelfSignedState } from '../../domain/net/certificate'

/**
 * Renews the self-signed certificate in time: the next one is made weeks before it is used, so that its fingerprint can be
 * read where the present one is still trusted. One whose file is missing, as after the INI alone came to a new card, is made
 * for `names`. Returns the certificates that there are then; a failure is logged.
 */
export async function renewCertificate(
  selfSigned: SelfSigned,
  now: number,
  log: Pick<Log, 'warn' | 'error'>,
  names: readonly string[] = [],
): Promise<SelfSignedState> {
  try {
    const made = await selfSigned.makeMissing(names)
    if (made !== undefined)
      log.warn(
        `the TLS certificate was missing and is made anew; its fingerprint (SHA-256) is ${made.fingerprint}`,
      )
    const found = await selfSigned.state()
    const step = renewalStep(found, now)
    if (step === undefined) return found
    const { fingerprint } = await selfSigned[step]()
    const what = step === 'prepare' ? 'is renewed in some weeks' : 'was renewed'
    log.warn(`the TLS certificate ${what}; its new fingerprint (SHA-256) is ${fingerprint}`)
    return await selfSigned.state()
  } catch (error) {
    log.error(`the TLS certificate is not renewed: ${(error as Error).message}`)
    return {}
  }
}
