/** JSON Schemas of values in the JSON API, as OpenAPI 3.1 embeds them. */

export type Schema = Readonly<Record<string, unknown>>

export const TEXT = { type: 'string' } as const
export const FLAG = { type: 'boolean' } as const
export const COUNT = { type: 'integer' } as const
export const SECONDS = { type: 'number', description: 'seconds' } as const
/** A span as it is sent. */
export const SPAN = { type: ['number', 'string'], description: 'seconds, or text such as "1h30m"' } as const
export const MOMENT = { type: ['string', 'null'], format: 'date-time' } as const

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` }
}

export function list(items: Schema): Schema {
  return { type: 'array', items }
}

export function object(properties: Readonly<Record<string, Schema>>, required?: readonly string[]): Schema {
  return { type: 'object', properties, ...(required && { required }) }
}

/** The same, or null. */
export function orNull(schema: Schema): Schema {
  const { type, enum: choices } = schema
  return {
    ...schema,
    ...(type !== undefined && { type: [type, 'null'].flat() }),
    ...(Array.isArray(choices) && { enum: [...choices, null] }),
  }
}
