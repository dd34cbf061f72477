/** The message at the beginning of a maintenance window. Pure; times are local times of the process's zone. */

import { localDate } from '../time/local-time'
import { type ActiveWindow, coverWords, windowSetting } from './maintenance'
import { plainLine } from './quote'
import { type AlertText, lines } from './text'

export function maintenanceText({ window, to }: ActiveWindow): AlertText {
  const about = plainLine(windowSetting(window, 'about'))
  return {
    kind: 'digest',
    status: 'paused',
    subject: `[MAINTENANCE] ${window.name} until ${localDate(to)}`,
    text: lines(
      `Maintenance ${window.name} has begun, and lasts until ${localDate(to)}.`,
      about,
      `Until then nobody is alerted of ${plainLine(coverWords(window))}, which is watched as ever. What is still down then is reported then.`,
    ),
  }
}
