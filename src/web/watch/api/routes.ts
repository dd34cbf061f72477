import { type ApiAnswer, type ApiCall, type ApiPorts, changingHandlers, readingHandlers } from './handlers'
import { openApiDocument } from './openapi'
import { windowHandlers } from './windows'

export interface ApiRoute {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** In Express' notation. */
  readonly path: string
  /** `none`: the id in the path is the secret, or nothing is secret. */
  readonly access: 'none' | 'read' | 'full'
  /** The parameters that its query may have; only a tag may come several times. */
  readonly query?: readonly string[]
  answer(call: ApiCall): Promise<ApiAnswer>
}

/** The routes of the JSON API; `openapi.ts` documents them. */
export function apiRoutes(ports: ApiPorts): readonly ApiRoute[] {
  const { list, alive, get, signals, flips, times, listChannels } = readingHandlers(ports)
  const { create, update, remove, pause, resume, silence, acknowledge } = changingHandlers(ports)
  const windows = windowHandlers(ports)
  const document = async () => ({ body: openApiDocument() })
  return [
    { method: 'get', path: '/api/openapi.json', access: 'none', answer: document },
    { method: 'get', path: '/api/checks/:id/alive', access: 'none', answer: alive },
    {
      method: 'get',
      path: '/api/checks',
      access: 'read',
      query: ['tag', 'status', 'slug', 'waiting', 'limit', 'next'],
      answer: list,
    },
    { method: 'get', path: '/api/channels', access: 'full', answer: listChannels },
    { method: 'get', path: '/api/windows', access: 'read', answer: windows.list },
    { method: 'post', path: '/api/windows', access: 'full', answer: windows.save },
    { method: 'delete', path: '/api/windows/:name', access: 'full', answer: windows.remove },
    { method: 'post', path: '/api/checks', access: 'full', answer: create },
    { method: 'get', path: '/api/checks/:id', access: 'read', answer: get },
    { method: 'patch', path: '/api/checks/:id', access: 'full', answer: update },
    { method: 'post', path: '/api/checks/:id', access: 'full', answer: update },
    { method: 'delete', path: '/api/checks/:id', access: 'full', answer: remove },
    { method: 'post', path: '/api/checks/:id/pause', access: 'full', answer: pause },
    { method: 'post', path: '/api/checks/:id/resume', access: 'full', answer: resume },
    { method: 'post', path: '/api/checks/:id/silence', access: 'full', answer: silence },
    { method: 'post', path: '/api/checks/:id/acknowledge', access: 'full', answer: acknowledge },
    { method: 'get', path: '/api/checks/:id/signals', access: 'full', answer: signals },
    { method: 'get', path: '/api/checks/:id/flips', access: 'read', answer: flips },
    { method: 'get', path: '/api/checks/:id/times', access: 'read', answer: times },
  ]
}
