import { hostname } from 'node:os'

/** The folders and files of one appliance; `bin/shared/environment` reads them from the environment. */
export interface Places {
  /** The state folder. */
  readonly home: string
  readonly ini: string
  /** hbresults.txt */
  readonly result: string
  /** The folder of heartbeat.log and tick.json: on tmpfs where systemd gives a runtime folder. */
  readonly runtime: string
  /** `TZ`: another time zone than the machine's. */
  readonly zone?: string | undefined
}

/** Names the machine and its INI among those that share a watch: whatever that INI provides belongs to this machine. */
export const providerOf = ({ ini }: Places): string => `${hostname()}:${ini}`
