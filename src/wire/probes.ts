import { dirname } from 'node:path'
import { secretsFrom } from '../config/settings/secret-files'
import type { HttpClient } from '../domain/net/http-client'
import type { Look, LookTools } from '../domain/probes/look'
import { settingsOf, timeoutOf } from '../domain/probes/probe'
import { PROBE_KINDS } from '../domain/probes/probe-kinds'
import type { Check } from '../domain/watch/check'
import { runProgram } from '../io/probes/run-program'
import type { RedisTarget } from '../io/redis/client'
import { openLookStore } from '../io/watch/look-store'
import { openSchedules } from '../io/watch/schedules'
import { PROBERS } from '../probes/index'
import { openUnreported } from './connections'
import type { Places } from './places'

export function openLooks(target: RedisTarget) {
  return openLookStore(openUnreported(target), openSchedules())
}

/** Looks once at what the check's probe names, with the secrets from the files that the INI names. */
export function openLook(http: HttpClient, { ini }: Places) {
  const tools: LookTools = { http, run: runProgram }
  return async ({ probe }: Check, now: number, signal: AbortSignal): Promise<Look> => {
    if (probe === undefined) return { answer: 'blind', detail: 'the check has no probe' }
    const { kind, target } = probe
    const read = await secretsFrom(PROBE_KINDS[kind].fields, settingsOf(probe), dirname(ini))
    if (typeof read === 'string') return { answer: 'blind', detail: read }
    const prober = await PROBERS[kind]()
    return prober({ target, settings: read, now, timeout: timeoutOf(probe), signal }, tools)
  }
}
