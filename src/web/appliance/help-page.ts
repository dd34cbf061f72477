import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Request, Router } from 'express'
import { type HelpPage, searchHelp } from '../../domain/appliance/help-search'
import { Refusal } from '../pages/errors'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'

/** Pages about one subject. */
interface HelpSubject {
  readonly title: string
  readonly pages: readonly HelpPage[]
}

/** The appliance in the lines of the documents. */
const PLACEHOLDER = 'http://pi:8080'
const LONGEST_QUERY = 200

/** `/help`: the documents for owners, which the build makes of docs/; `?q=` searches them. */
export function helpDoor({ now, assets }: Pick<AppPorts, 'now' | 'assets'>): Router {
  const door = Router()
  const read = (file: string) => readFile(join(assets, 'help', file), 'utf8')
  /** Read for each page, as it is needed rarely. */
  const readIndex = async (): Promise<readonly HelpSubject[]> => JSON.parse(await read('index.json'))

  door.get('/help', async (request, response) => {
    const subjects = await readIndex()
    const query = typeof request.query.q === 'string' ? request.query.q.trim().slice(0, LONGEST_QUERY) : ''
    const found = searchHelp(
      subjects.flatMap(({ pages }) => pages),
      query,
    )
    await renderPage(response, 'appliance/help', now(), { subjects, query, found })
  })

  door.get('/help/:name', async (request, response) => {
    const pages = (await readIndex()).flatMap(subject => subject.pages)
    const page = pages.find(({ name }) => name === request.params.name)
    if (page === undefined) throw new Refusal(404, 'There is no such page; Help has all of them.')
    const [top, ...sections] = page.sections
    const content = (await read(`${page.name}.html`)).replaceAll(PLACEHOLDER, () => escaped(baseOf(request)))
    await renderPage(response, 'appliance/help-page', now(), { title: page.title, top, sections, content })
  })
  return door
}

/** The address of the appliance, as the reader of the page reached it. */
const baseOf = (request: Request) => `${request.protocol}://${request.headers.host}`

const escaped = (text: string) => text.replace(/[<>&"']/g, sign => `&#${sign.charCodeAt(0)};`)
