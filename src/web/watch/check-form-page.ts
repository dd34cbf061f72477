import type { Response } from 'express'
import { type Check, REMINDERS } from '../../domain/watch/check'
import { sentence } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { type CheckFaults, type CheckFields, REMINDER_WORDS } from './check-form'
import { channelWords } from './check-view'

export interface CheckFormPage {
  readonly fields: CheckFields
  readonly faults: CheckFaults
  /** The one that is edited; none for a new one. */
  readonly check?: Check
}

/** The form of a new check or of one that there is, with each fault at its field. */
export async function showCheckForm(
  ports: Pick<AppPorts, 'now' | 'channels'>,
  response: Response,
  { fields, faults, check }: CheckFormPage,
): Promise<void> {
  const known = (await ports.channels.list()).map(({ name }) => name).sort()
  await renderPage(response, 'watch/check-edit', ports.now(), {
    fields,
    faults,
    sentence,
    check,
    // One that is gone can still be taken off.
    channels: [...new Set([...known, ...fields.channels])].map(name => ({
      name,
      words: channelWords(name, known),
    })),
    reminders: REMINDERS.map(value => ({ value, words: REMINDER_WORDS[value] })),
    zones: Intl.supportedValuesOf('timeZone'),
  })
}
