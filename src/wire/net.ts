import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { cafilePath } from '../config/settings/named-files'
import type { Log } from '../domain/log'
import {
  type CertificateFacts,
  kindOfCertificate,
  type PageCertificate,
  type SelfSigned,
} from '../domain/net/certificate'
import type { HttpClient, OtherWay } from '../domain/net/http-client'
import type { ProxyVariables } from '../domain/net/proxy-url'
import { usable } from '../domain/settings/reading'
import type { Settings } from '../domain/settings/settings'
import type { SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import { openCertificate } from '../io/net/certificate'
import { createHttpClient } from '../io/net/http-client'
import { createOtherWay } from '../io/net/other-way'
import { factsOf } from '../io/net/self-signed'
import { openTrust } from '../io/net/trust'
import { wayOut } from '../io/net/way-out'
import type { Places } from './places'

export { leadsHere } from '../io/net/own-addresses'
export { openSelfSigned } from '../io/net/self-signed'

/** The settings and variables that the way out depends on. */
export interface Outward {
  readonly version: string
  readonly now: Clock
  readonly variables: ProxyVariables
  readonly settings: Pick<SettingsFile, 'read'>
  readonly where: Pick<Places, 'ini'>
}

/** The clients for receivers and the services of channels. A faulty [Network] stops the heartbeats, but not the alerts: for them its last usable state counts. */
export function openOutward({ version, now, variables, settings, where }: Outward): {
  readonly http: HttpClient
  readonly otherWay: OtherWay
} {
  let last: Settings['network'] = { proxy: '', noproxy: '', cafile: '' }
  const shared = {
    userAgent: `intvlm8r-heartbeat/${version}`,
    now,
    trust: openTrust(),
    way: async () => {
      const reading = await settings.read()
      last = usable(reading, 'network') ?? last
      const cafile = cafilePath(last.cafile, dirname(where.ini))
      return wayOut({ ...last, cafile }, variables, usable(reading, 'web')?.port)
    },
  }
  return { http: createHttpClient(shared), otherWay: createOtherWay(shared) }
}

/** The certificate that [Web] names, relative names in the state folder; undefined without one. */
export function openTls({ tlscert, tlskey }: Settings['web'], { home }: Places, now: Clock, log: Log) {
  if (tlscert === '') return undefined
  return openCertificate({ cert: resolve(home, tlscert), key: resolve(home, tlskey) }, now, log)
}

/** The facts of the certificate that [Web] names; undefined without one, and while it cannot be read. */
export async function certificateFacts(
  { tlscert }: Pick<Settings['web'], 'tlscert'>,
  { home }: Pick<Places, 'home'>,
): Promise<CertificateFacts | undefined> {
  if (tlscert === '') return undefined
  try {
    return factsOf(await readFile(resolve(home, tlscert)))
  } catch {
    return undefined // The log has the reason.
  }
}

/** The certificate of the page, as the page itself shows it. */
export function openPageCertificate(
  web: Pick<Settings['web'], 'tlscert'>,
  where: Pick<Places, 'home'>,
  { own, ...more }: Pick<PageCertificate, 'selfSigned' | 'switchOn'> & { readonly own: SelfSigned },
): PageCertificate {
  return {
    kind: kindOfCertificate(web.tlscert),
    facts: () => certificateFacts(web, where),
    authority: own.authority,
    renew: async () => {
      await own.prepare({ widen: true })
      return await own.replace()
    },
    ...more,
  }
}
