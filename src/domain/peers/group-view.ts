/** The group for the page, the shell and the metrics. Pure. */

import { gauge, type Metric } from '../net/prometheus-text'
import { type Duty, isSilent, type Member, type MemberState } from './group'
import { namesOf } from './group-text'

export interface GroupView {
  readonly rank: number
  /** Milliseconds. */
  readonly takeover: number
  readonly state: MemberState
  /** The name of the member that has the duty; `this`: this watch. */
  readonly duty?: string
  readonly term: number
  /** Checks that another member alone gets the signals of, which does not answer. */
  readonly unheard: number
  readonly members: readonly MemberView[]
  readonly troubles: readonly string[]
}

export interface MemberView extends Member {
  readonly answers: boolean
}

export interface GroupFacts {
  readonly self: string
  readonly rank: number
  readonly takeover: number
  readonly state: MemberState
  readonly duty: Duty | undefined
  readonly members: readonly Member[]
  readonly unheard: number
  /** The channels by which checks of the group alert, and those that there are here. */
  readonly channels: { readonly used: readonly string[]; readonly known: readonly string[] }
}

export function groupView({ self, duty, members, channels, ...facts }: GroupFacts): GroupView {
  const { rank, takeover } = facts
  const holder = duty && (duty.holder === self ? 'this' : members.find(({ id }) => id === duty.holder)?.name)
  const missing = channels.used.filter(name => !channels.known.includes(name)).sort()
  const sameRank = members.filter(member => member.rank === rank)
  return {
    ...facts,
    ...(holder !== undefined && { duty: holder }),
    term: duty?.term ?? 0,
    members: members.map(member => ({
      ...member,
      answers: !isSilent(member, takeover),
    })),
    troubles: [
      ...missing.map(
        name =>
          `there is no channel ${name} here, by which checks of the group alert: add it, with the same service as on the other members`,
      ),
      ...(sameRank.length === 0
        ? []
        : [
            sameRank.length === 1
              ? `${namesOf(sameRank)} has the rank ${rank}, too: give each member one of its own`
              : `${namesOf(sameRank)} have the rank ${rank}, too: give each member one of its own`,
          ]),
    ],
  }
}

/** The troubles of the group as sentences, for notices beside others. */
export function groupSentences({ state, unheard, troubles }: GroupView): readonly string[] {
  return [
    ...(state === 'cut off'
      ? ['This watch has no network, and reaches no other member: it holds what it has to tell.']
      : []),
    ...(unheard === 0
      ? []
      : [
          unheard === 1
            ? '1 check is unheard: only a member that does not answer gets its signals.'
            : `${unheard} checks are unheard: only members that do not answer get their signals.`,
        ]),
    ...troubles.map(trouble => `In the group, ${trouble}.`),
  ]
}

/** The words about the duty: `attic has the duty`. */
export function dutyWords({ duty }: Pick<GroupView, 'duty'>): string {
  if (duty === undefined) return 'nobody has the duty yet'
  return duty === 'this' ? 'this watch has the duty' : `${duty} has the duty`
}

export function groupMetrics({ state, unheard, members }: GroupView): Metric[] {
  const each = (value: (member: MemberView) => number | undefined) =>
    members.flatMap(member => {
      const seen = value(member)
      return seen === undefined ? [] : [{ labels: { peer: member.name }, value: seen }]
    })
  return [
    gauge('intvlm8r_group_duty', '1 while this watch has the duty to tell, else 0.', [
      { value: state === 'on duty' ? 1 : 0 },
    ]),
    gauge('intvlm8r_group_state', 'The state of this watch in its group, as a label.', [
      { labels: { state }, value: 1 },
    ]),
    gauge('intvlm8r_group_unheard_checks', 'Checks that only a silent member gets the signals of.', [
      { value: unheard },
    ]),
    gauge(
      'intvlm8r_group_member_up',
      '1 while the member answers, else 0.',
      each(({ answers }) => (answers ? 1 : 0)),
    ),
    gauge(
      'intvlm8r_group_lag_seconds',
      'The age of the copy of what the member has.',
      each(({ lag }) => (lag === undefined ? undefined : lag / 1000)),
    ),
  ]
}
