import { resolve } from 'node:path'
import type { Log } from '../domain/log'
import type { HttpClient } from '../domain/net/http-client'
import type { Settings } from '../domain/settings/settings'
import type { Clock } from '../domain/time/clock'
import { openCertificate } from '../io/net/certificate'
import { createHttpClient } from '../io/net/http-client'
import type { Places } from './places'

export function openHttpClient(version: string, now: Clock): HttpClient {
  return createHttpClient({ userAgent: `intvlm8r-heartbeat/${version}`, now })
}

/** The certificate that [Web] names, relative names in the state folder; undefined without one. */
export function openTls({ tlscert, tlskey }: Settings['web'], { home }: Places, now: Clock, log: Log) {
  if (tlscert === '') return undefined
  return openCertificate({ cert: resolve(home, tlscert), key: resolve(home, tlskey) }, now, log)
}
