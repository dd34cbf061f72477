import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { canonicalUuid } from '../../../domain/uuid'
import { apiKeyOf } from '../../access/api-key'
import { idBehind } from '../public-ids'
import { ApiError } from './error'
import { type ApiPorts, type ApiRoute, apiRoutes } from './routes'

/** `/api`, for programs: no session, but keys, so that it stands before the log-in. */
export function checksApiDoor(ports: ApiPorts): Router {
  const door = Router()
  const json = express.json({ limit: '64kb', type: () => true })
  for (const route of apiRoutes(ports)) {
    const reading = route.method === 'post' || route.method === 'patch' ? [json] : []
    door[route.method](route.path, ...reading, answering(route, ports))
  }
  door.all(['/api', '/api/*rest'], () => {
    throw new ApiError(404, 'the API has no such address and method; see /api/openapi.json')
  })
  door.use('/api', (error: unknown, _request: Request, response: Response, _next: unknown) => {
    const { status, message, faults, name } = Object(error)
    if (name === 'RedisAway')
      response
        .status(503)
        .set('Retry-After', '5')
        .json({ error: `${message}; try again` })
    else if (typeof status === 'number' && status < 500)
      response.status(status).json({ error: message, ...(faults && { faults }) })
    else {
      ports.log.error(error, 'a call of the API failed')
      response.status(500).json({ error: 'something went wrong here; the log of the appliance says what' })
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
      throw new ApiError(401, 'send an API key: X-Api-Key, or Authorization: Bearer')
    }
    if (route.access === 'full' && key?.access !== 'full')
      throw new ApiError(403, 'this API key may only read')
    const secret = await apiKeys.installationSecret()
    const { id: named } = request.params
    const id = typeof named === 'string' ? (idBehind(named, secret) ?? canonicalUuid(named) ?? '') : ''
    // An id alone opens no more than `alive`; a key that may only read names checks by the public one.
    const { status = 200, location, body } = await route.answer({ key, secret, id, request })
    if (location !== undefined) response.set('Location', location)
    response.status(status)
    if (body === undefined) response.end()
    else response.json(body)
  }
}
