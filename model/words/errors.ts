import { comingInErrors } from './errors/comingIn.ts'
import { dealsErrors } from './errors/deals.ts'
import { filesErrors } from './errors/files.ts'
import { historyErrors } from './errors/history.ts'
import { importsErrors } from './errors/imports.ts'
import { recordsErrors } from './errors/records.ts'
import { requestsErrors } from './errors/requests.ts'
import { rightsErrors } from './errors/rights.ts'

/** Every sentence with which the server refuses. */
export const errorWords = {
  ...comingInErrors,
  ...dealsErrors,
  ...filesErrors,
  ...historyErrors,
  ...importsErrors,
  ...recordsErrors,
  ...requestsErrors,
  ...rightsErrors,
}
export type ErrorKey = keyof typeof errorWords
