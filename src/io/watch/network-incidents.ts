/** The record in Redis that the watch has no network, and its way to the alerts. */
import type { NetworkIncident, NetworkIncidents } from '../../domain/probes/own-network'
import type { Redis } from '../redis/client'
import { WATCH_KEYS } from '../redis/keys'
import { defineScript } from '../redis/script'
import changeNetworkLua from './change-network.lua' with { type: 'text' }

export function openNetworkIncidents(connection: Redis): NetworkIncidents {
  const change = defineScript<0 | 1>(connection, 'changeNetwork', changeNetworkLua)
  const keys = [WATCH_KEYS.network, WATCH_KEYS.outbox]
  return {
    open: async incident => {
      const json = JSON.stringify(incident)
      await change(keys, ['', json, 'network-away', json])
    },
    end: async at => {
      const open = await connection.get(WATCH_KEYS.network)
      if (open === null) return
      const incident = JSON.parse(open) as NetworkIncident
      await change(keys, [open, '', 'network-back', JSON.stringify({ ...incident, at })])
    },
  }
}
