/** The message at the beginning of a maintenance window. Pure; times are local times of the process's zone. */

import { t } from '../language/text'
import { localDate } from '../time/local-date'
import { type ActiveWindow, coverWords, windowSetting } from './maintenance'
import { plainLine } from './quote'
import { type AlertText, lines } from './text'

export function maintenanceText({ window, to }: ActiveWindow): AlertText {
  const { name } = window
  const until = localDate(to)
  const about = plainLine(windowSetting(window, 'about'))
  return {
    kind: 'digest',
    status: 'paused',
    subject: t('[MAINTENANCE] {name} until {until}', { name, until }),
    text: lines(
      t('Maintenance {name} has begun, and lasts until {until}.', { name, until }),
      about,
      t(
        'Until then nobody is alerted of {covered}, which is watched as ever. What is still down then is reported then.',
        { covered: plainLine(coverWords(window)) },
      ),
    ),
  }
}
