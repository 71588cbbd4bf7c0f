import type { Language } from '../../model/users.ts'
import type { Segment } from './catalogue.ts'

/** What the story is told with: it is the same for the same words and counts back from the same moment. */
export interface Telling {
  language: Language
  /** the moment that everything is relative to */
  now: string
  timeZone: string
  currency: string
  decimals: number
  /** the stages in progress and the reasons of losing that each pipeline has */
  pipelines: [sales: StageCounts, service: StageCounts]
}
export interface StageCounts {
  open: number
  lost: number
  /** days after which a deal in a stage is rotten; null: there is no such limit */
  rotten: readonly (number | null)[]
}

/** Somebody of the seller: the number of a colleague, or whoever loads the demo data. */
export type Who = number | 'loader'
/** What stage: the number of one in progress, or an end. */
export type Place = { open: number } | { won: true } | { lost: number }

export interface Client {
  name: string
  segment: Segment
  address: string
  phone: string
  email: string
  site: string
  employees: number
  owner: Who
}
export interface Caller {
  first: string
  last: string
  job: string
  /** the number of his company */
  company: number
  work: string
  mobile: string | null
  email: string
  owner: Who
}
/** One thing that happened to a deal after it was made, told by what changed. */
export type Step = { at: string; by: Who } & (
  | { kind: 'moved'; to: Place; comment?: string }
  | { kind: 'priced'; before: string | null }
  | { kind: 'products' }
  | { kind: 'noted'; comment: string }
  | { kind: 'postponed'; before: string }
  | { kind: 'handed'; before: Who }
)
export interface Sale {
  pipeline: 0 | 1
  title: string
  company: number
  callers: number[]
  owner: Who
  by: Who
  tags: number[]
  source: number
  type: 'sale' | 'service'
  /** null: it comes from the products */
  amount: string | null
  lines: { article: number; quantity: number; discount: number }[]
  begun: string
  place: Place
  since: string
  beginDate: string
  closeDate: string
  /** the client had bought, or had come, before */
  repeat: 'bought' | 'came' | null
  comment: string | null
  /** the older first */
  steps: Step[]
}
