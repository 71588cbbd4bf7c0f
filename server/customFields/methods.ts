import { reads, writes } from '../platform/method.ts'
import { arranges } from '../records/arranging.ts'
import { recordMethods } from '../records/methods.ts'
import { convert, convertInput, tryConversion } from './converting.ts'
import { customFieldsSubject } from './customFields.ts'

export const customFieldMethods = {
  ...recordMethods(customFieldsSubject),
  'customFields.arrange': arranges(customFieldsSubject),
  /** What would become of the values of a field of another kind. */
  'customFields.tryConversion': reads(convertInput, tryConversion),
  /** Turns a field into one of another kind, with its values: all at once, beside other work. */
  'customFields.convert': writes(convertInput, convert),
}
