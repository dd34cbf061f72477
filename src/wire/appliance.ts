import { readRedactedIni } from '../config/ini/ini-redact'
import type { SystemReader } from '../domain/appliance/system-facts'
import { readHost, readSystemFacts } from '../io/appliance/system-facts'
import { timeZoneName } from '../io/appliance/time-zone'
import { readTickLog } from '../io/heartbeat/tick-log'
import type { Places } from './places'

/** The facts about the machine that the system page shows. */
export function openSystem({ home, ini, runtime, zone }: Places): SystemReader {
  return {
    host: readHost,
    zone: () => timeZoneName(zone),
    facts: () => readSystemFacts(home),
    tickLog: () => readTickLog(runtime),
    redactedIni: () => readRedactedIni(ini),
  }
}
