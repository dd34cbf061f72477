import express, { type Request, type RequestHandler, Router } from 'express'
import { StoreUnavailable } from '../../../domain/net/unavailable'
import { canonicalUuid } from '../../../domain/uuid'
import { API_VERSIONS, type ApiVersion } from '../../../domain/watch/healthchecks-json'
import { apiKeyOf } from '../../access/api-key'
import { Refusal, refuseInJson } from '../../pages/errors'
import { idBehind } from '../public-ids'
import { type ManagementPorts, type ManagementRoute, managementRoutes } from './routes'

/**
 * `/api/v1` to `/api/v3`: the management API of Healthchecks, for tools and dashboards that were made for it. As there, a
 * page of another origin may read it with a key.
 */
export function managementDoor(ports: ManagementPorts): Router {
  const door = Router()
  const json = express.json({ limit: '64kb', type: () => true, strict: false })
  const versions = API_VERSIONS.map(version => `/api/v${version}`)
  door.use(versions, (request, response, next) => {
    response.set('Access-Control-Allow-Origin', '*')
    if (request.method !== 'OPTIONS') return next()
    response.set('Access-Control-Allow-Headers', 'X-Api-Key, Content-Type')
    response.set('Access-Control-Allow-Methods', 'GET, POST, DELETE').status(204).end()
  })
  const routes = managementRoutes(ports)
  for (const version of API_VERSIONS)
    for (const route of routes)
      door[route.method](`/api/v${version}${route.path}`, json, answering(route, version, ports))
  for (const version of API_VERSIONS)
    for (const { path } of routes)
      door.all(`/api/v${version}${path}`, (_request, response) => {
        const methods = routes.filter(route => route.path === path).map(({ method }) => method.toUpperCase())
        response.set('Allow', methods.join(', '))
        throw new Refusal(405, 'method not allowed')
      })
  door.use(versions, () => {
    throw new Refusal(404, 'not found')
  })
  door.use(versions, ((error, _request, response, _next) => {
    const { status } = Object(error)
    if (error instanceof Refusal) refuseInJson(response, error)
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
    const key = await keyOf(request, ports)
    if (route.access !== 'none' && key === undefined) throw new Refusal(401, 'missing or wrong api key')
    if (route.access === 'full' && key?.access !== 'full') throw new Refusal(403, 'this key may only read')
    const secret = await ports.apiKeys.installationSecret()
    const { id: named } = request.params
    const id = typeof named === 'string' ? (idBehind(named, secret) ?? canonicalUuid(named) ?? '') : ''
    const base = `${request.protocol}://${request.headers.host}`
    const isFull = key?.access === 'full'
    const { status = 200, body } = await route.answer({ version, secret, id, base, isFull, request })
    response.status(status)
    if (typeof body === 'string') response.type('text/plain').send(body)
    else response.json(body)
  }
}

/** The key in the header, or in the JSON that is posted. */
function keyOf(request: Request, ports: ManagementPorts) {
  const { api_key: posted } = Object(request.body)
  const inBody = request.method === 'POST' && typeof posted === 'string' && !request.headers['x-api-key']
  return apiKeyOf(inBody ? ({ headers: { 'x-api-key': posted } } as unknown as Request) : request, ports)
}
