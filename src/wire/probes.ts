import { Socket } from 'node:net'
import { dirname, resolve } from 'node:path'
import { secretsFrom } from '../config/settings/secret-files'
import type { Server } from '../domain/alerts/channel-server'
import type { Identity } from '../domain/appliance/identity'
import type { SettingField } from '../domain/field'
import type { HttpClient, OtherWay } from '../domain/net/http-client'
import type { KindOfProbe } from '../domain/probes/kind-of-probe'
import type { CallFiles, Look, LookTools } from '../domain/probes/look'
import type { NetworkSight } from '../domain/probes/own-network'
import { settingsOf, timeoutOf } from '../domain/probes/probe'
import { PROBE_KINDS } from '../domain/probes/probe-kinds'
import type { ProbedCheck } from '../domain/watch/looks'
import { acceptsOrRefuses } from '../io/net/accepts'
import { createFileTurns } from '../io/probes/file-turns'
import { createFindProgram } from '../io/probes/owners-program'
import { createRunJob, type JobPlace } from '../io/probes/run-job'
import { runProgram } from '../io/probes/run-program'
import type { RedisTarget } from '../io/redis/client'
import { openLookStore } from '../io/watch/look-store'
import { openNetworkIncidents } from '../io/watch/network-incidents'
import { openSchedules } from '../io/watch/schedules'
import { PROBERS } from '../probes/index'
import { hangingPlace } from '../probes/mounts'
import { openUnreported } from './connections'
import type { Places } from './places'

export function openLooks(target: RedisTarget, { id }: Identity) {
  const connection = openUnreported(target)
  return {
    store: openLookStore(connection, openSchedules(), id),
    incidents: openNetworkIncidents(connection),
  }
}

/** Milliseconds. */
const THERE_MS = 2_500

/** The sight of the own network; loaded when it is needed first. */
export function openSight() {
  let sight: (() => Promise<NetworkSight>) | undefined
  return async () => {
    sight ??= (await import('../io/probes/own-network')).openOwnNetwork(runProgram)
    return await sight()
  }
}

/** Whether a server takes a connection or refuses it, on the way that channels have. Ends within five seconds. */
export function openIsThere(otherWay: OtherWay) {
  return async ({ host, port }: Server): Promise<boolean> => {
    const tunnel = await otherWay.tunnel(host, port, AbortSignal.timeout(THERE_MS))
    if (tunnel === undefined) return (await acceptsOrRefuses(host, port, THERE_MS)) === true
    if ('refusal' in tunnel) return false
    if (tunnel.socket instanceof Socket) tunnel.socket.destroy()
    return true
  }
}

/** Looks once at what the check's probe names, with the secrets from the files that the INI names. */
export function openLook(
  { http, otherWay }: { readonly http: HttpClient; readonly otherWay: OtherWay },
  { ini }: Places,
  {
    jobs,
    ...own
  }: { readonly jobs: JobPlace } & Pick<LookTools, 'programs' | 'heartbeats' | 'mail' | 'peers'>,
) {
  const tools: Omit<LookTools, 'callFiles'> = {
    http,
    otherWay,
    run: runProgram,
    job: createRunJob(jobs),
    find: createFindProgram(),
    ...own,
    root: '/',
  }
  const folder = dirname(ini)
  const inTurn = createFileTurns()
  return async (
    { probe }: Pick<ProbedCheck, 'probe'>,
    now: number,
    signal: AbortSignal,
    lastSuccess?: number,
  ): Promise<Look> => {
    const { kind, target } = probe
    const { fields, callsFiles }: KindOfProbe = PROBE_KINDS[kind]
    const read = await secretsFrom(fields, settingsOf(probe), folder)
    if (typeof read === 'string') return { answer: 'blind', detail: read }
    const settings = { ...read, ...pathsFrom(fields, read, folder) }
    const prober = await PROBERS[kind]()
    const task = {
      target,
      settings,
      now,
      timeout: timeoutOf(probe),
      signal,
      ...(lastSuccess !== undefined && { lastSuccess }),
    }
    const lookBy = (callFiles: CallFiles) => prober(task, { ...tools, callFiles })
    if (!callsFiles) return await lookBy(call => call())
    return await inTurn(target, signal, lookBy, await hangingPlace(target, tools.root))
  }
}

/** The same for what is typed on the page: only kinds that the page may make, which run no programs of the owner's. */
export function openPageLook(
  outward: Parameters<typeof openLook>[0],
  where: Places,
  own: Pick<LookTools, 'heartbeats' | 'mail' | 'peers'>,
) {
  const look = openLook(outward, where, { jobs: { socket: '', environment: {} }, programs: '', ...own })
  return async (check: Pick<ProbedCheck, 'probe'>, now: number, signal: AbortSignal): Promise<Look> => {
    const { onPage }: KindOfProbe = PROBE_KINDS[check.probe.kind]
    if (onPage) return await look(check, now, signal)
    return { answer: 'blind', detail: 'only the worker looks at this kind' }
  }
}

/** The same for a peer; `onlyPublic` keeps it from all addresses that are not public. */
export function openLookForPeers(
  { http, otherWay }: Parameters<typeof openLook>[0],
  where: Places,
  own: Pick<LookTools, 'heartbeats' | 'mail' | 'peers'>,
) {
  const guarded: HttpClient = {
    send: (request, options) => http.send({ ...request, onlyPublic: true }, options),
  }
  const free = openPageLook({ http, otherWay }, where, own)
  const bound = openPageLook({ http: guarded, otherWay }, where, own)
  return (
    check: Pick<ProbedCheck, 'probe'>,
    onlyPublic: boolean,
    now: number,
    signal: AbortSignal,
  ): Promise<Look> => (onlyPublic ? bound : free)(check, now, signal)
}

/** The paths among the settings, which are relative to the INI's folder. */
function pathsFrom(
  fields: readonly SettingField[],
  settings: Readonly<Record<string, string>>,
  folder: string,
): Record<string, string> {
  const named = fields.filter(({ key, type }) => type === 'file' && settings[key])
  return Object.fromEntries(named.map(({ key }) => [key, resolve(folder, settings[key] ?? '')]))
}
