import type { Socket } from 'node:net'
import type pg from 'pg'

/** What a row of COPY may hold; objects travel as JSON. */
export type Cell = string | number | boolean | null | object

/** A row in the text format of COPY. */
export const copyLine = (cells: readonly Cell[]): string => `${cells.map(cellText).join('\t')}\n`

function cellText(cell: Cell): string {
  if (cell === null) return '\\N'
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'boolean') return cell ? 't' : 'f'
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (c) => escapes[c]!) : text
}
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** The part of pg's connection that speaks COPY. */
interface CopyConnection {
  stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Copies a text into a table through PostgreSQL's own bulk protocol, which `pg` knows but offers no call for. */
export function copyInto(client: pg.Client, table: string, columns: readonly string[], text: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: unknown
    const statement = `copy ${table} (${columns.join(', ')}) from stdin`
    const copy = {
      submit: (connection: CopyConnection) => connection.query(statement),
      handleCopyInResponse(connection: CopyConnection) {
        connection.stream.cork()
        for (let at = 0; at < text.length; at += chunk) connection.sendCopyFromChunk(text.subarray(at, at + chunk))
        connection.endCopyFrom()
        connection.stream.uncork()
      },
      handleRowDescription() {},
      handleDataRow() {},
      handleCommandComplete() {},
      handleError: (error: unknown) => {
        failure = error
        reject(error instanceof Error ? error : new Error(String(error)))
      },
      handleReadyForQuery: () => {
        if (failure === undefined) resolve()
      },
    }
    // The types of pg leave out of a connection what its own queries call.
    client.query(copy as unknown as pg.Submittable)
  })
}
const chunk = 256 * 1024
