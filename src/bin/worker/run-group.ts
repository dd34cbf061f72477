/** The worker's part in a group: it follows the other members, and keeps the duty. */

import type { Channels, PermitAlert } from '../../domain/alerts/ports'
import type { Log } from '../../domain/log'
import type { MailAccounts } from '../../domain/mail/ports'
import type { HttpClient, OtherWay } from '../../domain/net/http-client'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { WINDOW_NEWS } from '../../domain/peers/group'
import { GROUP_NEWS } from '../../domain/peers/told'
import type { PeerSelf } from '../../domain/probes/peer-answer'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { ownZone } from '../../io/appliance/time-zone'
import type { RedisTarget } from '../../io/redis/client'
import { createJudgeMail } from '../../operations/alerts/judge-mail'
import { createApplyPage } from '../../operations/peers/apply-page'
import { createFollowMembers } from '../../operations/peers/follow-members'
import { idle } from '../../operations/peers/idle'
import { createJudgeOffline } from '../../operations/peers/judge-offline'
import { createKeepDuty, type GroupState } from '../../operations/peers/keep-duty'
import { createPageAges } from '../../operations/peers/page-ages'
import { createPermitAlert } from '../../operations/peers/permit-alert'
import { createPushNews } from '../../operations/peers/push-news'
import { createShareWindows } from '../../operations/peers/share-windows'
import { createTakeOverIncident } from '../../operations/peers/take-over-incident'
import { createTellUnheard } from '../../operations/peers/tell-unheard'
import { openUnreported } from '../../wire/connections'
import { openClaimId } from '../../wire/peers'
import { openAskMember, openGroup, openGroupLog, openGroupSettings } from '../../wire/peers/group'
import type { Places } from '../../wire/places'
import { openIsThere, openSight } from '../../wire/probes'
import { openGroupChecks } from '../../wire/watch'
import { openWindows } from '../../wire/watch/window-list'

interface GroupNeeds {
  readonly where: Places
  readonly settings: SettingsFile
  readonly channels: Channels
  readonly http: HttpClient
  readonly otherWay: OtherWay
  readonly accounts: Pick<MailAccounts, 'find'>
  readonly self: PeerSelf
  readonly now: Clock
  readonly log: Log
}

/** Milliseconds between two decisions. */
const EVERY_MS = { shortest: 250, longest: 2_000 } as const

/** Milliseconds between two searches for what was told of checks that have been gone for long. */
const GONE_MS = 3_600_000

/** Nothing is opened before the INI has a group. */
export function startGroup(target: RedisTarget, needs: GroupNeeds) {
  const { where, settings, log } = needs
  const group = openGroupSettings(settings, where)
  // That Redis is away is reported by another connection.
  const onError = (error: Error) =>
    void (error instanceof StoreUnavailable || log.error(error, 'the group has trouble'))
  let running: ReturnType<typeof runGroup> | undefined
  let hasEnded = false

  async function onSettings(): Promise<void> {
    if (running === undefined && (await group()) === undefined) return
    if (hasEnded) return
    running ??= runGroup(target, needs, onError)
    await running.onSettings()
  }
  void onSettings().catch(onError)

  const permit: PermitAlert = async (...asked) => {
    if (running === undefined && (await group()) !== undefined) await onSettings()
    return running === undefined ? { kind: 'own' } : await running.permit(...asked)
  }

  return {
    permit,
    onSettings: () => void onSettings().catch(onError),
    close: () => {
      hasEnded = true
      running?.close()
    },
  }
}

function runGroup(
  target: RedisTarget,
  { where, settings, channels, accounts, http, otherWay, self, now, log }: GroupNeeds,
  onError: (error: Error) => void,
) {
  const connection = openUnreported(target)
  const { checks, mailLoops } = openGroupChecks(connection, openUnreported(target))
  const group = openGroup({ connection, settings, where, checks, self, now })
  const { store, copies, machine } = group
  const takeOverIncident = createTakeOverIncident({ ...group, channels, now })
  const apply = createApplyPage({ ...group, takeOverIncident, now })
  const ask = openAskMember({
    ...{ http, now, self },
    claimId: openClaimId(() => connection, settings, where, self),
  })
  const ages = createPageAges(machine)
  const members = createFollowMembers({ ...group, ask, apply, ages, idle, onError })
  const pushing = createPushNews({
    ...group,
    ask,
    ages,
    log: openGroupLog(checks, connection, [GROUP_NEWS, WINDOW_NEWS]),
    now,
    idle,
    onError,
  })
  const isOffline = createJudgeOffline({
    sight: openSight(),
    channels,
    accounts,
    isThere: openIsThere(otherWay),
    machine,
  })
  const isMailWell = createJudgeMail({ mailLoops, channels, store })
  const keepDuty = createKeepDuty({
    ...group,
    self: self.id,
    // Channels that are not known deliver nothing.
    isAble: () => isMailWell().catch(() => false),
    isOffline,
    sending: () => permits.sending(),
    onChange: state => log.info(`the group: this watch is ${state}`),
  })
  let current: Promise<unknown> = Promise.resolve()
  let next: Promise<GroupState | undefined> | undefined
  /** Callers during a decision share the next one, so that none is older than its call. */
  const state = (): Promise<GroupState | undefined> => {
    next ??= current.then(() => {
      next = undefined
      return keepDuty()
    })
    current = next.catch(() => undefined)
    return next
  }
  const permits = createPermitAlert({
    self: self.id,
    state,
    sync: members.sync,
    copies,
    store,
    noteSending: async () => void (await state()),
    now,
    machine,
  })
  const tellUnheard = createTellUnheard({ self: self.id, checks, copies, store, channels, now })
  const shareWindows = createShareWindows({
    self: self.id,
    windows: openWindows(connection, settings).ownWindows,
    copies,
    zone: ownZone,
  })
  const forgetting = setInterval(() => void copies.forgetGone().catch(onError), GONE_MS)
  let timer: NodeJS.Timeout | undefined
  let hasEnded = false

  async function turn(): Promise<void> {
    let wait: number = EVERY_MS.longest
    try {
      const known = await state()
      if (known !== undefined) {
        const { takeover } = known.settings
        wait = Math.min(Math.max(takeover / 20, EVERY_MS.shortest), EVERY_MS.longest)
        await tellUnheard(known)
        await shareWindows(known)
      }
    } catch (error) {
      if (!hasEnded) onError(error as Error)
    }
    if (!hasEnded) timer = setTimeout(() => void turn(), wait)
  }
  void turn()

  return {
    permit: permits.permit,
    onSettings: async () => {
      await Promise.all([members.onSettings(), pushing.onSettings()])
    },
    close: () => {
      hasEnded = true
      clearTimeout(timer)
      clearInterval(forgetting)
      members.close()
      pushing.close()
      connection.disconnect()
      void checks.close()
    },
  }
}
