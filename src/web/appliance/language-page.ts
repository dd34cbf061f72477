import { Router } from 'express'
import { isLanguage } from '../../domain/language/language'
import { logChange } from '../access/access-log'
import { Refusal, withoutFolders } from '../pages/errors'
import { field } from '../pages/form'
import type { AppPorts } from '../ports'

/** The buttons of the page System that change the language. */
export function languageDoor(ports: Pick<AppPorts, 'settings' | 'log'>): Router {
  const door = Router()
  door.post('/system/language', async (request, response) => {
    const language = field(request, 'language')
    if (!isLanguage(language)) throw new Refusal(422, 'Choose one of the languages on the page System.')
    const outcome = await ports.settings.edit([{ section: 'Web', key: 'language', value: language }])
    if (outcome.kind === 'refused')
      throw new Refusal(503, `The language could not be saved. ${withoutFolders(outcome.reason)}`)
    logChange(ports, request, `the language of the pages was changed to ${language}`)
    response.redirect(303, '/system#language')
  })
  return door
}
