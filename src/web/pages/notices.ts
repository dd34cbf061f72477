import { channelNotices } from '../../domain/alerts/channel-trouble'
import { machineTroubles } from '../../domain/appliance/machine-troubles'
import { certificateTroubles, renewalSentences } from '../../domain/net/certificate'
import { usable } from '../../domain/settings/reading'
import { usesZmq } from '../../domain/settings/settings'
import { type MessageState, messageNotices } from '../../domain/watch/message-words'
import { type Notice, notices } from '../../domain/watch/notices'
import type { AppPorts } from '../ports'
import { readChannelTroubles, type TroublePorts } from './channel-troubles'

export type NoticePorts = Pick<AppPorts, 'now' | 'losses' | 'copyTrouble' | 'tls' | 'settings' | 'messages'> &
  TroublePorts & {
    readonly certificate: Pick<AppPorts['certificate'], 'kind' | 'facts' | 'selfSigned'>
    readonly system: Pick<AppPorts['system'], 'recentFacts' | 'zoneProblem'>
  }

/** Reads the notices; none of a loss or a channel while Redis is away, which is shown as such. */
export async function noticesOf(ports: NoticePorts): Promise<readonly Notice[]> {
  const { now, losses, copyTrouble, system } = ports
  const [loss, damaged, trouble, undelivered, certificate, machine, messages] = await Promise.all([
    losses.current().catch(() => undefined),
    losses.damaged().catch(() => 0),
    copyTrouble(),
    readChannelTroubles(ports).catch(() => []),
    certificateSentences(ports),
    system.recentFacts().catch(() => undefined),
    readMessages(ports).catch(() => undefined),
  ])
  const zoneProblem = system.zoneProblem()
  return [
    ...notices(loss, damaged, trouble, certificate),
    ...channelNotices(undelivered, now()),
    ...(messages ? messageNotices(messages) : []),
    ...noticeOf('The machine needs attention.', machine ? machineTroubles(machine) : []),
    ...noticeOf('Times are wrong.', zoneProblem ? [`${zoneProblem}.`] : []),
  ]
}

/** Undefined where the INI names no address for 0MQ. */
export async function readMessages({
  settings,
  messages,
}: Pick<AppPorts, 'settings' | 'messages'>): Promise<MessageState | undefined> {
  const zmq = usable(await settings.read(), 'zmq')
  return zmq !== undefined && usesZmq(zmq) ? await messages?.() : undefined
}

function noticeOf(title: string, sentences: readonly string[]): readonly Notice[] {
  return sentences.length === 0 ? [] : [{ title, sentences }]
}

async function certificateSentences({
  now,
  tls,
  certificate: { kind, facts, selfSigned },
}: Pick<NoticePorts, 'now' | 'tls' | 'certificate'>): Promise<readonly string[]> {
  const [found, state] = await Promise.all([facts(), tls()])
  const at = now()
  return [...certificateTroubles(kind, found, state !== 'broken', at), ...renewalSentences(selfSigned(), at)]
}
