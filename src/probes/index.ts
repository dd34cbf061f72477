/** The registry: a line for each kind of probe, loaded when it is used first. The settings of each kind stand in domain/probes/probe-kinds.ts. */

import type { Prober } from '../domain/probes/look'
import type { ProbeKind } from '../domain/probes/probe-kinds'

export const PROBERS: Readonly<Record<ProbeKind, () => Promise<Prober>>> = {
  http: async () => (await import('./http')).http,
  tcp: async () => (await import('./tcp')).tcp,
  tls: async () => (await import('./tls')).tls,
  dns: async () => (await import('./dns')).dns,
  ping: async () => (await import('./ping')).ping,
  batchy: async () => (await import('./batchy')).batchy,
  clock: async () => (await import('./clock')).clock,
  'mail-loop': async () => (await import('./mail-loop')).mailLoop,
  inbox: async () => (await import('./inbox')).inbox,
  peer: async () => (await import('./peer')).peer,
  checker: async () => (await import('./checker')).checker,
  disk: async () => (await import('./disk')).disk,
  memory: async () => (await import('./memory')).memory,
  load: async () => (await import('./load')).load,
  temperature: async () => (await import('./temperature')).temperature,
  throttled: async () => (await import('./throttled')).throttled,
  files: async () => (await import('./files')).files,
  heartbeat: async () => (await import('./heartbeat')).heartbeat,
  unit: async () => (await import('./unit')).unit,
  command: async () => (await import('./command')).command,
  'checker-job': async () => (await import('./checker-job')).checkerJob,
}
