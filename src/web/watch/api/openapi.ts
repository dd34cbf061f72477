import { list, object, ref, SPAN } from '../../../domain/watch/schema'
import { STATUSES } from '../../../domain/watch/status'
import { EXAMPLES } from './examples'
import {
  AWAY,
  act,
  BAD,
  BAD_BODY,
  body,
  CHECK,
  DENIED,
  FAULTS,
  ID,
  json,
  MISSING,
  NEXT,
  NO_WINDOW,
  NOT_LOOKING,
  open,
  PROVIDED,
  query,
  savedAs,
  UPDATE,
  WELL,
} from './openapi-parts'
import { SCHEMAS } from './schemas'

/** The version of the API, which the document needs; that of the appliance is not for strangers. */
const API_VERSION = '1'

/** The document of the JSON API, in OpenAPI 3.1; a test compares it with the routes and their answers. */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'intvlm8r heartbeat: checks',
      version: API_VERSION,
      description:
        'Checks are things that are expected to signal. Spans are seconds; where they are sent, text such as "1h30m" will do as well. Moments are ISO 8601.',
    },
    security: [{ key: [] }, { bearer: [] }],
    paths: { ...pathsOfAll(), ...pathsOfWindows(), ...pathsOfOne(), ...pathsOfRecords() },
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: SCHEMAS,
    },
  }
}

/** The addresses of the document, and of all checks and channels. */
function pathsOfAll() {
  return {
    '/api/openapi.json': {
      get: { ...open('This document'), responses: { 200: { description: 'OpenAPI 3.1' } } },
    },
    '/api/checks': {
      get: {
        summary: 'All checks, worst first',
        parameters: [
          { ...query('tag', list({ type: 'string' })), description: 'several: all of them' },
          query('status', { enum: STATUSES }),
          query('slug', { type: 'string' }),
          { ...query('waiting', { const: 'true' }), description: 'those that wait to be adopted instead' },
          {
            ...query('limit', { type: 'integer', minimum: 1, maximum: 1000 }),
            description: 'so many at most; without it, and without next, all of them',
          },
          { ...query('next', { type: 'string' }), description: 'those behind the page that had it' },
        ],
        responses: {
          200: json(
            'The checks',
            object({ checks: list(ref('Check')), faults: FAULTS, notLooking: NOT_LOOKING, next: NEXT }),
            EXAMPLES.checks,
          ),
          ...BAD,
          ...DENIED,
        },
      },
      post: {
        summary: 'Make a check, or change the one that agrees with it in the fields of `unique`',
        requestBody: body(ref('NewPlan'), EXAMPLES.newPlan),
        responses: { ...savedAs(ref('Check'), EXAMPLES.check), ...PROVIDED, ...BAD, ...BAD_BODY, ...DENIED },
      },
    },
    '/api/channels': {
      get: {
        summary: 'All channels',
        responses: {
          200: json('The channels', object({ channels: list(ref('Channel')) }), EXAMPLES.channels),
          ...BAD,
          ...DENIED,
        },
      },
    },
  }
}

/** The addresses of windows of maintenance. */
function pathsOfWindows() {
  return {
    '/api/windows': {
      get: {
        summary: 'All windows of maintenance',
        responses: {
          200: json('The windows', object({ windows: list(ref('Window')) }), EXAMPLES.windows),
          ...BAD,
          ...DENIED,
        },
      },
      post: {
        summary: 'Make a window, or change the one of that name',
        requestBody: body(ref('NewWindow'), EXAMPLES.newWindow),
        responses: {
          ...savedAs(ref('Window'), EXAMPLES.window),
          ...PROVIDED,
          ...BAD,
          ...BAD_BODY,
          ...DENIED,
        },
      },
    },
    '/api/windows/{name}': {
      parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
      delete: {
        summary: 'Remove a window; alerts that it held back go out',
        responses: { 204: { description: 'It is gone' }, ...DENIED, ...NO_WINDOW, ...PROVIDED },
      },
    },
  }
}

/** The addresses of one check, and of what is done to it. */
function pathsOfOne() {
  return {
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
          EXAMPLES.silence,
        ),
        responses: { ...CHECK, ...BAD, ...BAD_BODY, ...DENIED, ...MISSING },
      },
    },
    '/api/checks/{id}/acknowledge': {
      parameters: [ID],
      post: {
        summary:
          'No reminders of its trouble, and no escalation, until it is well again; null takes that back',
        requestBody: body(
          object({
            by: {
              type: ['string', 'null'],
              description: 'who takes care of it; absent: the name of the key',
            },
          }),
          EXAMPLES.acknowledgement,
        ),
        responses: { ...CHECK, ...BAD, ...BAD_BODY, ...DENIED, ...MISSING, ...WELL },
      },
    },
  }
}

/** The addresses of the records of one check. */
function pathsOfRecords() {
  return {
    '/api/checks/{id}/signals': {
      parameters: [ID],
      get: {
        summary: 'The last signals, newest first',
        responses: {
          200: json('The signals', object({ signals: list(ref('Signal')) }), EXAMPLES.signals),
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
          200: json('The flips', object({ flips: list(ref('Flip')) }), EXAMPLES.flips),
          ...DENIED,
          ...MISSING,
        },
      },
    },
    '/api/checks/{id}/times': {
      parameters: [ID],
      get: {
        summary: 'The response times of its probe',
        responses: {
          200: json('The response times', ref('Times'), EXAMPLES.times),
          ...DENIED,
          ...MISSING,
        },
      },
    },
    '/api/checks/{id}/alive': {
      parameters: [ID],
      get: {
        ...open('Whether it is known not to be down, for a script; the id is all that it takes'),
        responses: {
          200: json('The answer', object({ alive: { type: 'boolean' } }, ['alive']), EXAMPLES.alive),
          ...MISSING,
          ...AWAY,
        },
      },
    },
  }
}
