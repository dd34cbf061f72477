/** What the page of a check tells of it, made ready for the view. */

import { formatDuration } from '../../domain/time/duration'
import type { Check } from '../../domain/watch/check'
import { scheduleWords } from '../../domain/watch/check-list'
import type { Stretch } from '../../domain/watch/status-bar'
import { REMINDER_WORDS } from './check-form'

/** Of a status bar that is 1000 wide and 10 high: an SVG path for each status, what is down on top. A short outage can still be seen. */
export function statusBarPaths(
  stretches: readonly Stretch[],
): readonly (readonly [Stretch['status'], string])[] {
  const paths = (['unknown', 'new', 'paused', 'up', 'late', 'down'] as const).map(status => {
    const bars = stretches
      .filter(stretch => stretch.status === status)
      .map(({ start, width }) => {
        const least = status === 'down' ? 4 : 1
        const wide = Math.max(least, Math.round(width * 1_000))
        return `M${Math.min(Math.round(start * 1_000), 1_000 - wide)} 0h${wide}v10h${-wide}z`
      })
    return [status, [...new Set(bars)].join('')] as const
  })
  return paths.filter(([, path]) => path !== '')
}

/** What the check's owner chose, where it says something; `known` are the channels that there are. */
export function planFacts(check: Check, known: readonly string[]): readonly (readonly [string, string])[] {
  const { longestRun, shortestGap, failuresBeforeAlert, channels, quietHours } = check
  const facts: (readonly [string, string | false | undefined])[] = [
    ['Schedule', scheduleWords(check.schedule)],
    ['Grace', formatDuration(check.grace)],
    ['Longest run', longestRun !== undefined && formatDuration(longestRun)],
    ['Shortest gap', shortestGap !== undefined && formatDuration(shortestGap)],
    ['Only by', check.methods === 'post' && 'POST'],
    ['Password', check.passwordHash !== undefined && 'kept'],
    ['First alert', failuresBeforeAlert > 1 && `after ${failuresBeforeAlert} failures in a row`],
    ['Channels', channels.map(name => channelWords(name, known)).join(', ') || 'none: nobody is alerted'],
    ['Reminders', channels.length > 0 && REMINDER_WORDS[check.reminders]],
    ['Recovery', channels.length > 0 && (check.recovery ? 'is told' : 'is not told')],
    ['Quiet hours', quietHours],
  ]
  return facts.flatMap(([term, value]) => (value ? [[term, value] as const] : []))
}

/** A name alone would look as if somebody were told. */
export function channelWords(name: string, known: readonly string[]): string {
  return known.includes(name) ? name : `${name} (there is no such channel)`
}
