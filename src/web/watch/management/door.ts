import express, { type Request, type RequestHandler, Router } from 'express'
import { StoreUnavailable } from '../../../domain/net/unavailable'
import { HomeTrouble } from '../../../domain/peers/edit'
import { canonicalUuid } from '../../../domain/uuid'
import { isObject } from '../../../domain/watch/asked-plan'
import { API_VERSIONS, type ApiVersion } from '../../../domain/watch/healthchecks-json'
import { apiKeyOf, EXPIRED_KEY } from '../../access/api-key'
import type { BodyRoom } from '../../net/body-room'
import { CALL_LIMIT, reservedBody } from '../../net/reserved-body'
import { homeRefusal, Refusal, refuseInJson } from '../../pages/errors'
import { writePieces } from '../../pages/write-pieces'
import { idBehind } from '../public-ids'
import type { ManagementPorts } from './call'
import { type ManagementRoute, managementRoutes } from './routes'

/**
 * `/api/v1` to `/api/v3`: the management API of Healthchecks, for tools and dashboards that were made for it. As there, a
 * page of another origin may read it with a key.
 */
export function managementDoor(ports: ManagementPorts, room: BodyRoom): Router {
  const door = Router()
  const json = [
    reservedBody(room),
    express.json({ limit: CALL_LIMIT, inflate: false, type: () => true, strict: false }),
  ]
  const versions = API_VERSIONS.map(version => `/api/v${version}`)
  door.use(versions, (_request, response, next) => {
    response.set('Access-Control-Allow-Origin', '*')
    response.set('Access-Control-Allow-Headers', 'X-Api-Key, Content-Type')
    response.set('Access-Control-Max-Age', '600')
    next()
  })
  const routes = managementRoutes(ports)
  for (const path of new Set(routes.map(each => each.path))) {
    const ofPath = routes.filter(route => route.path === path)
    const methods = [...ofPath.map(({ method }) => method.toUpperCase()), 'OPTIONS'].join(', ')
    const paths = API_VERSIONS.map(version => `/api/v${version}${path}`)
    door.all(paths, (request, response, next) => {
      response.set('Access-Control-Allow-Methods', methods)
      if (request.method === 'OPTIONS') response.status(204).end()
      else next()
    })
    for (const version of API_VERSIONS)
      for (const route of ofPath)
        door[route.method](`/api/v${version}${path}`, ...json, answering(route, version, ports))
    door.all(paths, (_request, response) => {
      response.set('Allow', methods)
      throw new Refusal(405, 'method not allowed')
    })
  }
  door.use(versions, () => {
    throw new Refusal(404, 'not found')
  })
  door.use(versions, ((error, _request, response, _next) => {
    const { status } = Object(error)
    if (error instanceof Refusal) refuseInJson(response, error)
    else if (error instanceof HomeTrouble) refuseInJson(response, homeRefusal(error))
    else if (error instanceof StoreUnavailable)
      refuseInJson(response, new Refusal(503, `${error.message}; try again`, { retryAfter: 5 }))
    else if (typeof status === 'number' && status < 500)
      refuseInJson(response, new Refusal(status, 'could not parse request body'))
    else {
      ports.log.error(error, 'a call of the management API failed')
      refuseInJson(response, new Refusal(500, 'the cause is in the log of the appliance'))
    }
  }) as express.ErrorRequestHandler)
  return door
}

function answering(route: ManagementRoute, version: ApiVersion, ports: ManagementPorts): RequestHandler {
  return async (request, response) => {
    if (route.method === 'post' && request.body !== undefined && !isObject(request.body))
      throw new Refusal(400, 'json validation error: value is not an object')
    const sent = withPostedKey(request)
    const found = await apiKeyOf(sent, ports)
    if (route.access !== 'none' && found === 'expired')
      throw new Refusal(401, `wrong api key: ${EXPIRED_KEY}`)
    const key = found === 'expired' ? undefined : found
    if (route.access !== 'none' && key === undefined)
      throw new Refusal(401, hasKey(sent) ? 'wrong api key' : 'missing api key')
    if (route.access === 'full' && key?.access !== 'full')
      throw new Refusal(401, 'wrong api key: this one may only read')
    const secret = await ports.apiKeys.installationSecret()
    const { id: named } = request.params
    const id = typeof named === 'string' ? (idBehind(named, secret) ?? canonicalUuid(named) ?? '') : ''
    const base = `${request.protocol}://${request.headers.host}`
    const isFull = key?.access === 'full'
    const call = { version, secret, id, base, isFull, request }
    const { status = 200, body, pieces } = await route.answer(call)
    response.status(status)
    if (pieces !== undefined) await writePieces(response.type('json'), pieces)
    else if (typeof body === 'string') response.type('text/plain').send(body)
    else response.json(body)
  }
}

/** Headers with the key that stands in them, or else in the JSON that is posted. */
function withPostedKey({ method, headers, body }: Request): Pick<Request, 'headers'> {
  const { api_key: posted } = Object(body)
  const isPosted = method === 'POST' && typeof posted === 'string' && !headers['x-api-key']
  return { headers: isPosted ? { ...headers, 'x-api-key': posted } : headers }
}

function hasKey({ headers }: Pick<Request, 'headers'>): boolean {
  return Boolean(headers['x-api-key'] || headers.authorization)
}
