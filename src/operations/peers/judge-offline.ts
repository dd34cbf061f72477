/** Whether this watch has no network: neither its gateway nor a server of its channels can be reached. */

import { type Channel, settingOf } from '../../domain/alerts/channel'
import { needsNetwork, type Server, serverOf } from '../../domain/alerts/channel-server'
import type { Channels } from '../../domain/alerts/ports'
import { smtpOf } from '../../domain/mail/account'
import type { MailAccounts } from '../../domain/mail/ports'
import type { NetworkSight } from '../../domain/probes/own-network'

export interface OfflinePorts {
  readonly sight: () => Promise<NetworkSight>
  readonly channels: Channels
  readonly accounts: Pick<MailAccounts, 'find'>
  /** Whether something there takes a connection, or refuses it. Ends within a few seconds. */
  readonly isThere: (server: Server) => Promise<boolean>
  readonly machine: () => number
}

/** Milliseconds. A look takes a few seconds, in which nothing waits for it. */
const LOOK = { again: 2_000, old: 15_000 } as const

/** The returned function returns what the last look found, and has another one begin where that was some time ago. */
export function createJudgeOffline(ports: OfflinePorts): () => boolean {
  const { sight, isThere, machine } = ports
  let last = { at: Number.NEGATIVE_INFINITY, isOffline: false }
  let looking: Promise<void> | undefined

  async function look(): Promise<boolean> {
    const { kind } = await sight()
    if (kind !== 'silent') return kind === 'cut'
    // Not every gateway answers: somebody behind it may.
    const servers = await serversFrom(ports)
    if (servers.length === 0) return false
    const there = await Promise.all(servers.map(isThere))
    return !there.includes(true)
  }

  return () => {
    const age = machine() - last.at
    if (age >= LOOK.again)
      looking ??= look()
        .catch(() => false)
        .then(isOffline => {
          last = { at: machine(), isOffline }
          looking = undefined
        })
    return last.isOffline && age < LOOK.old
  }
}

/** None where a channel needs no network. */
async function serversFrom({ channels, accounts }: OfflinePorts): Promise<readonly Server[]> {
  const all = await channels.list()
  if (!all.every(needsNetwork)) return []
  const found = await Promise.all(all.map(channel => serverFor(channel, accounts)))
  const servers = found.filter(server => server !== undefined)
  return [...new Map(servers.map(server => [`${server.host} ${server.port}`, server])).values()]
}

async function serverFor(channel: Channel, accounts: OfflinePorts['accounts']): Promise<Server | undefined> {
  const name = settingOf(channel, 'account')
  if (name === '') return serverOf(channel)
  const account = await accounts.find(name)
  return account && smtpOf(account)
}
