/** The web app's part in a group: it answers the other members. */

import type { Channels } from '../../domain/alerts/ports'
import { gatesBeyondIni } from '../../domain/heartbeat/gates'
import type { Log } from '../../domain/log'
import type { HttpClient } from '../../domain/net/http-client'
import { WINDOW_NEWS } from '../../domain/peers/group'
import type { PeerPorts } from '../../domain/peers/ports'
import { GROUP_NEWS } from '../../domain/peers/told'
import type { PeerSelf } from '../../domain/probes/peer-answer'
import { usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'
import type { RedisTarget } from '../../io/redis/client'
import { createAnswerEdit } from '../../operations/peers/answer-edit'
import { createAnswerMember } from '../../operations/peers/answer-member'
import { createApplyPage } from '../../operations/peers/apply-page'
import { createCountArrivals } from '../../operations/peers/count-arrivals'
import { type CheckEdits, createEditAtHome } from '../../operations/peers/edit-at-home'
import { createMemberPingKeys } from '../../operations/peers/member-ping-keys'
import { createShowGroup } from '../../operations/peers/show-group'
import { createTakeOverIncident } from '../../operations/peers/take-over-incident'
import { openUnreported } from '../../wire/connections'
import {
  openAskHome,
  openGroup,
  openGroupLog,
  openGroupSettings,
  sealedMessages,
} from '../../wire/peers/group'
import type { Places } from '../../wire/places'

interface MemberNeeds {
  readonly where: Places
  readonly settings: SettingsFile
  readonly checks: CheckStore
  readonly channels: Channels
  readonly self: PeerSelf
  readonly http: HttpClient
  readonly now: Clock
  readonly log: Log
}

/** Nothing is opened before another member has asked, or somebody looks. */
export function answerMembers(
  target: RedisTarget,
  needs: MemberNeeds,
): Pick<PeerPorts, 'group' | 'edit' | 'arrivals' | 'showGroup' | 'pingKeys'> & {
  readonly edits: CheckEdits
  close(): void
} {
  const group = openGroupSettings(needs.settings, needs.where)
  let opened: ReturnType<typeof openAnswers> | undefined

  const open = () => {
    opened ??= openAnswers(target, needs)
    return opened
  }

  return {
    edits: createEditAtHome({
      checks: needs.checks,
      ask: async (home, question) => await open().askHome(home, question),
      apply: async (sender, entries) => await open().apply(sender, entries),
      forget: async copy => await open().forget(copy),
    }),
    edit: async ({ name, key }, sealed) => {
      if (opened === undefined && (await group()) === undefined) return undefined
      const question = sealedMessages.readEdit(key, sealed)
      const answer = question && (await open().edit(name, question))
      return answer && sealedMessages.writeEdit(key, answer)
    },
    arrivals: async ({ name, key }, sealed) => {
      if (opened === undefined && (await group()) === undefined) return undefined
      const question = sealedMessages.readArrivalsQuestion(key, sealed)
      const arrivals = question && (await open().arrivals(name, question))
      return arrivals && sealedMessages.writeArrivals(key, arrivals)
    },
    group: async ({ name, key, id }, sealed) => {
      if (opened === undefined && (await group()) === undefined) return undefined
      const question = sealedMessages.read(key, sealed)
      if (question === undefined) return undefined
      const answer = await open().answer(name, id, question)
      return answer && sealedMessages.write(key, answer)
    },
    pingKeys: async () => {
      if (opened === undefined && (await group()) === undefined) return []
      return await open().pingKeys()
    },
    showGroup: async () => {
      if (opened === undefined && (await group()) === undefined) return undefined
      return await open().show()
    },
    close: () => opened?.close(),
  }
}

function openAnswers(
  target: RedisTarget,
  { where, settings, checks, channels, self, http, now, log: lines }: MemberNeeds,
) {
  const connection = openUnreported(target)
  const group = openGroup({ connection, settings, where, checks, self, now })
  const takeOverIncident = createTakeOverIncident({ ...group, channels, now })
  const apply = createApplyPage({ ...group, takeOverIncident, now })
  const log = openGroupLog(checks, connection, [GROUP_NEWS, WINDOW_NEWS])
  return {
    answer: createAnswerMember({ ...group, apply, log, now }),
    apply,
    forget: group.copies.remove,
    askHome: openAskHome(group, { http, now, self }),
    edit: createAnswerEdit({
      ...group,
      checks,
      channels,
      gates: async () => {
        const reading = await settings.read()
        return gatesBeyondIni(usable(reading, 'monitoring')?.gates ?? [], usable(reading, 'checks') ?? [])
      },
      now,
      log: lines,
    }),
    arrivals: createCountArrivals({ ...group, checks, now }),
    pingKeys: createMemberPingKeys(group),
    show: createShowGroup({ ...group, checks, channels }),
    close: () => connection.disconnect(),
  }
}
