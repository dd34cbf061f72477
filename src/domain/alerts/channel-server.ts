/** The servers through which channels deliver. Pure. */

import { type Channel, settingOf } from './channel'
import { runsProgram } from './channel-kinds'

export interface Server {
  readonly host: string
  readonly port: number
}

/** Others deliver by a program or a modem of this machine, or to programs that have connected to it. */
export function needsNetwork({ kind }: Pick<Channel, 'kind'>): boolean {
  return !runsProgram(kind) && kind !== 'zmq'
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'mqtt:': 1883, 'mqtts:': 8883 }

/** The server that the channel's own settings name; undefined: none, as where a mail account does. */
export function serverOf(channel: Channel): Server | undefined {
  if (channel.kind === 'email') return mailServer(channel)
  const address = settingOf(channel, 'url')
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  const port = Number(url.port || PORTS[url.protocol])
  if (url.hostname === '' || !Number.isFinite(port)) return undefined
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port }
}

function mailServer(channel: Channel): Server | undefined {
  const host = settingOf(channel, 'host')
  if (host === '' || settingOf(channel, 'account') !== '') return undefined
  return {
    host,
    port: Number(settingOf(channel, 'port')) || (settingOf(channel, 'security') === 'tls' ? 465 : 587),
  }
}
