import { z } from 'zod'
import { statuses } from './errors.ts'
import type { AnyMethod, MethodTable } from './method.ts'

/** How a method is given its input: as JSON, or in the address where the body is a file. */
function inputOf({ input, admits }: AnyMethod) {
  const schema = z.toJSONSchema(input, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-2020-12',
    reused: 'inline',
  })
  if (!admits) return { requestBody: { required: true, content: { 'application/json': { schema } } } }
  return {
    parameters: Object.entries(schema.properties ?? {}).map(([name, property]) => ({
      in: 'query',
      name,
      required: schema.required?.includes(name) ?? false,
      schema: property,
    })),
    requestBody: {
      required: true,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
  }
}

/** An OpenAPI 3.1 document, derived from the table of methods. */
export function openapi(methods: MethodTable): unknown {
  const paths = Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      `/api/${name}`,
      {
        post: {
          operationId: name,
          tags: [name.split('.')[0]],
          security: method.open ? [] : [{ key: [] }, { session: [] }],
          ...inputOf(method),
          responses: {
            200: { description: 'What was asked for', content: { 'application/json': { schema: {} } } },
            default: {
              description: 'A refusal',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
            },
          },
        },
      },
    ]),
  )
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sdelka',
      version: '1',
      description: 'Methods by name. Money and other decimals are text, moments are ISO 8601 UTC, ids are integers.',
    },
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'sdelka' },
      },
      schemas: {
        Error: {
          type: 'object',
          required: ['error'],
          properties: {
            error: {
              type: 'object',
              required: ['code', 'message'],
              properties: {
                code: { enum: [...Object.keys(statuses), 'internal'] },
                message: { type: 'string' },
                field: { type: 'string' },
                fields: { type: 'object' },
              },
            },
          },
        },
      },
    },
  }
}
