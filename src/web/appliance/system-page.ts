import { Router } from 'express'
import type { SystemFacts } from '../../domain/appliance/system-facts'
import { resultLine } from '../../domain/heartbeat/result-line'
import { faultText } from '../../domain/settings/reading'
import { localStamp, utcOffset } from '../../domain/time/local-time'
import { span } from '../../domain/time/time-words'
import { createObserver, type Observation } from '../heartbeat/observe'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'

interface Row {
  readonly name: string
  readonly value: string
  readonly state?: 'ok' | 'warn' | 'bad'
}

/** `/system`: versions, health, support bundle. */
export function systemDoor(ports: AppPorts): Router {
  const door = Router()
  const observe = createObserver(ports)

  door.get('/system', async (_request, response) => {
    const [seen, facts] = await Promise.all([observe(), ports.system.facts()])
    const groups = { Health: health(facts), Versions: versions(ports, seen, facts), Units: units(facts) }
    await renderPage(response, 'appliance/system', seen.now, { groups, hostName: facts.hostName })
  })

  door.get('/system/support', async (_request, response) => {
    const [seen, facts, ticks, ini] = await Promise.all([
      observe(),
      ports.system.facts(),
      ports.system.tickLog(),
      ports.system.redactedIni(),
    ])
    const day = localStamp(seen.now).slice(0, 10).replaceAll('/', '-')
    response
      .set('Cache-Control', 'no-store')
      .attachment(`intvlm8r-support-${facts.hostName}-${day}.txt`)
      .type('text/plain; charset=utf-8')
      .send(bundle(ports, seen, facts, ticks, ini))
  })
  return door
}

function health({
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
          state: temperature >= 80 ? 'bad' : temperature >= 70 ? 'warn' : 'ok',
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
      state: disk.free < 50e6 ? 'bad' : disk.free < 200e6 ? 'warn' : 'ok',
    },
    {
      name: 'Memory free',
      value: `${bytes(memory.available)} of ${bytes(memory.total)}`,
      state: memory.available < 30e6 ? 'warn' : 'ok',
    },
    clockSynchronised === undefined
      ? { name: 'Clock', value: 'not known whether it is synchronised' }
      : clockSynchronised
        ? { name: 'Clock', value: 'synchronised', state: 'ok' }
        : { name: 'Clock', value: 'not synchronised: is there a time server?', state: 'warn' },
  ]
  return rows.filter(row => row !== undefined)
}

function versions(
  { version }: AppPorts,
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

function units({ units: all }: SystemFacts): readonly Row[] {
  return all.map(({ name, state, detail, healthy }) => ({
    name: name.replace('.service', ''),
    value: detail === state ? state : `${state} (${detail})`,
    state: healthy ? 'ok' : 'bad',
  }))
}

/** One text with all that somebody far away needs to see, and no secret in it. */
function bundle(
  ports: AppPorts,
  seen: Observation,
  facts: SystemFacts,
  ticks: { source: string; lines: readonly string[] },
  ini: string,
): string {
  const { now, reading, chain, queue, last } = seen
  const rows = [...versions(ports, seen, facts), ...health(facts), ...units(facts)]
  const faults = reading.kind === 'faulty' ? reading.faults.map(faultText) : []
  const history = queue.reached ? queue.history : []
  return [
    `Support bundle of ${facts.hostName}, ${localStamp(now)} ${utcOffset(now)}. Secrets were removed.`,
    section(
      'Facts',
      rows.map(({ name, value }) => `${name}: ${value}`),
    ),
    section(
      'From the timer to the answer',
      chain.map(
        ({ name, state, detail, at }) =>
          `${state.padEnd(7)} ${name}: ${detail}${at === undefined ? '' : ` (${localStamp(at)})`}`,
      ),
    ),
    section('Last result', last ? [resultLine(last)] : ['none yet']),
    section('Faults in the INI', faults.length > 0 ? faults : ['none']),
    section(`Last ticks, from ${ticks.source}`, ticks.lines),
    section(
      'Last heartbeats',
      history.map(
        ({ finishedAt, outcome, occasion, job, attempts, reason, receiver }) =>
          `${localStamp(finishedAt)} ${outcome} ${job} (${occasion}) ${receiver} ${attempts.map(({ result }) => result).join(', then ')}: ${reason}`,
      ),
    ),
    section('INI', [ini.trimEnd()]),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string {
  return `\n== ${title} ==\n\n${lines.length > 0 ? lines.join('\n') : 'nothing'}\n`
}

/** `1.2 GB`, in powers of ten as disks are sold. */
function bytes(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${Math.round(count / 1e6)} MB`
}
