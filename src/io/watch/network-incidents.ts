/** The record in Redis that the watch has no network, and its way to the alerts. */
import type { NetworkIncident, NetworkIncidents } from '../../domain/probes/own-network'
import { namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import changeNetworkLua from './change-network.lua' with { type: 'text' }

export function openNetworkIncidents(connection: Redis): NetworkIncidents {
  const { watch } = namesOf(connection)
  const change = defineScript<0 | 1>(connection, changeNetworkLua)
  const keys = [watch.network, watch.outbox]
  return {
    open: async incident => {
      const json = JSON.stringify(incident)
      await change(keys, ['', json, 'network-away', json])
    },
    end: async at => {
      const open = await connection.get(watch.network)
      if (open === null) return
      const incident = JSON.parse(open) as NetworkIncident
      await change(keys, [open, '', 'network-back', JSON.stringify({ ...incident, at })])
    },
  }
}
