/** Parts that many addresses of the document share: parameters, bodies and answers. */

import { list, ref, type Schema } from '../../../domain/watch/schema'
import { EXAMPLES } from './examples'

export function json(description: string, schema: Schema, example: unknown) {
  return { description, content: { 'application/json': { schema, example } } }
}

/** The answers to a POST that makes a part or changes the one that is there. */
export function savedAs(schema: Schema, example: unknown) {
  return {
    200: json('There was one, and it is changed', schema, example),
    201: json('It is made', schema, example),
  }
}

export function body(schema: Schema, example: unknown) {
  return { required: true, content: { 'application/json': { schema, example } } }
}

export function query(name: string, schema: Schema) {
  return { name, in: 'query', schema }
}

export function open(summary: string) {
  return { summary, security: [] }
}

export function act(summary: string) {
  return {
    parameters: [ID],
    post: { summary, responses: { ...CHECK, ...BAD, ...BAD_BODY, ...DENIED, ...MISSING } },
  }
}

export const ID = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'the id, or the public id',
  schema: { type: 'string' },
} as const

export const FAULTS = {
  ...list({ type: 'string' }),
  description: 'why checks of the INI are not provided, or not as it has them; empty: all are',
}
export const NEXT = { type: 'string', description: 'for the next page; absent: this is the last one' }
export const NOT_LOOKING = {
  type: 'string',
  description: 'why no probe looks, so that the checks with one are as they were seen last; absent: all look',
}
export const CHECK = { 200: json('The check', ref('Check'), EXAMPLES.check) }
export const BAD = { 400: json('Everything that is wrong with the request', ref('Error'), EXAMPLES.faults) }
export const BAD_BODY = {
  413: json('The body is longer than 64 kB', ref('Error'), EXAMPLES.error),
  415: json('The body is in an encoding that is not known here', ref('Error'), EXAMPLES.error),
}
export const AWAY = {
  503: json(
    'Redis is away or takes no writes; Retry-After has the seconds to wait',
    ref('Error'),
    EXAMPLES.error,
  ),
}
export const DENIED = {
  401: json('No valid API key', ref('Error'), EXAMPLES.error),
  403: json('The key may only read', ref('Error'), EXAMPLES.error),
  ...AWAY,
}
export const NO_WINDOW = { 404: json('There is no such window', ref('Error'), EXAMPLES.error) }
export const MISSING = { 404: json('There is no such check', ref('Error'), EXAMPLES.error) }
export const PROVIDED = { 409: json('It comes from the INI', ref('Error'), EXAMPLES.error) }
export const WELL = { 409: json('It is neither down nor blind', ref('Error'), EXAMPLES.error) }
export const UPDATE = {
  requestBody: body(ref('Plan'), EXAMPLES.plan),
  responses: { ...CHECK, ...BAD, ...BAD_BODY, ...DENIED, ...MISSING, ...PROVIDED },
}
