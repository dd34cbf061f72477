import type { IncomingMessage } from 'node:http'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { StoreUnavailable } from '../../../domain/net/unavailable'
import { HomeTrouble } from '../../../domain/peers/edit'
import { canonicalUuid } from '../../../domain/uuid'
import { apiKeyOf, EXPIRED_KEY } from '../../access/api-key'
import type { BodyRoom } from '../../net/body-room'
import { CALL_LIMIT, reservedBody } from '../../net/reserved-body'
import { homeRefusal, Refusal, refuseInJson } from '../../pages/errors'
import { writePieces } from '../../pages/write-pieces'
import { idBehind } from '../public-ids'
import type { ApiPorts } from './handlers'
import { type ApiRoute, apiRoutes } from './routes'

/** `/api`, for programs. It needs keys instead of a session, so it stands before the log-in. */
export function checksApiDoor(ports: ApiPorts, room: BodyRoom): Router {
  const door = Router()
  const json = jsonBody(room)
  const routes = apiRoutes(ports)
  for (const route of routes) {
    const reading = route.method === 'post' || route.method === 'patch' ? json : []
    door[route.method](route.path, ...reading, answering(route, ports))
  }
  const paths = new Map<string, string[]>()
  for (const { path, method } of routes) paths.set(path, [...(paths.get(path) ?? []), method.toUpperCase()])
  for (const [path, methods] of paths)
    door.all(path, (_request, response) => {
      response.set('Allow', methods.map(each => (each === 'GET' ? 'GET, HEAD' : each)).join(', '))
      throw new Refusal(405, `this address takes ${methods.join(', ')}; see /api/openapi.json`)
    })
  door.all(['/api', '/api/*rest'], () => {
    throw new Refusal(404, 'the API has no such address; see /api/openapi.json')
  })
  door.use('/api', (error: unknown, _request: Request, response: Response, _next: unknown) => {
    const { status, message } = Object(error)
    if (error instanceof Refusal) refuseInJson(response, error)
    else if (error instanceof HomeTrouble) refuseInJson(response, homeRefusal(error))
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

/** Reads a body. The parser returns an empty object for one without a byte, which counts as none: what was to come is lost. */
function jsonBody(room: BodyRoom): readonly RequestHandler[] {
  const empty = new WeakSet<IncomingMessage>()
  const verify = (request: IncomingMessage, _response: unknown, body: Buffer) =>
    void (body.length === 0 && empty.add(request))
  return [
    reservedBody(room),
    express.json({ limit: CALL_LIMIT, inflate: false, type: () => true, verify }),
    (request, _response, next) => {
      if (empty.has(request)) request.body = undefined
      next()
    },
  ]
}

function answering(route: ApiRoute, ports: ApiPorts): RequestHandler {
  const { apiKeys } = ports
  return async (request, response) => {
    const key = route.access === 'none' ? undefined : await apiKeyOf(request, ports)
    if (key === 'expired' || (route.access !== 'none' && key === undefined)) {
      response.set('WWW-Authenticate', 'Bearer')
      if (key === 'expired') throw new Refusal(401, EXPIRED_KEY)
      throw new Refusal(401, 'send an API key: X-Api-Key, or Authorization: Bearer')
    }
    if (route.access === 'full' && key?.access !== 'full')
      throw new Refusal(403, 'this API key may only read')
    refuseUnknown(request.query, route.query ?? [])
    const secret = await apiKeys.installationSecret()
    const { id: named } = request.params
    const id = typeof named === 'string' ? (idBehind(named, secret) ?? canonicalUuid(named) ?? '') : ''
    // Without a key, an id gives access to `alive` only. A read-only key knows checks by their public ids.
    const { status = 200, location, body, pieces } = await route.answer({ key, secret, id, request })
    if (location !== undefined) response.set('Location', location)
    response.status(status)
    if (pieces !== undefined) await writePieces(response.type('json'), pieces)
    else if (body === undefined) response.end()
    else response.json(body)
  }
}

/** A misspelt filter would return every check. */
function refuseUnknown(query: Request['query'], known: readonly string[]): void {
  for (const [name, value] of Object.entries(query)) {
    if (!known.includes(name))
      throw new Refusal(
        400,
        `there is no parameter ${JSON.stringify(name)} here; there are: ${known.join(', ') || 'none'}`,
      )
    if (typeof value !== 'string' && !(name === 'tag' && Array.isArray(value)))
      throw new Refusal(400, `the parameter ${name} may be given once`)
  }
}
