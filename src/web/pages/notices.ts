import { channelNotices } from '../../domain/alerts/channel-trouble'
import { machineTroubles } from '../../domain/appliance/machine-troubles'
import { tStored } from '../../domain/language/text'
import { certificateTroubles, renewalSentences } from '../../domain/net/certificate'
import { groupSentences } from '../../domain/peers/group-view'
import { usable } from '../../domain/settings/reading'
import { usesZmq } from '../../domain/settings/settings'
import { type MessageState, messageNotices } from '../../domain/watch/message-words'
import { fileNotices, type Notice, notices } from '../../domain/watch/notices'
import type { AppPorts } from '../ports'
import { readChannelTroubles, type TroublePorts } from './channel-troubles'
import type { Doubts } from './doubts'

export type NoticePorts = Pick<
  AppPorts,
  'now' | 'losses' | 'copyTrouble' | 'fileFaults' | 'tls' | 'settings' | 'messages'
> &
  TroublePorts & {
    readonly certificate: Pick<AppPorts['certificate'], 'kind' | 'facts' | 'selfSigned'>
    readonly system: Pick<AppPorts['system'], 'recentFacts' | 'zoneProblem'>
    /** Absent where nobody looks at the group. */
    readonly peers?: Pick<AppPorts['peers'], 'showGroup'>
  }

const NO_GROUP = Promise.resolve(undefined)

/** Reads the notices; `doubts` gets what Redis does not let be read. */
export async function noticesOf(ports: NoticePorts, doubts: Doubts): Promise<readonly Notice[]> {
  const { now, losses, copyTrouble, fileFaults, system } = ports
  const [loss, damaged, trouble, faults, undelivered, certificate, machine, messages, group] =
    await Promise.all([
      doubts.read('Whether data were lost', losses.current(), undefined),
      doubts.read('Whether data were lost', losses.damaged(), 0),
      copyTrouble(),
      fileFaults(),
      doubts.read('Whether the channels deliver', readChannelTroubles(ports), []),
      certificateSentences(ports),
      system.recentFacts().catch(() => undefined),
      doubts.read('The state of check-ins by 0MQ', readMessages(ports), undefined),
      doubts.read('The group of watches', ports.peers?.showGroup() ?? NO_GROUP, undefined),
    ])
  const zoneProblem = system.zoneProblem()
  return [
    ...notices(loss, damaged, trouble, certificate),
    ...channelNotices(undelivered, now()),
    ...fileNotices(faults),
    ...(messages ? messageNotices(messages) : []),
    ...noticeOf('The group of watches has trouble.', group ? groupSentences(group) : []),
    ...noticeOf('The machine needs attention.', machine ? machineTroubles(machine) : []),
    ...noticeOf('Times are wrong.', zoneProblem ? [`${tStored(zoneProblem)}.`] : []),
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
