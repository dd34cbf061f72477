import { type Request, type Response, Router } from 'express'
import {
  ACCESS_WORDS,
  hasExpired,
  isKeyLife,
  KEY_ACCESS,
  KEY_LIVES,
  type KeyAccess,
  type KeyLife,
  keyNameProblem,
  type ListedKey,
} from '../../domain/access/api-key'
import { Refusal } from '../pages/errors'
import { field, isDraft } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { logChange } from './access-log'
import { createConfirmation } from './confirmation'

type KeyRequest = Request<{ id: string }>

/** The typed name, access and life, the problem with them, and the key that was just made. */
interface KeysPage {
  readonly name?: string
  readonly access?: KeyAccess
  readonly life?: KeyLife
  readonly problem?: string
  readonly made?: { readonly name: string; readonly access: KeyAccess; readonly secret: string }
  readonly revoked?: boolean
}

/** `/keys`: the API keys. A key's secret is shown once, on the page that answers its creation. */
export function keysDoor(ports: Pick<AppPorts, 'now' | 'log' | 'apiKeys' | 'sessions'>): Router {
  const { now, apiKeys } = ports
  const confirmation = createConfirmation(ports)
  const door = Router()

  async function show(response: Response, page: KeysPage): Promise<void> {
    const at = now()
    await renderPage(response, 'access/keys', at, {
      keys: (await apiKeys.list()).map(key => ({ ...key, isOver: hasExpired(key, at) })),
      words: ACCESS_WORDS,
      lives: Object.entries(KEY_LIVES).map(([life, [words]]) => [life, words]),
      name: '',
      access: 'read',
      life: 'never',
      problem: undefined,
      made: undefined,
      revoked: false,
      ...page,
    })
  }

  door.get('/keys', async (request, response) => {
    await show(response, { revoked: request.query.revoked !== undefined })
  })

  door.post('/keys', async (request, response) => {
    const name = field(request, 'name').trim()
    const access = KEY_ACCESS.find(each => each === field(request, 'access')) ?? 'read'
    const asked = field(request, 'life')
    const life = isKeyLife(asked) ? asked : 'never'
    if (isDraft(response)) return await show(response, { name, access, life })
    const problem = keyNameProblem(name, await apiKeys.list())
    if (problem !== undefined) {
      response.status(422)
      return await show(response, { name, access, life, problem })
    }
    if (confirmation.isAsked(request, response)) return
    const { secret } = await apiKeys.create(name, access, now(), life)
    logChange(ports, request, `the ${ACCESS_WORDS[access]} API key “${name}” was made`)
    await show(response.status(201), { made: { name, access, secret } })
  })

  /** @throws Refusal when there is no such key */
  async function keyOf({ params }: KeyRequest): Promise<ListedKey> {
    const key = (await apiKeys.list()).find(({ id }) => id === params.id)
    if (!key) throw new Refusal(404, GONE)
    return key
  }

  door.get('/keys/:id/revoke', async (request, response) => {
    await renderPage(response, 'access/key-revoke', now(), { key: await keyOf(request) })
  })

  door.post('/keys/:id/revoke', async (request, response) => {
    const { id, name } = await keyOf(request)
    await apiKeys.revoke(id)
    logChange(ports, request, `the API key “${name}” was revoked`)
    response.redirect(303, '/keys?revoked')
  })

  return door
}

const GONE = 'There is no such API key; somebody may have revoked it.'
