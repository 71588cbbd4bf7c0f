import { activityMethods } from './activities/methods.ts'
import { auditMethods } from './audit/methods.ts'
import { commentMethods } from './comments/methods.ts'
import { companyMethods } from './companies/methods.ts'
import { contactMethods } from './contacts/methods.ts'
import { currencyMethods } from './currencies/methods.ts'
import { customFieldMethods } from './customFields/methods.ts'
import { dealMethods } from './deals/methods.ts'
import { demoMethods } from './demo/methods.ts'
import { departmentMethods } from './departments/methods.ts'
import { fileMethods } from './files/methods.ts'
import { groupMethods } from './groups/methods.ts'
import { historyMethods } from './history/methods.ts'
import { layoutMethods } from './layouts/methods.ts'
import { notificationMethods } from './notifications/methods.ts'
import { pipelineMethods } from './pipelines/methods.ts'
import { productMethods } from './products/methods.ts'
import { explainingMethods } from './roles/explaining.ts'
import { roleMethods } from './roles/methods.ts'
import { searchMethods } from './records/search.ts'
import { codeMethods } from './session/codes.ts'
import { invitationMethods } from './session/invitations.ts'
import { repetitionMethods } from './repetitions/methods.ts'
import { sessionMethods } from './session/methods.ts'
import { openSessionMethods } from './session/openSessions.ts'
import { preferenceMethods } from './session/preferences.ts'
import { resetMethods } from './session/resets.ts'
import { setupMethods } from './setup/methods.ts'
import { termMethods } from './terms/methods.ts'
import { duplicateMethods } from './duplicates/methods.ts'
import { timelineMethods } from './timeline/methods.ts'
import { exportMethods } from './transfer/export.ts'
import { transferMethods } from './transfer/methods.ts'
import { userMethods } from './users/methods.ts'

/** The table of all that may be asked for. */
export const methods = {
  ...setupMethods,
  ...sessionMethods,
  ...codeMethods,
  ...openSessionMethods,
  ...invitationMethods,
  ...resetMethods,
  ...preferenceMethods,
  ...notificationMethods,
  ...userMethods,
  ...departmentMethods,
  ...groupMethods,
  ...roleMethods,
  ...explainingMethods,
  ...currencyMethods,
  ...pipelineMethods,
  ...termMethods,
  ...customFieldMethods,
  ...layoutMethods,
  ...contactMethods,
  ...companyMethods,
  ...productMethods,
  ...dealMethods,
  ...repetitionMethods,
  ...fileMethods,
  ...activityMethods,
  ...auditMethods,
  ...duplicateMethods,
  ...commentMethods,
  ...historyMethods,
  ...timelineMethods,
  ...searchMethods,
  ...transferMethods,
  ...exportMethods,
  ...demoMethods,
}
export type Methods = typeof methods
