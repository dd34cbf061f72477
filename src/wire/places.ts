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

/** The name under which version 1.0 provided the checks of the INI: by the appliance's id they survive another host name. */
export const formerNameOf = ({ ini }: Places): string => `${hostname()}:${ini}`
