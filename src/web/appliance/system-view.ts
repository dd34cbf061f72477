import { diskState, MACHINE_LIMITS as limits } from '../../domain/appliance/machine-troubles'
import type { SystemFacts } from '../../domain/appliance/system-facts'
import { span } from '../../domain/time/time-words'
import { type MessageState, messageWords } from '../../domain/watch/message-words'
import type { Observation } from '../heartbeat/observe'

/** A fact on the system page; the state is missing where the fact is neither good nor bad. */
export interface Row {
  readonly name: string
  readonly value: string
  /** The part that no language changes: a value that is a name or a version, or the words of another program. */
  readonly fixed?: 'value' | 'both'
  readonly state?: 'ok' | 'warn' | 'bad'
}

/** Temperature, power, disk, memory and clock. */
export function healthRows({
  temperature,
  power,
  disk,
  memory,
  clockSynchronised,
  uptime,
}: SystemFacts): readonly Row[] {
  const rows: (Row | undefined)[] = [
    { name: 'Machine up for', value: span(uptime) },
    temperature === undefined
      ? undefined
      : {
          name: 'Processor',
          value: `${temperature.toFixed(0)} °C`,
          state:
            temperature >= limits.temperature.bad
              ? 'bad'
              : temperature >= limits.temperature.warn
                ? 'warn'
                : 'ok',
        },
    power && {
      name: 'Power and heat',
      value:
        power.now.join(', ') ||
        (power.sinceStart.length > 0 ? `since the start: ${power.sinceStart.join(', ')}` : 'all right'),
      state: power.now.length > 0 ? 'bad' : power.sinceStart.length > 0 ? 'warn' : 'ok',
    },
    disk && {
      name: 'Disk free',
      value: share(disk.free, disk.total),
      state: diskState(disk),
    },
    {
      name: 'Memory free',
      value: share(memory.available, memory.total),
      state: memory.available < limits.memory.warn ? 'warn' : 'ok',
    },
    clockSynchronised === undefined
      ? { name: 'Clock', value: 'not known whether it is synchronised' }
      : clockSynchronised
        ? { name: 'Clock', value: 'synchronised', state: 'ok' }
        : { name: 'Clock', value: 'not synchronised: is there a time server?', state: 'warn' },
  ]
  return rows.filter(row => row !== undefined)
}

/** Check-ins by 0MQ. */
export function messageRows(messages: MessageState): readonly Row[] {
  const { isReceived } = messages
  return [
    { name: 'Receiving', value: isReceived ? 'yes' : 'no', state: isReceived ? 'ok' : 'bad' },
    { name: 'Messages', value: messageWords(messages) },
  ]
}

export function versionRows(
  version: string,
  { queue }: Observation,
  { node, os, model, hostName }: SystemFacts,
): readonly Row[] {
  return [
    { name: 'Host', value: hostName, fixed: 'value' },
    { name: 'Heartbeat', value: version, fixed: 'value' },
    { name: 'Node', value: node, fixed: 'value' },
    queue.reached
      ? { name: 'Redis', value: queue.pulse.server, fixed: 'value' }
      : { name: 'Redis', value: queue.reason, state: 'bad' },
    { name: 'System', value: os, fixed: 'value' },
    ...(model === undefined ? [] : [{ name: 'Machine', value: model, fixed: 'value' as const }]),
  ]
}

/** The appliance's systemd units; none where systemd does not run it. */
export function unitRows({ units: all }: SystemFacts): readonly Row[] {
  return all.map(({ name, state, detail, healthy }) => ({
    name: name.replace('.service', ''),
    value: detail === state ? state : `${state} (${detail})`,
    fixed: 'both',
    state: healthy ? 'ok' : 'bad',
  }))
}

/** `1.2 GB of 32.0 GB`, in powers of ten as disks are sold. */
function share(part: number, whole: number): string {
  return `${figure(part)} ${part >= 1e9 ? 'GB' : 'MB'} of ${figure(whole)} ${whole >= 1e9 ? 'GB' : 'MB'}`
}

function figure(bytes: number): string {
  return bytes >= 1e9 ? (bytes / 1e9).toFixed(1) : String(Math.round(bytes / 1e6))
}
