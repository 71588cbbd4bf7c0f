import { dictionaries } from '../../model/terms.ts'
import { isId } from '../records/view.ts'

export type Dictionary = (typeof dictionaries)[number]

/** What a part of the settings shows, so that a link shows a colleague the same. */
export interface SettingsSearch {
  pipeline?: number | undefined
  stage?: number | undefined
  currency?: number | undefined
  dictionary?: Dictionary | undefined
}

export function readSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  const { pipeline, stage, currency } = search
  const dictionary = dictionaries.find((one) => one === search['dictionary'])
  return {
    ...(isId(pipeline) ? { pipeline } : {}),
    ...(isId(stage) ? { stage } : {}),
    ...(isId(currency) ? { currency } : {}),
    ...(dictionary ? { dictionary } : {}),
  }
}
