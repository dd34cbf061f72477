import { diskState, MACHINE_LIMITS as limits } from '../../domain/appliance/machine-troubles'
import type { SystemFacts } from '../../domain/appliance/system-facts'
import { span } from '../../domain/time/time-words'
import { type MessageState, messageWords } from '../../domain/watch/message-words'
import type { Observation } from '../heartbeat/observe'

/** A fact on the system page; the state is missing where the fact is neither good nor bad. */
export interface Row {
  readonly name: string
  readonly value: string
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
      value: `${bytes(disk.free)} of ${bytes(disk.total)}`,
      state: diskState(disk),
    },
    {
      name: 'Memory free',
      value: `${bytes(memory.available)} of ${bytes(memory.total)}`,
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
    { name: 'Host', value: hostName },
    { name: 'Heartbeat', value: version },
    { name: 'Node', value: node },
    queue.reached
      ? { name: 'Redis', value: queue.pulse.server }
      : { name: 'Redis', value: queue.reason, state: 'bad' },
    { name: 'System', value: os },
    ...(model === undefined ? [] : [{ name: 'Machine', value: model }]),
  ]
}

/** The appliance's systemd units; none where systemd does not run it. */
export function unitRows({ units: all }: SystemFacts): readonly Row[] {
  return all.map(({ name, state, detail, healthy }) => ({
    name: name.replace('.service', ''),
    value: detail === state ? state : `${state} (${detail})`,
    state: healthy ? 'ok' : 'bad',
  }))
}

/** `1.2 GB`, in powers of ten as disks are sold. */
function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${Math.round(count / 1e6)} MB`
}
