/** The web app's part in a group: it answers the other members. */

import type { Channels } from '../../domain/alerts/ports'
import type { PeerPorts } from '../../domain/peers/ports'
import { GROUP_NEWS } from '../../domain/peers/told'
import type { PeerSelf } from '../../domain/probes/peer-answer'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'
import type { RedisTarget } from '../../io/redis/client'
import { createAnswerMember } from '../../operations/peers/answer-member'
import { createApplyPage } from '../../operations/peers/apply-page'
import { createShowGroup } from '../../operations/peers/show-group'
import { createTakeOverIncident } from '../../operations/peers/take-over-incident'
import { openUnreported } from '../../wire/connections'
import { openGroup, openGroupLog, openGroupSettings, sealedMessages } from '../../wire/peers/group'
import type { Places } from '../../wire/places'

interface MemberNeeds {
  readonly where: Places
  readonly settings: SettingsFile
  readonly checks: CheckStore
  readonly channels: Channels
  readonly self: PeerSelf
  readonly now: Clock
}

/** Nothing is opened before another member has asked, or somebody looks. */
export function answerMembers(
  target: RedisTarget,
  needs: MemberNeeds,
): Pick<PeerPorts, 'group' | 'showGroup' | 'pingKeys'> {
  const group = openGroupSettings(needs.settings, needs.where)
  let opened: ReturnType<typeof openAnswers> | undefined

  return {
    group: async ({ name, key, id }, sealed) => {
      if (opened === undefined && (await group()) === undefined) return undefined
      const question = sealedMessages.read(key, sealed)
      if (question === undefined) return undefined
      opened ??= openAnswers(target, needs)
      const answer = await opened.answer(name, id, question)
      return answer && sealedMessages.write(key, answer)
    },
    pingKeys: async () => {
      if (opened === undefined && (await group()) === undefined) return []
      opened ??= openAnswers(target, needs)
      return await opened.pingKeys()
    },
    showGroup: async () => {
      if (opened === undefined && (await group()) === undefined) return undefined
      opened ??= openAnswers(target, needs)
      return await opened.show()
    },
  }
}

function openAnswers(target: RedisTarget, { where, settings, checks, channels, self, now }: MemberNeeds) {
  const connection = openUnreported(target)
  const group = openGroup({ connection, settings, where, checks, self })
  const takeOverIncident = createTakeOverIncident({ store: group.store, channels, now })
  const apply = createApplyPage({ ...group, takeOverIncident, now })
  const log = openGroupLog(checks, connection, [GROUP_NEWS])
  return {
    answer: createAnswerMember({ ...group, apply, log, now }),
    pingKeys: async () => [...(await group.board.pingKeys()).values()],
    show: createShowGroup({ ...group, checks, channels }),
  }
}
