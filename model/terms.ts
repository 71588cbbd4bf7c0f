import { dictionaryName, integer, record, text, yesNo, choice } from './fields.ts'
import { stageColors } from './pipelines.ts'

export const dictionaries = [
  'source',
  'dealType',
  'tag',
  'contactType',
  'contactRole',
  'companyType',
  'industry',
  'unit',
] as const

/** The words of the dictionaries that a company keeps for itself: sources, tags, types, roles, industries, units, own lists. */
export const terms = record(
  'terms',
  {
    dictionary: dictionaryName(dictionaries, { required: true }),
    name: text(120, { required: true }),
    color: choice(stageColors),
    position: integer({ min: 0 }, { required: true, made: true }),
    active: yesNo({ required: true, made: true }),
  },
  { named: 'name', searched: ['name'], actions: ['edit'] },
)
