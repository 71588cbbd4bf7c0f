import { arranges } from '../records/arranging.ts'
import { recordMethods } from '../records/methods.ts'
import { customFieldsSubject } from './customFields.ts'

export const customFieldMethods = {
  ...recordMethods(customFieldsSubject),
  'customFields.arrange': arranges(customFieldsSubject),
}
