import { type Request, Router } from 'express'
import { statusPath, titleOf } from '../../domain/alerts/status-page'
import { t } from '../../domain/language/text'
import { type Reading, usable } from '../../domain/settings/reading'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { findCheck } from '../watch/find-check'
import { badgeLinks } from '../watch/management/tag-badges'
import { publicId } from '../watch/public-ids'

/** Tags that can be chosen; the most used ones. */
const TAGS = 100

/** Addresses of a badge as a picture and for Shields, with what it is of. */
interface Badge {
  readonly of: string
  readonly name: string
  readonly svg: string
  readonly json: string
  /** Whether its name is a text of ours. */
  readonly isOurs?: true
}

/** `/badges`: the builder of badges for a README or a wiki. */
export function badgesDoor({ now, checks, apiKeys }: Pick<AppPorts, 'now' | 'checks' | 'apiKeys'>): Router {
  const door = Router()
  door.get('/badges', async (request, response) => {
    const secret = await apiKeys.installationSecret()
    const base = `${request.protocol}://${request.headers.host}`
    const tags = await checks.lists.tags(TAGS)
    const check = textOf(request, 'check')
    const ofTag = (tag: string, name: string): Badge => {
      const { svg3 = '', shields3 = '' } = badgeLinks(base, tag, secret)
      return { of: `tag:${tag}`, name, svg: svg3, json: shields3 }
    }
    const pages = usable(response.locals.reading as Reading, 'statusPages') ?? []
    const choices: readonly Badge[] = [
      ...(check === '' ? [] : [await ofCheck(check)]),
      { ...ofTag('*', t('all checks')), isOurs: true },
      ...tags.map(tag => ofTag(tag, `#${tag}`)),
      ...pages.map((page): Badge => {
        const address = `${base}${statusPath(page)}`
        return {
          of: `page:${page.name}`,
          name: t('the status page {title}', { title: titleOf(page) }),
          isOurs: true,
          svg: `${address}/badge.svg`,
          json: `${address}/badge.json`,
        }
      }),
    ]
    async function ofCheck(id: string): Promise<Badge> {
      const found = await findCheck(checks, id)
      const address = `${base}/badge/${publicId(found.check.id, secret)}`
      return { of: `check:${id}`, name: found.check.name, svg: `${address}.svg`, json: `${address}.json` }
    }
    const chosen = choices.find(({ of }) => of === request.query.of) ?? choices[0]
    const label = textOf(request, 'label')
    await renderPage(response, 'alerts/badges', now(), {
      check,
      choices,
      chosen,
      label,
      lines: chosen === undefined ? [] : linesOf(chosen, label),
      picture:
        chosen &&
        withLabel(new URL(chosen.svg), label).pathname + withLabel(new URL(chosen.svg), label).search,
    })
  })
  return door
}

function textOf({ query }: Request, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

function withLabel(address: URL, label: string): URL {
  if (label !== '') address.searchParams.set('label', label)
  return address
}

/** The lines to copy. */
function linesOf({ svg, json, name }: Badge, label: string) {
  const picture = withLabel(new URL(svg), label).href
  const data = withLabel(new URL(json), label).href
  const words = (label || name).replace(/[[\]]/g, '')
  const escaped = words.replace(/[&<>"]/g, found => `&#${found.charCodeAt(0)};`)
  return [
    { id: 'address', name: t('Address of the picture'), text: picture },
    { id: 'markdown', name: t('Markdown'), text: `![${words}](${picture})` },
    { id: 'html', name: t('HTML'), text: `<img src="${picture}" alt="${escaped}">` },
    { id: 'json', name: t('JSON for Shields'), text: data },
    {
      id: 'shields',
      name: t('Picture made by Shields'),
      text: `https://img.shields.io/endpoint?url=${encodeURIComponent(data)}`,
      hint: t('Shields fetches the JSON itself, so the appliance has to be reachable from the internet.'),
    },
  ]
}
