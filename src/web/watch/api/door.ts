import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { StoreUnavailable } from '../../../domain/net/unavailable'
import { canonicalUuid } from '../../../domain/uuid'
import { apiKeyOf } from '../../access/api-key'
import { Refusal, refuseInJson } from '../../pages/errors'
import { idBehind } from '../public-ids'
import type { ApiPorts } from './handlers'
import { type ApiRoute, apiRoutes } from './routes'

/** `/api`, for programs. It needs keys instead of a session, so it stands before the log-in. */
export function checksApiDoor(ports: ApiPorts): Router {
  const door = Router()
  const json = express.json({ limit: '64kb', type: () => true })
  for (const route of apiRoutes(ports)) {
    const reading = route.method === 'post' || route.method === 'patch' ? [json] : []
    door[route.method](route.path, ...reading, answering(route, ports))
  }
  door.all(['/api', '/api/*rest'], () => {
    throw new Refusal(404, 'the API has no such address and method; see /api/openapi.json')
  })
  door.use('/api', (error: unknown, _request: Request, response: Response, _next: unknown) => {
    const { status, message } = Object(error)
    if (error instanceof Refusal) refuseInJson(response, error)
    else if (error instanceof StoreUnavailable)
      refuseInJson(response, new Refusal(503, `${error.message}; try again`, { retryAfter: 5 }))
    else if (typeof status === 'number' && status < 500) refuseInJson(response, new Refusal(status, message))
    else {
      ports.log.error(error, 'a call of the API failed')
      response
        .status(500)
        .json({ error: 'something went wrong here; the cause is in the log of the appliance' })
    }
  })
  return door
}

function answering(route: ApiRoute, ports: ApiPorts): RequestHandler {
  const { apiKeys } = ports
  return async (request, response) => {
    const key = route.access === 'none' ? undefined : await apiKeyOf(request, ports)
    if (route.access !== 'none' && key === undefined) {
      response.set('WWW-Authenticate', 'Bearer')
      throw new Refusal(401, 'send an API key: X-Api-Key, or Authorization: Bearer')
    }
    if (route.access === 'full' && key?.access !== 'full')
      throw new Refusal(403, 'this API key may only read')
    const secret = await apiKeys.installationSecret()
    const { id: named } = request.params
    const id = typeof named === 'string' ? (idBehind(named, secret) ?? canonicalUuid(named) ?? '') : ''
    // Without a key, an id gives access to `alive` only. A read-only key knows checks by their public ids.
    const { status = 200, location, body } = await route.answer({ key, secret, id, request })
    if (location !== undefined) response.set('Location', location)
    response.status(status)
    if (body === undefined) response.end()
    else response.json(body)
  }
}
