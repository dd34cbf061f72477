/** The duty to publish the sensors of a watch: of several workers the one with the oldest claim has it. */

import { firstClaimIn, renewClaim } from '../redis/claim'
import { namesOf, REQUEST_TIMEOUT_MS, type Redis, untilReady, within } from '../redis/client'

export interface SensorDuty {
  /** Whether this process has the duty now. Fails when Redis does not answer soon. */
  isOurs(): Promise<boolean>
  close(): void
}

/** `connection`: one of its own, whose age counts. Redis writes none of this to the disk. */
export function openSensorDuty(connection: Redis): SensorDuty {
  const { sensors } = namesOf(connection).claims
  const claim = renewClaim(connection, sensors)
  async function look(): Promise<[number, string]> {
    // Commands that wait for the connection would go out before its claim.
    await untilReady(connection)
    return await Promise.all([connection.client('ID'), connection.client('LIST') as Promise<string>])
  }
  return {
    isOurs: async () => {
      const [id, clients] = await within(REQUEST_TIMEOUT_MS, look())
      return firstClaimIn(clients, sensors) === id
    },
    close: () => {
      claim.close()
      connection.disconnect()
    },
  }
}
