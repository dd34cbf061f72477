import { list, object, ref, type Schema, SPAN } from '../../../domain/watch/schema'
import { STATUSES } from '../../../domain/watch/status'
import { SCHEMAS } from './schemas'

/** The document of the JSON API, in OpenAPI 3.1; a test compares it with the routes and their answers. */
export function openApiDocument(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'intvlm8r heartbeat: checks',
      version,
      description:
        'Checks are things that are expected to signal. Spans are seconds; where they are sent, text such as "1h30m" will do as well. Moments are ISO 8601.',
    },
    security: [{ key: [] }, { bearer: [] }],
    paths: {
      '/api/openapi.json': {
        get: { ...open('This document'), responses: { 200: { description: 'OpenAPI 3.1' } } },
      },
      '/api/checks': {
        get: {
          summary: 'All checks, worst first',
          parameters: [
            query('tag', { type: 'string' }),
            query('status', { enum: STATUSES }),
            query('slug', { type: 'string' }),
          ],
          responses: { 200: json('The checks', object({ checks: list(ref('Check')) })), ...BAD, ...DENIED },
        },
        post: {
          summary: 'Make a check',
          requestBody: body(ref('Plan')),
          responses: { 201: json('It is made', ref('Check')), ...BAD, ...BAD_BODY, ...DENIED },
        },
      },
      '/api/checks/{id}': {
        parameters: [ID],
        get: { summary: 'One check', responses: { ...CHECK, ...DENIED, ...MISSING } },
        patch: { ...UPDATE, summary: 'Change what is given; null takes away what may be missing' },
        post: { ...UPDATE, summary: 'The same as PATCH' },
        delete: {
          summary: 'Remove it with its history',
          responses: { 204: { description: 'It is gone' }, ...DENIED, ...MISSING, ...PROVIDED },
        },
      },
      '/api/checks/{id}/pause': act('Pause it: nothing is expected until it is resumed'),
      '/api/checks/{id}/resume': act('Resume it'),
      '/api/checks/{id}/silence': {
        parameters: [ID],
        post: {
          summary: 'No alerts for a time, until a moment or until it is up again; {} ends the silence',
          requestBody: body(
            object({
              until: { type: ['string', 'null'], description: '"recovery" or a moment' },
              for: SPAN,
            }),
          ),
          responses: { ...CHECK, ...BAD, ...BAD_BODY, ...DENIED, ...MISSING },
        },
      },
      '/api/checks/{id}/signals': {
        parameters: [ID],
        get: {
          summary: 'The last signals, newest first',
          responses: {
            200: json('The signals', object({ signals: list(ref('Signal')) })),
            ...DENIED,
            ...MISSING,
          },
        },
      },
      '/api/checks/{id}/flips': {
        parameters: [ID],
        get: {
          summary: 'The last changes of status, newest first',
          responses: {
            200: json('The flips', object({ flips: list({ type: 'object' }) })),
            ...DENIED,
            ...MISSING,
          },
        },
      },
      '/api/checks/{id}/alive': {
        parameters: [ID],
        get: {
          ...open('Whether it is not down, for a script; the id is all that it takes'),
          responses: {
            200: json('The answer', object({ alive: { type: 'boolean' } }, ['alive'])),
            ...MISSING,
            ...AWAY,
          },
        },
      },
    },
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: SCHEMAS,
    },
  }
}

function json(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}

function body(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } }
}

function query(name: string, schema: Schema) {
  return { name, in: 'query', schema }
}

function open(summary: string) {
  return { summary, security: [] }
}

function act(summary: string) {
  return {
    parameters: [ID],
    post: { summary, responses: { ...CHECK, ...BAD, ...BAD_BODY, ...DENIED, ...MISSING } },
  }
}

const ID = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'the id, or the public id',
  schema: { type: 'string' },
} as const

const CHECK = { 200: json('The check', ref('Check')) }
const BAD = { 400: json('Everything that is wrong with the request', ref('Error')) }
const BAD_BODY = {
  413: json('The body is longer than 64 kB', ref('Error')),
  415: json('The body is in an encoding that is not known here', ref('Error')),
}
const AWAY = {
  503: json('Redis is away or takes no writes; Retry-After has the seconds to wait', ref('Error')),
}
const DENIED = {
  401: json('No valid API key', ref('Error')),
  403: json('The key may only read', ref('Error')),
  ...AWAY,
}
const MISSING = { 404: json('There is no such check', ref('Error')) }
const PROVIDED = { 409: json('It comes from the INI', ref('Error')) }
const UPDATE = {
  requestBody: body(ref('Plan')),
  responses: { ...CHECK, ...BAD, ...BAD_BODY, ...DENIED, ...MISSING, ...PROVIDED },
}
